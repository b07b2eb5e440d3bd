import FHIRModels
import Testing

/// Every limit of a hospital document: what is just within passes, what is just beyond is refused by its code.
@Suite struct DocumentLimitTests {
    private func code(_ bytes: [UInt8]) -> FHIRError.Code? {
        do {
            _ = try FHIRResource.decode(bytes)
            return nil
        } catch {
            return error.code
        }
    }
    private func code(_ text: String) -> FHIRError.Code? { code(Array(text.utf8)) }
    private func patient(_ more: String) -> String { #"{"resourceType":"Patient","id":"p-1",\#(more)}"# }
    private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    @Test func fourMebibytesAreReadAndOneByteMoreIsNot() {
        let document = Array(patient(#""active":true"#).utf8)
        let room = FHIRLimits.standard.maximumBytes - document.count
        #expect(code(document + [UInt8](repeating: 0x20, count: room)) == nil)
        #expect(code(document + [UInt8](repeating: 0x20, count: room + 1)) == .tooLarge)
    }

    @Test func sixtyFourLevelsAreReadAndOneMoreIsNot() {
        // The document itself is the first level.
        let depth = FHIRLimits.standard.maximumDepth - 1
        #expect(code(patient(#""x":\#(repeated("[", depth))\#(repeated("]", depth))"#)) == nil)
        #expect(code(patient(#""x":\#(repeated("[", depth + 1))\#(repeated("]", depth + 1))"#)) == .tooDeep)
    }

    @Test func aThousandEntriesAreReadAndOneMoreIsNot() {
        func bundle(_ count: Int) -> String {
            let entries = Array(repeating: #"{"resource":{"resourceType":"Slot"}}"#, count: count).joined(
                separator: ",")
            return #"{"resourceType":"Bundle","type":"batch","entry":[\#(entries)]}"#
        }
        #expect(code(bundle(FHIRLimits.standard.maximumEntries)) == nil)
        #expect(code(bundle(FHIRLimits.standard.maximumEntries + 1)) == .tooManyEntries)
    }

    @Test func halfAMillionValuesAreReadAndOneMoreIsNot() {
        // Besides the list: the document, its type, its id, and the list itself.
        let room = FHIRLimits.standard.maximumValues - 4
        func list(_ count: Int) -> String { #""x":[0\#(repeated(",0", count - 1))]"# }
        #expect(code(patient(list(room))) == nil)
        #expect(code(patient(list(room + 1))) == .tooLarge)
    }

    @Test func aTextThatIsReadHasALimitAndOneThatIsNotHasNone() {
        func request(_ count: Int) -> String {
            #"{"resourceType":"MedicationStatement","status":"active","subject":{"reference":"Patient/1"},"#
                + #""medicationCodeableConcept":{"text":"\#(repeated("x", count))"}}"#
        }
        #expect(code(request(FHIRLimits.maximumTextBytes)) == nil)
        #expect(code(request(FHIRLimits.maximumTextBytes + 1)) == .tooLarge)
        #expect(code(patient(#""photo":[{"data":"\#(repeated("x", FHIRLimits.maximumTextBytes + 1))"}]"#)) == nil)
    }

    @Test(arguments: [
        ("1e15", nil), ("1e-15", nil), ("0", nil), ("0e0", nil), ("-1e15", nil), ("1.1e15", FHIRError.Code.outOfRange),
        ("0.9e-15", .outOfRange), ("-1e300", .outOfRange), ("5e-324", .outOfRange),
    ])
    func aDecimalThatIsReadHasAReasonableMagnitude(_ number: String, _ expected: FHIRError.Code?) {
        let observation =
            #"{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":\#(number)}}"#
        #expect(code(observation) == expected)
    }

    @Test func everyLimitIsAnsweredAsTooMuchRatherThanWrong() {
        for code in [FHIRError.Code.tooDeep, .tooLarge, .tooManyEntries] { #expect(FHIRError(code).isOverLimit) }
    }
}
