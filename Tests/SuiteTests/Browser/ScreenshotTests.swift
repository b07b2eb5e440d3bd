import EventContracts
import Foundation
import TestSupport
import Testing

extension ProcessTests {
    /// `make screenshots`: every page in light, dark and narrow, to be looked at.
    @Suite(.serialized) struct ScreenshotTests {
        private static let folder = ProcessInfo.processInfo.environment["TITRATE_SCREENSHOTS"]

        @Test(.enabled(if: folder != nil), .timeLimit(.minutes(10))) func everyPageIsPhotographed() async throws {
            let folder = URL(filePath: try #require(Self.folder))
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let suite = try await RunningSuite()
            // Before anything runs but the gateway: nothing is known, and that is said.
            try suite.start(.gateway)
            try await suite.waitUntilReady(.gateway)
            try await Browser.visit { browser in
                let nobody = BrowserDay(alert: "none", patient: "none")
                let early = [
                    ShownPage("worklist-nothing-checked", "/worklist", ready: ".empty-unknown"),
                    ShownPage("board-empty", "/board", ready: ".empty"),
                ]
                for page in early { try await take(page, suite, browser, nobody, folder) }
                for service in RunningSuite.workers { try suite.start(service) }
                for service in RunningSuite.workers { try await suite.waitUntilReady(service) }
                let calm = ShownPage("worklist-empty", "/worklist", ready: ".checks-ok")
                try await eventually(within: .seconds(60), "everything is checked") {
                    await suite.page("/worklist")?.body.contains("checks-ok") == true
                }
                try await take(calm, suite, browser, nobody, folder)
                let day = try await suite.publishDay()
                for page in ShownPage.table { try await take(page, suite, browser, day, folder) }
                try await takePaper(suite, browser, folder)
                try await takeSignIn(suite, browser, folder)
                try await takeSilence(suite, browser, day, folder)
                try await takeOffline(suite, browser, folder)
            }
            print("Screenshots: \(folder.path)")
        }

        private func take(
            _ page: ShownPage, _ suite: RunningSuite, _ browser: Browser, _ day: BrowserDay, _ folder: URL,
            port: Int? = nil
        ) async throws {
            for (look, scheme, width) in [
                ("light", Browser.Scheme.light, 1280), ("dark", .dark, 1280), ("narrow", .light, 390),
            ] {
                try await browser.prefer(scheme)
                try await browser.resize(width: width, height: 900)
                try await page.open(in: browser, at: port ?? suite.gatewayPort, on: day)
                let height = try await browser.ask("return document.documentElement.scrollHeight;") as? Int ?? 900
                try await browser.resize(width: width, height: min(max(height, 700), 2600))
                try await browser.screenshot().write(to: folder.appending(path: "\(page.name)-\(look).png"))
            }
        }

        /// What comes out of the printer.
        private func takePaper(_ suite: RunningSuite, _ browser: Browser, _ folder: URL) async throws {
            try await browser.prefer(.light, media: "print")
            try await browser.resize(width: 794, height: 1123)
            try await browser.open("http://127.0.0.1:\(suite.gatewayPort)/sheets/tablets")
            try await browser.wait(for: ".sheet")
            try await browser.screenshot().write(to: folder.appending(path: "sheet-tablets-print.png"))
            try await browser.printed().write(to: folder.appending(path: "sheet-tablets.pdf"))
        }

        private func takeSignIn(_ suite: RunningSuite, _ browser: Browser, _ folder: URL) async throws {
            let (port, token) = try await suite.startSignInGateway()
            let page = ShownPage("sign-in", "/sign-in", ready: "textarea")
            try await take(page, suite, browser, BrowserDay(alert: "", patient: ""), folder, port: port)
            try await browser.prefer(.light)
            try await browser.resize(width: 1280, height: 900)
            try await browser.fill("textarea[name=token]", token)
            try await browser.click("main button[type=submit]")
            try await browser.wait(for: ".person")
            try await browser.wait(for: ".alert")
            try await browser.screenshot().write(to: folder.appending(path: "worklist-signed-in-light.png"))
        }

        /// A service that has stopped: its checks are missing, and every page says so.
        private func takeSilence(
            _ suite: RunningSuite, _ browser: Browser, _ day: BrowserDay, _ folder: URL
        ) async throws {
            suite.stop(.interactionCheck)
            try await eventually(within: .seconds(90), "the silence is said") {
                await suite.page("/worklist")?.body.contains("checks-bad") == true
            }
            let page = ShownPage("worklist-not-checked", "/worklist?limit=4", ready: ".checks-bad")
            try await take(page, suite, browser, day, folder)
        }

        private func takeOffline(_ suite: RunningSuite, _ browser: Browser, _ folder: URL) async throws {
            try await browser.prefer(.light)
            try await browser.resize(width: 1280, height: 700)
            try await browser.open("http://127.0.0.1:\(suite.gatewayPort)/worklist")
            try await browser.wait(for: "#connection", saying: "Live")
            suite.kill(.gateway)
            try await browser.wait(for: "#offline")
            try await browser.screenshot().write(to: folder.appending(path: "worklist-offline-light.png"))
        }
    }
}

extension RunningSuite {
    /// Every service behind the gateway.
    static let workers: [ServiceName] = ServiceName.allCases.filter { $0 != .gateway }
}
