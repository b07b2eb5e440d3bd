import FHIRModels
import Testing

@Suite struct OperationOutcomeTests {
    @Test func aRefusalNamesItsElement() throws {
        let error = try refusal(of: #"{"resourceType":"Coverage"}"#)
        #expect(
            String(decoding: FHIROperationOutcome(error).jsonBytes, as: UTF8.self)
                == #"{"issue":[{"code":"required","diagnostics":"missing-element at Coverage.status","#
                + #""expression":["Coverage.status"],"severity":"error"}],"resourceType":"OperationOutcome"}"#)
    }

    @Test func textsAreEscapedAndAbsentPartsLeftOut() throws {
        let outcome = FHIROperationOutcome(
            .init(.warning, .informational, diagnostics: "a \"quote\"\n\u{1}é"), [.init(.fatal, .exception)])
        let read = try JSONValue(parsing: outcome.jsonBytes)
        #expect(read.value(at: "issue[0].diagnostics")?.text == "a \"quote\"\n\u{1}é")
        #expect(read.value(at: "issue[0].expression") == nil)
        #expect(read.value(at: "issue[1].severity")?.text == "fatal")
        #expect(read.value(at: "issue[1].diagnostics") == nil)
    }

    @Test func documentsOverALimitAreTooLong() throws {
        let error = try refusal(of: Array(Samples.patient.utf8), limits: FHIRLimits(maximumBytes: 10))
        #expect(error.issueType == .tooLong && error.isOverLimit)
    }
}
