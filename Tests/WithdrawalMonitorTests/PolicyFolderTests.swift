import Foundation
import Testing

struct PolicyFolderTests {
    /// What a policy may lean on (design, layout and dependency direction).
    @Test func policiesImportOnlyTheVocabulary() throws {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder = package.appending(path: "Services/WithdrawalMonitor/Policy")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(files.count > 10)
        for file in files {
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            let imports = lines.filter { $0.hasPrefix("import ") || $0.hasPrefix("public import ") }
                .compactMap { $0.split(separator: " ").last.map(String.init) }
            let strangers = Set(imports).subtracting(["EventContracts", "MedicationCatalog", "MedicationDomain"])
            #expect(strangers.isEmpty, "\(file.lastPathComponent) imports \(strangers.sorted())")
        }
    }
}
