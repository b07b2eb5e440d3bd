import Foundation
import TestSupport

/// Accessibility by axe-core (Deque, MPL-2.0), which `make install-test` puts beside the other tools.
struct Accessibility {
    /// What is looked for.
    enum Subject {
        /// WCAG 2.2 at level AA, and what is good practice beyond it.
        case everything
        /// What another colour scheme of the same page can change.
        case colours

        var options: [String: Any] {
            switch self {
            case .everything:
                let tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
                return ["runOnly": ["type": "tag", "values": tags], "rules": ["target-size": ["enabled": true]]]
            case .colours:
                return ["runOnly": ["type": "rule", "values": ["color-contrast", "link-in-text-block"]]]
            }
        }
    }

    private let source: String

    init() throws {
        let tools = RunningSuite.binaries.deletingLastPathComponent().appending(path: "tools/lib")
        let versions = try FileManager.default.contentsOfDirectory(atPath: tools.path)
        let file = versions.map { tools.appending(path: "\($0)/site-packages/axe_playwright_python/axe.min.js") }
            .first { FileManager.default.fileExists(atPath: $0.path) }
        guard let file else { throw Unfulfilled("axe-core is not installed: make install-test") }
        source = try String(contentsOf: file, encoding: .utf8)
    }

    /// What is wrong with the page as it stands, by rule and place.
    func violations(in browser: Browser, of subject: Subject = .everything) async throws -> [String] {
        if try await !browser.holds("window.axe") { _ = try await browser.ask(source) }
        let found = try await browser.command(
            "execute/async",
            [
                "script": """
                const done = arguments[arguments.length - 1];
                axe.run(document, { ...arguments[0], resultTypes: ["violations"] }).then((result) => done(result.violations.flatMap((rule) => rule.nodes.map((node) =>
                    `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.split("\\n").slice(1).join(";")}`))),
                    (error) => done([`axe failed: ${error}`]));
                """, "args": [subject.options],
            ])
        return found as? [String] ?? ["axe gave no answer"]
    }

    /// What is wrong with the way the Tab key goes through the page: against the order of the document, without a mark
    /// that shows where one is, out of sight, or without an end.
    func focusProblems(in browser: Browser, steps: Int = 120) async throws -> [String] {
        _ = try await browser.ask("document.activeElement?.blur?.(); scrollTo(0, 0); window.focusPlaces = [];")
        var problems: [String] = []
        for step in 0..<steps {
            try await browser.press(Browser.Key.tab)
            let report = try await browser.ask(Self.focusReport) as? [String: Any] ?? [:]
            if report["ended"] as? Bool == true { return problems + (step == 0 ? ["nothing takes the focus"] : []) }
            if step == 0, report["isSkip"] as? Bool != true {
                problems.append("the first stop is no way to the content")
            }
            problems += report["problems"] as? [String] ?? ["no report"]
        }
        return problems
    }

    private static let focusReport = """
        const element = document.activeElement;
        if (!element || element === document.body || window.focusPlaces.includes(element)) return { ended: true };
        const before = window.focusPlaces.at(-1);
        window.focusPlaces.push(element);
        const name = element.tagName.toLowerCase() + (element.id ? `#${element.id}` : `.${element.className}`)
            + ` “${(element.innerText ?? "").slice(0, 30)}”`;
        const problems = [];
        if (before && !(before.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING))
            problems.push(`${name} stands before what had the focus before it`);
        const style = getComputedStyle(element);
        if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) problems.push(`${name} shows no focus`);
        const box = element.getBoundingClientRect();
        if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth)
            problems.push(`${name} has the focus out of sight`);
        return { problems, isSkip: element.classList.contains("skip") };
        """
}
