import KnowledgeFiles
import MedicationCatalog
import Testing

struct LoadingTests {
    private func load(_ medications: String) throws -> MedicationCatalog {
        let text = "version: \"1\"\nmedications:\n" + medications
        return try MedicationCatalog.load(from: .embedded(["Knowledge/a.yaml": text]))
    }

    @Test(arguments: [
        ("  - name: one\n    rxnorm: {code: \"1\", evidence: reference}\n", KnowledgeError.Code.missingCitation, 4),
        ("  - name: one\n    class: OPI\n", .unknownKey, 4),
        ("  - name: one\n    synonyms: [ONE]\n", .duplicateEntry, 3),
        ("  - name: one\n  - name: two\n    synonyms: [One]\n", .duplicateEntry, 4),
        ("  - name: one\n    atc: {codes: [N02], evidence: unverified}\n", .wrongType, 4),
        ("  - name: one\n    rxnorm: {code: x1, evidence: unverified}\n", .wrongType, 4),
        ("  - name: one\ncombinations:\n  - ingredients: [one, two]\n", .unknownReference, 5),
        ("  - name: one\ncombinations:\n  - ingredients: [one]\n", .invalid, 5),
    ])
    func mistakeStopsTheLoadInItsLine(_ text: String, _ code: KnowledgeError.Code, _ line: Int) throws {
        let error = try #require(#expect(throws: KnowledgeError.self) { try load(text) })
        #expect(error.code == code, "\(error)")
        #expect(error.line == line, "\(error)")
    }

    @Test func codeOfTwoMedicinesIsAnError() throws {
        let code = "    rxnorm: {code: \"1\", evidence: unverified}\n"
        let error = try #require(
            #expect(throws: KnowledgeError.self) { try load("  - name: one\n\(code)  - name: two\n\(code)") })
        #expect(error.code == .duplicateEntry && error.line == 5)
    }

    @Test func theCatalogueInTheBinaryHasAVersionAndAHash() throws {
        let version = try MedicationCatalog.standard.version
        #expect(version.hash.count == 64)
        #expect(!version.version.isEmpty)
    }
}
