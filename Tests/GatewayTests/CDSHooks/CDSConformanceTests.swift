import Foundation
import TestSupport
import Testing

/// Every rule finds the answer that breaks it: a checker that passes all of them proves nothing.
@Suite struct CDSConformanceTests {
    private static let good = """
        {"cards":[{"uuid":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea","summary":"S","detail":"D","indicator":"warning",\
        "source":{"label":"Titrate","url":"http://t/","topic":{"system":"s","code":"DRG"}},\
        "suggestions":[{"label":"L","uuid":"d1577c69-dfbe-44ad-ba6d-3e05e953b2eb","isRecommended":true,\
        "actions":[{"type":"delete","description":"d","resourceId":"MedicationRequest/1"}]}],\
        "selectionBehavior":"at-most-one","overrideReasons":[{"code":"c","system":"s","display":"d"}],\
        "links":[{"label":"l","url":"http://t/a","type":"absolute"}]}]}
        """

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func theGoodAnswerIsGoodAndSoIsNoCardAtAll() throws {
        #expect(CDSConformance.problems(inAnswer: try object(Self.good)) == [])
        #expect(CDSConformance.problems(inAnswer: try object(#"{"cards":[]}"#)) == [])
    }

    private static let second = """
        ,{"label":"M","isRecommended":true,"actions":[{"type":"delete","description":"d","resourceId":"A/2"}]}],"sel
        """

    @Test(arguments: [
        (#"],"sel"#, second, "cds-resp-1"),
        (#","resourceId":"MedicationRequest/1""#, "", "cds-resp-2"),
        (#""resourceId":"MedicationRequest/1""#, #""resourceId":"A/1","resource":{"resourceType":"A"}"#, "cds-resp-2"),
        (#""type":"absolute""#, #""type":"absolute","appContext":"x""#, "cds-resp-3"),
        (#","display":"d""#, "", "cds-resp-4"), (#""description":"d","#, "", "cds-resp-5"),
        (#""selectionBehavior":"at-most-one","#, "", "cds-resp-6"),
        (#""label":"L""#, #""label":"L","actionSelectionBehavior":"some""#, "cds-resp-7"),
        (#""summary":"S","#, "", "summary"),
        (#""summary":"S""#, #""summary":"\#(String(repeating: "x", count: 140))""#, "summary"),
        (#""detail":"D""#, #""detail":"""#, "empty"), (#""detail":"D""#, #""detail":null"#, "null"),
        (#""overrideReasons":[{"code":"c","system":"s","display":"d"}]"#, #""overrideReasons":[]"#, "empty"),
        (#""topic":{"system":"s","code":"DRG"}"#, #""topic":{}"#, "empty"),
        (#""warning""#, #""severe""#, "indicator"), (#""label":"Titrate","#, "", "source.label"),
        (#""uuid":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea""#, #""uuid":"1""#, "uuid"),
        (#""cards""#, #""card""#, "cards is missing"),
        (#""type":"delete""#, #""type":"update""#, "resource is missing"),
        (#""type":"absolute""#, #""type":"other""#, "no known type"), (#""detail""#, #""details""#, "no element"),
        (#""at-most-one""#, #""one""#, "selectionBehavior"),
    ])
    func aSpoiledAnswerIsFound(_ part: String, _ spoiled: String, _ rule: String) throws {
        let text = Self.good.replacing(part, with: spoiled, maxReplacements: 1)
        #expect(text != Self.good)
        let problems = CDSConformance.problems(inAnswer: try object(text))
        #expect(problems.contains { $0.contains(rule) }, "\(problems)")
    }

    @Test(arguments: [
        (#"{"hook":"h","hookInstance":"i","context":{},"fhirAuthorization":{"scope":"user/*.read"}}"#, "cds-r-1"),
        (
            #"{"hook":"h","hookInstance":"i","context":{},"fhirServer":"f","fhirAuthorization":{"scope":"patient/*.read"}}"#,
            "cds-r-2"
        ),
        (#"{"hook":"h","context":{}}"#, "hookInstance"),
    ])
    func aSpoiledRequestIsFound(_ text: String, _ rule: String) throws {
        #expect(CDSConformance.problems(inRequest: try object(text)).contains { $0.contains(rule) })
    }

    @Test(arguments: [
        (#"{"feedback":[{"outcome":"ignored"}]}"#, "cds-fb-1"), (#"{"feedback":[{"outcome":"accepted"}]}"#, "cds-fb-2"),
        (#"{"feedback":[{"outcome":"overridden","overrideReason":{}}]}"#, "cds-fb-3"),
    ])
    func spoiledFeedbackIsFound(_ text: String, _ rule: String) throws {
        #expect(CDSConformance.problems(inFeedback: try object(text)).contains { $0.contains(rule) })
    }

    @Test func aRefusalWithoutAnOutcomeIsFound() throws {
        #expect(!CDSConformance.problems(inRefusal: try object(#"{"error":{"code":"x"}}"#)).isEmpty)
        #expect(!CDSConformance.problems(inRefusal: try object(#"{"resourceType":"OperationOutcome"}"#)).isEmpty)
    }

    @Test(arguments: CDSHooksTests.hooks) func theCallsOfTheseTestsKeepTheRulesThemselves(_ hook: String) throws {
        #expect(CDSConformance.problems(inRequest: try object(HookBodies.call(hook))) == [])
    }
}
