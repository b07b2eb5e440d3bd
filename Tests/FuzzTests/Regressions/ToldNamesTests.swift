import EventContracts
import Testing

/// Names that a sender chose once stood in errors, and so in headers and logs.
@Suite struct ToldNamesTests {
    @Test func anExtensionIsNotCalledByTheNameItsSenderGaveIt() {
        let binary = Message(value: [], headers: [Header("ce_\(Canary.text)", [0xFF])])
        let structured = Message(
            value: Array(#"{"\#(Canary.text)":{}}"#.utf8),
            headers: [Header("content-type", "application/cloudevents+json")])
        for message in [binary, structured] {
            #expect(throws: EnvelopeError(code: .badAttribute, attribute: "(extension)")) { try CloudEvent(message) }
        }
    }

    @Test func aKeyOfADictionaryIsNotTold() throws {
        struct Doses: Decodable {
            var tablets: [String: Double]
        }
        let json = Array(#"{"tablets":{"\#(Canary.text)":"x"}}"#.utf8)
        let error = #expect(throws: PayloadError.self) { try PayloadCoding.decode(json, as: Doses.self) }
        #expect(error?.path == "$.tablets.*")
    }

    @Test func theCanaryIsHeard() {
        #expect(Canary.isTold(by: "at \(Canary.text.dropFirst(4).prefix(5).uppercased())."))
        #expect(!Canary.isTold(by: "at \(Canary.text.prefix(4)). wrong-type at MedicationRequest.subject"))
    }
}
