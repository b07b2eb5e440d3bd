import EventContracts
import EventLog
import Foundation
import MedicationDomain
import TestSupport
import Testing

@testable import Titrate

extension ProcessTests {
    /// The pages in a real browser, over the real programs.
    @Suite(.serialized) struct BrowserTests {
        @Test(.timeLimit(.minutes(4))) func thePagesWorkInABrowser() async throws {
            let suite = try await RunningSuite()
            try await suite.startAll([.withdrawalMonitor: ["--settle-window", "2s"]])
            try await Browser.visit { browser in
                try await browser.prefer(.light)
                try await browser.resize(width: 1280, height: 900)
                let hands = Hands(suite: suite, browser: browser)
                for (name, act) in hands.acts {
                    let began = ContinuousClock.now
                    try await act()
                    print("browser: \(name): \(ContinuousClock.now - began)")
                }
                let (day, accessibility) = (try await suite.publishDay(), try Accessibility())
                try await everyPageIsAccessible(suite, browser, day, accessibility)
                try await signInIsAccessibleAndLetsIn(suite, browser, accessibility)
            }
        }

        private func everyPageIsAccessible(
            _ suite: RunningSuite, _ browser: Browser, _ day: BrowserDay, _ accessibility: Accessibility
        ) async throws {
            for page in ShownPage.table {
                let began = ContinuousClock.now
                try await browser.resize(width: 1280, height: 900)
                try await browser.prefer(.light)
                try await page.open(in: browser, at: suite.gatewayPort, on: day)
                #expect(try await accessibility.violations(in: browser) == [], "\(page.name), light")
                try await browser.prefer(.dark)
                #expect(try await accessibility.violations(in: browser, of: .colours) == [], "\(page.name), dark")
                if page.takesFocusTest {
                    #expect(try await accessibility.focusProblems(in: browser) == [], "\(page.name)")
                }
                // Nothing makes the whole page wider than a narrow screen (WCAG 1.4.10).
                try await browser.resize(width: 390, height: 800)
                let excess = try await browser.ask(ShownPage.overflow) as? [String] ?? ["no report"]
                #expect(excess == [], "\(page.name) at 390 pixels")
                print("browser: \(page.name): \(ContinuousClock.now - began)")
            }
        }

        /// A second gateway on the same log, where people sign in.
        private func signInIsAccessibleAndLetsIn(
            _ suite: RunningSuite, _ browser: Browser, _ accessibility: Accessibility
        ) async throws {
            let (port, token) = try await suite.startSignInGateway()
            try await browser.resize(width: 1280, height: 900)
            try await browser.open("http://localhost:\(port)/worklist")
            try await browser.wait(for: "h1", saying: "Sign in")
            try await browser.prefer(.light)
            #expect(try await accessibility.violations(in: browser) == [])
            try await browser.prefer(.dark)
            #expect(try await accessibility.violations(in: browser, of: .colours) == [])
            try await browser.fill("textarea[name=token]", token)
            try await browser.click("main button[type=submit]")
            try await browser.wait(for: "h1", saying: "Worklist")
            try await browser.wait(for: ".person", saying: "ph-gray")
            try await browser.wait(for: "#connection", saying: "Live")
            // What is changed there bears the form's token and the name of whoever signed in.
            try await browser.wait(for: ".alert")
            try await browser.press("j", "s", Browser.Key.tab, Browser.Key.tab, Browser.Key.enter)
            try await browser.wait(for: ".owner", saying: "with ph-gray")
            try await browser.open("http://localhost:\(port)/worklist?owned=mine")
            try await browser.wait(for: ".alert .owner", saying: "with ph-gray")
            #expect(try await browser.count(".alert") == 1)
        }
    }
}
