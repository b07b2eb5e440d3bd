import Foundation
import TestSupport

/// What a person does with a browser, and sees in it.
extension Browser {
    func open(_ address: String) async throws { _ = try await command("url", ["url": address]) }

    /// Presses keys one after the other, wherever the focus is: no element is named, as at a keyboard.
    func press(_ keys: String...) async throws {
        let strokes = keys.joined().map { key in
            [["type": "keyDown", "value": String(key)], ["type": "keyUp", "value": String(key)]]
        }
        _ = try await command(
            "actions", ["actions": [["type": "key", "id": "keyboard", "actions": strokes.flatMap { $0 }]]])
    }

    func click(_ selector: String) async throws {
        let found = try await command("element", ["using": "css selector", "value": selector]) as? [String: String]
        guard let id = found?.values.first else { throw Failure(description: "nothing at \(selector)") }
        _ = try await command("element/\(id)/click")
    }

    /// Chooses or types as a person does: the field hears of it.
    func fill(_ selector: String, _ text: String) async throws {
        let found = try await command("element", ["using": "css selector", "value": selector]) as? [String: String]
        guard let id = found?.values.first else { throw Failure(description: "nothing at \(selector)") }
        _ = try await command("element/\(id)/value", ["text": text])
    }

    // MARK: Seeing

    /// The value of a script's `return`.
    func ask(_ script: String, _ arguments: [Any] = []) async throws -> Any? {
        try await command("execute/sync", ["script": script, "args": arguments])
    }

    func text(_ selector: String) async throws -> String {
        let words =
            try await ask(
                "return document.querySelector(arguments[0])?.innerText ?? '';", [selector]) as? String
        return words ?? ""
    }

    func count(_ selector: String) async throws -> Int {
        try await ask("return document.querySelectorAll(arguments[0]).length;", [selector]) as? Int ?? 0
    }

    func holds(_ condition: String, _ arguments: [Any] = []) async throws -> Bool {
        try await ask("return Boolean(\(condition));", arguments) as? Bool ?? false
    }

    /// Whether it is there and can be seen.
    func shows(_ selector: String, saying words: String = "") async throws -> Bool {
        try await ask(
            """
            return [...document.querySelectorAll(arguments[0])].some((element) =>
                element.checkVisibility() && element.innerText.includes(arguments[1]));
            """, [selector, words]) as? Bool ?? false
    }

    /// Waits for it to be seen; says what was looked for when it is not.
    func wait(for selector: String, saying words: String = "", within limit: Duration = .seconds(20)) async throws {
        do {
            try await eventually(within: limit, "\(selector) says “\(words)”") {
                try await self.shows(selector, saying: words)
            }
        } catch let error as Unfulfilled {
            throw Unfulfilled("\(error). The page: \(try await text("body").prefix(1500))")
        }
    }

    // MARK: How it looks

    enum Scheme: String, CaseIterable { case light, dark }

    func prefer(_ scheme: Scheme, media: String = "", reducedMotion: Bool = true) async throws {
        let motion = reducedMotion ? "reduce" : "no-preference"
        try await devTools(
            "Emulation.setEmulatedMedia",
            [
                "media": media,
                "features": [
                    ["name": "prefers-color-scheme", "value": scheme.rawValue],
                    ["name": "prefers-reduced-motion", "value": motion],
                ],
            ])
    }

    /// A window of that size, in the pixels of style sheets.
    func resize(width: Int, height: Int) async throws {
        try await devTools(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500])
    }

    /// The page as it is printed.
    func printed() async throws -> Data {
        guard let text = try await command("print", ["background": true]) as? String,
            let data = Data(base64Encoded: text)
        else { throw Failure(description: "nothing printed") }
        return data
    }
}
