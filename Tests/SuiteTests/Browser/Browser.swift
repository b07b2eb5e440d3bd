import Foundation
import TestSupport

/// A real Chromium without a window, driven by W3C WebDriver (https://www.w3.org/TR/webdriver2/) through Debian's
/// `chromedriver`.
final class Browser: Sendable {
    /// Keys that have no character, as WebDriver writes them (§17.4.2).
    enum Key {
        static let tab = "\u{E004}", enter = "\u{E007}", escape = "\u{E00C}", space = " "
    }

    /// What a command came to: the value of the answer, or what the driver said instead.
    struct Failure: Error, CustomStringConvertible { let description: String }

    private let driver: ChildProcess
    private let line: DriverLine
    private let session: String
    private let directory: URL

    /// Runs the body with a browser of its own and ends it whatever happens.
    static func visit(_ body: (Browser) async throws -> Void) async throws {
        let browser = try await Browser()
        do {
            try await body(browser)
        } catch {
            // What the page showed when it went wrong stays where a person can look at it.
            let file = FileManager.default.temporaryDirectory.appending(
                path: "titrate-browser-failure-\(UUID().uuidString.prefix(8)).png")
            try? await browser.screenshot().write(to: file)
            await browser.quit()
            throw error
        }
        await browser.quit()
    }

    private init() async throws {
        directory = FileManager.default.temporaryDirectory.appending(
            path: "titrate-browser-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let port = try LoopbackHTTP.freePort()
        driver = try ChildProcess(
            URL(filePath: "/usr/bin/env"), ["chromedriver", "--port=\(port)"],
            output: directory.appending(path: "chromedriver.log"))
        let line = DriverLine(port: port)
        self.line = line
        try await eventually("chromedriver is ready") { (try? await line.send("GET", "/status", nil)) != nil }
        // Without a sandbox, because a container's root cannot have one; every page comes from this machine.
        let arguments = [
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars",
            "--force-color-profile=srgb", "--lang=en-US", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--user-data-dir=\(directory.appending(path: "profile").path)",
        ]
        let wanted: [String: Any] = [
            "capabilities": ["alwaysMatch": ["browserName": "chrome", "goog:chromeOptions": ["args": arguments]]]
        ]
        let answer = try await Browser.send(line, "POST", "/session", wanted) as? [String: Any]
        guard let id = answer?["sessionId"] as? String else { throw Failure(description: "no session") }
        session = id
    }

    private func quit() async {
        _ = try? await Browser.send(line, "DELETE", "/session/\(session)")
        // Not waited for: Chromium's helpers hold what Foundation waits on.
        driver.signal(SIGTERM)
        _ = try? FileManager.default.removeItem(at: directory)
    }

    deinit { driver.signal(SIGKILL) }

    // MARK: Commands

    func command(_ path: String, _ body: [String: Any] = [:]) async throws -> Any? {
        try await Browser.send(line, "POST", "/session/\(session)/\(path)", body)
    }

    func screenshot() async throws -> Data {
        let path = "/session/\(session)/screenshot"
        guard let text = try await Browser.send(line, "GET", path) as? String, let data = Data(base64Encoded: text)
        else { throw Failure(description: "no screenshot") }
        return data
    }

    /// A command of the Chrome DevTools Protocol, for what WebDriver has no words for.
    func devTools(_ command: String, _ parameters: [String: Any]) async throws {
        _ = try await self.command("goog/cdp/execute", ["cmd": command, "params": parameters])
    }

    private static func send(
        _ line: DriverLine, _ method: String, _ path: String, _ body: [String: Any]? = nil
    ) async throws -> Any? {
        let data = try await line.send(method, path, body.map { try JSONSerialization.data(withJSONObject: $0) })
        let value = (try JSONSerialization.jsonObject(with: data) as? [String: Any])?["value"]
        if let problem = value as? [String: Any], let error = problem["error"] as? String {
            throw Failure(description: "\(path): \(error): \("\(problem["message"] ?? "")".prefix(500))")
        }
        return value
    }
}
