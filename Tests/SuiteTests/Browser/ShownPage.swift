import Foundation
import TestSupport

/// A page as the browser is shown it: for the accessibility checks and for `make screenshots` alike. A new page is one
/// more line in the table.
struct ShownPage: Sendable {
    let name: String
    /// `{alert}` and `{patient}` stand for ones of the day that interrupt.
    let address: String
    /// What must be seen before the page is complete.
    let ready: String
    /// The Tab key goes through it; not through every variety of the same page.
    let takesFocusTest: Bool
    /// What is done on it before it is looked at.
    let steps: @Sendable (Browser) async throws -> Void

    init(
        _ name: String, _ address: String, ready: String = "h1", takesFocusTest: Bool = false,
        steps: @escaping @Sendable (Browser) async throws -> Void = { _ in }
    ) {
        (self.name, self.address, self.ready) = (name, address, ready)
        (self.takesFocusTest, self.steps) = (takesFocusTest, steps)
    }

    static let table: [ShownPage] = [
        ShownPage("worklist", "/worklist?limit=10", ready: ".alert", takesFocusTest: true),
        ShownPage("worklist-open", "/worklist?limit=5", ready: ".alert") { browser in
            try await browser.press("j", Browser.Key.enter)
            try await browser.wait(for: ".alert .body")
        },
        ShownPage("worklist-by-patient", "/worklist?group=patient&limit=8", ready: ".patient-group"),
        ShownPage("worklist-selected", "/worklist?severity=moderate&limit=6", ready: ".pick") { browser in
            try await browser.press("j", "x")
            try await browser.wait(for: "#bulk", saying: "selected")
        },
        ShownPage("worklist-keys", "/worklist?limit=3", ready: ".alert") { browser in
            try await browser.press("?")
            try await browser.wait(for: "#keys")
        },
        ShownPage("worklist-no-match", "/worklist?severity=minor&kind=pregnancy", ready: ".empty"),
        ShownPage("alert", "/worklist/alert/{alert}", ready: ".alert .body", takesFocusTest: true),
        ShownPage("patient", "/patients/{patient}", ready: "#findings", takesFocusTest: true),
        ShownPage("board", "/board", ready: ".board td"),
        ShownPage("assistance", "/assistance", takesFocusTest: true),
        ShownPage("assistance-result", "/assistance", steps: BrowserDay.askForHelp),
        ShownPage("assistance-batch", "/assistance/batch", ready: "#upload"),
        ShownPage("assistance-history", "/assistance/history", ready: "#lookups"),
        ShownPage("rules", "/rules", ready: ".measures td"),
        ShownPage("sheets", "/sheets", ready: ".sheet-list"),
        ShownPage("sheet-tablets", "/sheets/tablets", ready: ".sheet"),
        ShownPage("health", "/health", ready: ".board td"),
        ShownPage("not-found", "/nowhere"),
    ]

    func open(in browser: Browser, at port: Int, on day: BrowserDay) async throws {
        let path = address.replacing("{alert}", with: day.alert).replacing("{patient}", with: day.patient)
        try await browser.open("http://127.0.0.1:\(port)\(path)")
        try await browser.wait(for: ready)
        try await steps(browser)
    }

    /// What sticks out at the side of the window, by its place in the page.
    static let overflow = """
        const width = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= width) return [];
        return [...document.querySelectorAll("body *")].filter((element) =>
            element.checkVisibility() && element.getBoundingClientRect().right > width + 1)
            .slice(0, 5).map((element) => `${element.tagName} ${element.className}`);
        """
}
