import KnowledgeFiles
import MedicationDomain
import Testing

@testable import MedicationCatalog

/// A text and what it must be recognised as, from the case files beside the catalogue.
struct RecognitionCase: Sendable, CustomTestStringConvertible {
    let text: String
    let ingredients: [String]
    let form: DoseForm?
    let strength: Strength?
    var testDescription: String { text }

    init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(allowed: ["text", "ingredients", "form", "mg-per-unit", "mg-per-ml"])
        text = try fields.string("text")
        ingredients = try fields.strings("ingredients")
        form = try fields.optionalChoice("form")
        let perUnit = try fields.optionalDouble("mg-per-unit")
        let perMilliliter = try fields.optionalDouble("mg-per-ml")
        strength =
            perUnit == nil && perMilliliter == nil
            ? nil : Strength(milligramsPerUnit: perUnit, milligramsPerMilliliter: perMilliliter)
    }

    static func all() throws -> [RecognitionCase] {
        try KnowledgeSource.embedded(EmbeddedFiles.all).openCases().flatMap {
            try $0.list().map { try RecognitionCase($0) }
        }
    }
}

struct CasesTests {
    @Test(arguments: try RecognitionCase.all()) func textIsRecognised(_ expected: RecognitionCase) throws {
        let recognition = try MedicationCatalog.standard.recognize(text: expected.text)
        #expect(recognition.medication.ingredients.map(\.name) == expected.ingredients)
        #expect(recognition.medication.form == expected.form)
        #expect(recognition.medication.strength == expected.strength)
        #expect(recognition.medication.text == expected.text)
        #expect(recognition.basis == (expected.ingredients.isEmpty ? .none : .name))
    }

    /// Found by fuzzing: of a tablet of 0 mg every dose would be 0 mg, which passes every ceiling.
    @Test(arguments: ["Baclofen 0 mg tablet", "BACLOFEN 0MG TAB", "Baclofen 0 mg/5 mL oral solution"])
    func nothingIsNoStrength(_ text: String) throws {
        #expect(try MedicationCatalog.standard.recognize(text: text).medication.strength == nil)
    }
}
