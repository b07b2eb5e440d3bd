import Foundation

/// A copy of interaction-check's knowledge that a test may change.
struct InteractionKnowledgeCopy {
    let folder: URL
    private var rule: URL { folder.appending(path: "test-rule.yaml") }

    init(in directory: URL) throws {
        folder = directory.appending(path: "knowledge")
        let source = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Services/InteractionCheck/Knowledge")
        try FileManager.default.copyItem(at: source, to: folder)
    }

    /// A rule that exists for the test alone: baclofen with omeprazole.
    func addRule() throws {
        let text = """
            version: "2026-11-21"
            review-by: 2027-05-21
            classes:
              - id: test-class
                name: a class for a test
                evidence: unverified
                cite: [{source: TAB, locator: "none", retrieved: 2026-11-21}]
                washout: {hours: 24, evidence: unverified}
                members:
                  - {name: omeprazole, rxnorm: "7646", washout-hours: 5}
            rules:
              - id: test-rule
                kind: interaction
                severity: moderate
                interrupts: never
                needs:
                  - {classes: [baclofen]}
                  - {classes: [test-class]}
                effect: an effect for a test
                mechanism: "None; the rule exists for a test."
                consequences: "None."
                seriousness: hospitalization
                acts-by: []
                management:
                  - "None."
                evidence: unverified
                cite: [{source: TAB, locator: "none", retrieved: 2026-11-21}]
            """
        try text.write(to: rule, atomically: true, encoding: .utf8)
    }

    func removeRule() throws { try FileManager.default.removeItem(at: rule) }
}
