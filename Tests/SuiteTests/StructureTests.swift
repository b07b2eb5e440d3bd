import Foundation
import Testing

/// The house rules that a reader relies on.
@Suite struct StructureTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private func swiftFiles(below path: String) -> [URL] {
        let folder = StructureTests.root.appending(path: path)
        let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (found?.allObjects ?? []).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    }

    private func imports(of file: URL) throws -> Set<String> {
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        return Set(
            lines.compactMap { line in
                let words = line.split(separator: " ").filter { $0 != "public" && $0 != "@testable" }
                return words.first == "import" ? words.last.map(String.init) : nil
            })
    }

    @Test func policiesKnowOnlyTheFieldsVocabulary() throws {
        // What a sig says is the vocabulary of the field, too, and pure.
        let allowed: Set = ["MedicationDomain", "MedicationCatalog", "SigReading", "EventContracts", "Foundation"]
        let files = swiftFiles(below: "Services").filter { $0.path.contains("/Policy/") }
        #expect(files.count > 10)
        for file in files {
            #expect(try imports(of: file).isSubset(of: allowed), "\(file.lastPathComponent) imports more")
        }
    }

    @Test func servicesNeverImportOneAnother() throws {
        let services: Set = [
            "Prescribing", "InteractionCheck", "WithdrawalMonitor", "CostAssistance", "Gateway", "Titrate",
        ]
        for file in swiftFiles(below: "Services") {
            #expect(try imports(of: file).isDisjoint(with: services), "\(file.lastPathComponent)")
        }
    }

    @Test func onlyTwoModulesSpeakLibrdkafka() throws {
        for file in swiftFiles(below: "Shared") + swiftFiles(below: "Services") {
            guard try imports(of: file).contains("CRDKafka") else { continue }
            #expect(file.path.contains("/KafkaEventLog/") || file.path.contains("/EmbeddedBroker/"))
        }
    }

    @Test func everyServiceExplainsItselfOnOneScreen() throws {
        for name in ["Prescribing", "InteractionCheck", "WithdrawalMonitor", "CostAssistance", "Gateway", "Titrate"] {
            let file = StructureTests.root.appending(path: "Services/\(name)/README.md")
            let lines = try String(contentsOf: file, encoding: .utf8).split(
                separator: "\n", omittingEmptySubsequences: false)
            #expect((8...70).contains(lines.count), "\(name) has \(lines.count) lines")
        }
    }
}
