import KnowledgeFiles
import MedicationCatalog
import MedicationDomain
import Testing

private let rxNorm = "http://www.nlm.nih.gov/research/umls/rxnorm"
private let atc = "http://www.whocc.no/atc"
private let ndc = "http://hl7.org/fhir/sid/ndc"

struct CodeTests {
    let catalog: MedicationCatalog
    init() throws { catalog = try .standard }

    @Test(arguments: [
        ("430902", DoseForm.tablet, Strength(milligramsPerUnit: 5)),
        ("197391", .tablet, Strength(milligramsPerUnit: 10)),
        ("197392", .tablet, Strength(milligramsPerUnit: 20)),
        ("308516", .intrathecalInjection, Strength(milligramsPerMilliliter: 0.05)),
        ("308517", .intrathecalInjection, Strength(milligramsPerMilliliter: 0.5)),
        ("142111", .intrathecalInjection, Strength(milligramsPerMilliliter: 2)),
    ])
    func baclofenProductCodeGivesFormAndStrength(_ code: String, _ form: DoseForm, _ strength: Strength) {
        let medication = catalog.recognize(codings: [(rxNorm, code)]).medication
        #expect(medication.isBaclofen)
        #expect(medication.ingredientRxNormCode == Ingredient.baclofenRxNormCode)
        #expect(medication.productRxNormCode == code)
        #expect(medication.form == form)
        #expect(medication.strength == strength)
    }

    @Test func unconfirmedCodeSaysSo() {
        #expect(catalog.recognize(codings: [(rxNorm, "430902")]).notes == [RecognitionNote.codeNotConfirmed])
        #expect(catalog.recognize(codings: [(rxNorm, "197391")]).notes.isEmpty)
    }

    @Test(arguments: [
        ("70710-1285-1", 10.0), ("70710-1285-01", 10), ("70710128501", 10), ("7071012851", 10), ("62135-473-90", 10),
        ("62135047390", 10), ("6213547390", 10), ("62135-0474-90", 20), ("70710-1609-9", 5),
    ])
    func ndcIsKnownInEveryWriting(_ code: String, _ milligrams: Double) {
        let recognition = catalog.recognize(codings: [(ndc, code)])
        #expect(recognition.basis == .ndc)
        #expect(recognition.medication.isBaclofen)
        #expect(recognition.medication.strength == Strength(milligramsPerUnit: milligrams))
        #expect(recognition.medication.ndc == code)
    }

    @Test(arguments: ["", "70710-1285-1-1", "70710-12A5-1", "7071012", "00000-0000-0", "---"])
    func otherNDCIsNotKnown(_ code: String) {
        let recognition = catalog.recognize(codings: [(ndc, code)], text: "white tablet")
        #expect(recognition.basis == .none)
        #expect(recognition.medication.ingredients.isEmpty)
        #expect(recognition.medication.text == "white tablet")
        #expect(recognition.notes == [RecognitionNote.codeUnknown])
    }

    @Test func rxNormIsTrustedBeforeATCBeforeNDCBeforeText() {
        let all = [(ndc, "70710-1285-1"), (atc, "N02AA01"), (rxNorm, "3322")]
        let first = catalog.recognize(codings: all)
        #expect(first.medication.ingredients.map(\.name) == ["diazepam"])
        #expect(first.notes == [RecognitionNote.codesDiffer])
        let second = catalog.recognize(codings: Array(all.prefix(2)))
        #expect(second.medication.ingredients.map(\.name) == ["morphine"])
        #expect(second.medication.strength == nil)
        #expect(catalog.recognize(codings: Array(all.prefix(1))).medication.isBaclofen)
    }

    @Test func codeAndTextThatDifferAreNotedAndTheCodeStands() {
        let recognition = catalog.recognize(codings: [(rxNorm, "1292")], text: "ketorolac 10 mg eye drops")
        #expect(recognition.medication.isBaclofen)
        #expect(recognition.notes == [RecognitionNote.codeAndTextDiffer])
        // What the text says belongs to another medicine: no eye drop may silence a baclofen finding.
        #expect(recognition.medication.form == nil)
        #expect(recognition.medication.strength == nil)
    }

    @Test func textThatNamesMoreThanTheCodeCompletesIt() {
        let recognition = catalog.recognize(codings: [(rxNorm, "161")], text: "hydrocodone-acetaminophen 5/325")
        #expect(recognition.medication.ingredients.map(\.name) == ["hydrocodone", "acetaminophen"])
        #expect(recognition.notes == [RecognitionNote.textNamesMore])
        #expect(recognition.basis == .rxNorm)
    }

    @Test func codesOfAllPartsMakeTheCombination() {
        let recognition = catalog.recognize(codings: [(rxNorm, "161"), (rxNorm, "7804")], text: "Percocet 5/325")
        #expect(recognition.medication.ingredients.map(\.name) == ["oxycodone", "acetaminophen"])
        #expect(recognition.medication.strength == Strength(milligramsPerUnit: 5))
    }

    @Test func strengthsThatDifferAreNotedAndTheCodeStands() {
        let recognition = catalog.recognize(codings: [(rxNorm, "197391")], text: "baclofen 20 mg tablet")
        #expect(recognition.medication.strength == Strength(milligramsPerUnit: 10))
        #expect(recognition.notes == [RecognitionNote.strengthsDiffer])
    }

    @Test func sharedATCCodeIsDecidedByTextOrGivesWhatIsCommon() {
        let alone = catalog.recognize(codings: [(atc, "N06CA01")])
        #expect(alone.medication.ingredients.map(\.name) == ["amitriptyline"])
        #expect(alone.notes.contains(RecognitionNote.severalMedicinesShareCode))
        let named = catalog.recognize(codings: [(atc, "N06CA01")], text: "Limbitrol")
        #expect(named.medication.ingredients.map(\.name) == ["amitriptyline", "chlordiazepoxide"])
        #expect(!named.notes.contains(RecognitionNote.severalMedicinesShareCode))
    }

    @Test func combinationATCGivesEveryIngredient() {
        let medication = catalog.recognize(codings: [(atc, "N02AJ17")]).medication
        #expect(medication.ingredients.map(\.name) == ["oxycodone", "acetaminophen"])
        #expect(medication.ingredientRxNormCode == "7804")
    }

    @Test func foreignCodeSystemAndUnknownCodeFallBackToTheName() {
        let foreign = catalog.recognize(codings: [("http://snomed.info/sct", "387342009")], text: "Baclofen")
        #expect(foreign.basis == .name && foreign.notes.isEmpty)
        let unknown = catalog.recognize(codings: [(rxNorm, "99999999")], text: "Baclofen")
        #expect(unknown.basis == .name && unknown.notes == [RecognitionNote.codeUnknown])
    }

    @Test func nothingAtAllIsNoMedicine() {
        let nothing = catalog.recognize(text: "  ")
        #expect(nothing == Recognition(medication: Medication(text: ""), basis: .none))
    }
}
