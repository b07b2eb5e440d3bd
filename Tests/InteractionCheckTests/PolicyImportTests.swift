import Foundation
import Testing

/// Policies know values only: no storage, no log, no host.
@Suite struct PolicyImportTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private func lines(of folder: String) throws -> [(file: String, line: String)] {
        let folder = Self.root.appendingPathComponent("Services/InteractionCheck/\(folder)")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "swift" }
            .flatMap { file in
                try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
                    .map { (file.lastPathComponent, String($0)) }
            }
    }

    @Test func policiesImportTheVocabularyOnly() throws {
        let allowed: Set = ["MedicationDomain", "MedicationCatalog", "EventContracts", "Foundation"]
        let lines = try lines(of: "Policy")
        #expect(lines.count > 100)
        for (file, line) in lines where line.hasPrefix("import ") || line.hasPrefix("public import ") {
            let module = line.split(separator: " ").last.map(String.init) ?? ""
            #expect(allowed.contains(module), "\(file): \(line)")
        }
    }

    @Test func codeNamesNoDrug() throws {
        let expectations = ExpectedMember.all.map(\.drug) + ["baclofen"]
        for folder in ["Policy", "Handlers", "Storage", "KnowledgeLoading"] {
            for (file, line) in try lines(of: folder) where !line.contains("//") {
                let words = Set(line.lowercased().split { !$0.isLetter }.map(String.init))
                let named = expectations.filter { words.contains($0) }
                #expect(named.isEmpty, "\(file): \(line)")
            }
        }
    }
}
