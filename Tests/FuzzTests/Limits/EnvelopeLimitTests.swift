import EventContracts
import Testing

/// Every limit of a CloudEvents envelope, in both modes.
@Suite struct EnvelopeLimitTests {
    private func code(_ message: Message) -> EnvelopeError.Code? {
        do {
            _ = try CloudEvent(message)
            return nil
        } catch {
            return error.code
        }
    }

    private func binary(_ more: [Header]) -> Message {
        let own = [("specversion", "1.0"), ("id", "1"), ("source", "urn:x"), ("type", "t")]
        return Message(value: Array("{}".utf8), headers: own.map { Header("ce_\($0.0)", $0.1) } + more)
    }

    private func structured(_ more: [String]) -> Message {
        let own = [#""specversion":"1.0""#, #""id":"1""#, #""source":"urn:x""#, #""type":"t""#]
        return Message(
            value: Array("{\((own + more).joined(separator: ","))}".utf8),
            headers: [Header("content-type", "application/cloudevents+json")])
    }

    @Test func headersHaveANumberLimit() {
        let room = EnvelopeLimits.maximumHeaders - 4
        let headers = (0..<(room + 1)).map { Header("ce_x\($0)", "1") }
        #expect(code(binary(Array(headers.dropLast()))) == nil)
        #expect(code(binary(headers)) == .tooManyAttributes)
        let members = (0..<(room + 1)).map { #""x\#($0)":"1""# }
        #expect(code(structured(Array(members.dropLast()))) == nil)
        #expect(code(structured(members)) == .tooManyAttributes)
    }

    @Test(arguments: ["ce_subject", "ce_anything", "content-type", "tracestate"])
    func anAttributeHasALengthLimit(_ name: String) {
        let fitting = String(repeating: "x", count: EnvelopeLimits.maximumAttributeBytes)
        #expect(code(binary([Header(name, fitting)])) == nil)
        #expect(code(binary([Header(name, fitting + "x")])) == .attributeTooLong)
    }

    @Test func aMemberHasALengthLimit() {
        let fitting = String(repeating: "x", count: EnvelopeLimits.maximumAttributeBytes)
        #expect(code(structured([#""subject":"\#(fitting)""#])) == nil)
        #expect(code(structured([#""subject":"\#(fitting)x""#])) == .attributeTooLong)
    }

    @Test func dataNestedBeyondAllMeasureIsRefused() {
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        #expect(code(structured([#""data":\#(deep)"#])) == .badStructuredEvent)
    }
}
