import EventContracts
import EventLog
import Foundation
import MedicationDomain
import TestSupport
import Testing

@testable import Gateway

/// What could not be looked at is said, and what cannot be meant is refused.
@Suite struct CDSGapTests {
    private func gaps(_ cards: [[String: Any]]) throws -> String {
        let card = try #require(cards.last)
        #expect(card["indicator"] as? String == "warning")
        return try #require(card["detail"] as? String)
    }

    // MARK: Services

    @Test(arguments: CDSHooksTests.hooks) func silentServicesAreSaid(_ hook: String) async throws {
        let desk = try HookDesk.silent()
        let said = try gaps(try await desk.cards(hook, HookBodies.call(hook)))
        #expect(said.contains("prescribing") && said.contains("interaction-check did not answer in time"))
    }

    @Test func oneSilentServiceTakesNothingFromTheOther() async throws {
        let noDoses = try HookDesk.silent(except: .interactionCheck)
        let said = try gaps(try await noDoses.cards("order-sign", HookBodies.call()))
        #expect(said.contains("Doses") && !said.contains("interaction-check"))
        let asked = try #require(try noDoses.questions(.interactionCheck, as: InteractionCheckRequest.self).first)
        #expect(asked.drafts.map(\.medication.text) == ["Baclofen 10 mg tablet"])
        #expect(asked.drafts.map(\.dailyDoseMilligrams) == [nil])

        let noInteractions = try HookDesk.silent(except: .prescribing)
        let others = try gaps(try await noInteractions.cards("order-sign", HookBodies.call()))
        #expect(others.contains("Interactions") && !others.contains("Doses"))
    }

    @Test func anAbsentLogIsAGapAndNoError() async throws {
        let desk = try HookDesk(answers: HookAnswers.plain)
        desk.desk.log.change { $0.failure = LogError(.retry, code: "_TRANSPORT", message: "away") }
        #expect(try gaps(try await desk.cards("order-sign", HookBodies.call())).contains("did not answer"))
        let hung = try HookDesk(patience: .milliseconds(40), answers: HookAnswers.plain)
        hung.desk.log.change { $0.isHanging = true }
        #expect(try gaps(try await hung.cards("order-sign", HookBodies.call())).contains("did not answer"))
    }

    @Test func refusedQuestionsAreSaidWithTheirReason() async throws {
        for (code, words) in [
            ("patient-died", "deceased"), ("patient-merged", "merged into another"),
            ("bad-value", "refused (bad-value"),
        ] {
            let desk = try HookDesk { _, question in
                QuestionRefused(requestId: question.correlationID ?? "", code: code, message: "m")
            }
            let said = try gaps(try await desk.cards("order-sign", HookBodies.call()))
            #expect(said.contains(words.replacing("(", with: "(")), "\(said)")
            let askedOn = !desk.desk.log.records(of: .requests(to: .interactionCheck)).isEmpty
            #expect(askedOn == (code == "bad-value"))
        }
    }

    @Test func whatTheServicesDidNotLookAtIsPassedOn() async throws {
        let desk = try HookDesk { service, question in
            try HookAnswers.by(
                service,
                review: try HookAnswers.review(
                    question,
                    orders: [
                        HookAnswers.order(
                            "o-9",
                            checks: CheckStatement(
                                checked: ["dose"],
                                notChecked: [.init(check: "renal-dose", reason: "no eGFR in 365 days")]))
                    ], profile: .unknown),
                result: HookAnswers.result(
                    question,
                    checks: CheckStatement(
                        checked: ["interaction"], notChecked: [.init(check: "age", reason: "no birth date")])))
        }
        let card = try #require(try await desk.cards("order-sign", HookBodies.call()).last)
        #expect(card["indicator"] as? String == "info")
        let detail = try #require(card["detail"] as? String)
        for words in ["renal dose: no eGFR in 365 days", "Age: no birth date", "No record of this patient"] {
            #expect(detail.contains(words), "\(detail)")
        }
    }

    @Test func anOrderNobodyJudgedIsAGap() async throws {
        let desk = try HookDesk { service, question in
            try HookAnswers.by(
                service,
                review: try HookAnswers.review(
                    question, orders: [],
                    unread: [.init(code: "modifier-extension", element: "Bundle.entry[0].resource")]),
                result: HookAnswers.result(question))
        }
        let said = try gaps(try await desk.cards("order-sign", HookBodies.call()))
        #expect(said.contains("modifier-extension at Bundle.entry") && said.contains("was not judged"))
    }

    // MARK: Prefetch

    private static let outcome =
        #"{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"exception"}]}"#
    private static let page =
        #"{"resourceType":"Bundle","type":"searchset","link":[{"relation":"next","url":"https://e/2"}],"entry":[]}"#

    @Test(arguments: [
        (#"{"kidney":\#(outcome)}"#, "Kidney function could not be read"),
        (
            #"{"kidney":{"resourceType":"Bundle","type":"searchset","entry":[{"resource":\#(outcome)}]}}"#,
            "Kidney function"
        ),
        (#"{"medications":\#(page)}"#, "only the first page"),
        (#"{"allergies":7}"#, "allergies could not be read"), (#"{"conditions":{}}"#, "no FHIR resource"),
        (#"{"mine":\#(outcome)}"#, "Further data could not be read"), (#"[]"#, "Nothing that was sent along"),
        (#"{"patient":{"resourceType":"Patient","id":"p-18"}}"#, "another patient"),
        (
            #"{"patient":{"resourceType":"Patient","id":"p-17","birthDate":"soon"}}"#,
            "invalid-date at Patient.birthDate"
        ),
        (#"{"kidney":{"resourceType":"Observation","id":"x"}}"#, "missing-element at Observation"),
    ])
    func whatWasNotSentWellIsSaid(_ prefetch: String, _ words: String) async throws {
        for hook in CDSHooksTests.hooks {
            let desk = try HookDesk(answers: HookAnswers.plain)
            let said = try gaps(try await desk.cards(hook, HookBodies.call(hook, prefetch: prefetch)))
            #expect(said.contains(words), "\(said)")
        }
    }

    @Test(arguments: [
        nil, "{}", "null", #"{"patient":null,"kidney":null}"#,
        #"{"medications":{"resourceType":"Bundle","type":"searchset"}}"#,
        #"{"patient":{"resourceType":"Patient","id":"p-17","birthDate":"1950-01-01"}}"#,
    ])
    func aPrefetchThatIsPartlyOrNotThereIsNoFault(_ prefetch: String?) async throws {
        let desk = try HookDesk(answers: HookAnswers.plain)
        #expect(try await desk.cards("order-sign", HookBodies.call(prefetch: prefetch)).isEmpty)
        let asked = try #require(try desk.questions(.prescribing, as: PrescriptionReviewRequest.self).first)
        #expect(asked.resources.contains("1950-01-01") == (prefetch?.contains("1950") == true))
    }

    // MARK: Refusals

    private static let unnamed = #""medicationReference":{"reference":"Medication/m-1"}"#

    @Test(arguments: [
        ("{", 400, "truncated"), ("[]", 400, "An object"), (#"{"hook":"order-sign"}"#, 400, "hookInstance"),
        (HookBodies.call("order-select"), 400, "hook"),
        (HookBodies.call().replacing(HookBodies.instance, with: "7"), 400, "hookInstance"),
        (HookBodies.call(context: #"{"userId":"u"}"#), 400, "context.patientId"),
        (HookBodies.call(context: #"{"patientId":"p-17","draftOrders":{}}"#), 400, "context.userId"),
        (HookBodies.call(context: #"{"userId":"u","patientId":"p-17"}"#), 400, "context.draftOrders"),
        (HookBodies.call(context: #"{"userId":"u","patientId":"p 17","draftOrders":{}}"#), 400, "context.patientId"),
        (
            HookBodies.call(context: #"{"userId":"u","patientId":"p-17","draftOrders":{"resourceType":"List"}}"#), 400,
            "draftOrders.resourceType"
        ),
        (HookBodies.call(orders: [HookBodies.order(patient: "p-18")]), 400, "entry[0].resource.subject"),
        (HookBodies.call(orders: [#"{"resourceType":"MedicationRequest","id":"o-1"}"#]), 400, "MedicationRequest"),
        (HookBodies.call(orders: [HookBodies.order(medicine: unnamed)]), 412, "medicationReference"),
        (
            HookBodies.call(more: #","fhirAuthorization":{"access_token":"t"}"#)
                .replacing(#""fhirServer":"https://ehr.example/fhir","#, with: ""), 400, "fhirServer"
        ),
    ])
    func whatCannotBeMeantIsRefused(_ body: String, _ status: Int, _ element: String) async throws {
        let desk = try HookDesk(answers: HookAnswers.plain)
        let answer = try await desk.call("order-sign", body)
        #expect(answer.status == status, "\(answer.text)")
        #expect(CDSConformance.problems(inRefusal: try #require(try answer.object())) == [])
        #expect(element == "MedicationRequest" || answer.text.contains(element), "\(answer.text)")
        #expect(desk.desk.log.records(of: .requests(to: .prescribing)).isEmpty)
    }

    @Test func anUnreadableOrderAmongGoodOnesIsAGap() async throws {
        let desk = try HookDesk(answers: HookAnswers.plain)
        let bad = #"{"resourceType":"MedicationRequest","id":"o-1","status":"draft","intent":"order"}"#
        let said = try gaps(try await desk.cards("order-sign", HookBodies.call(orders: [bad, HookBodies.order()])))
        #expect(said.contains("An order could not be read: missing-element"))
    }

    @Test func whatIsNoResourceAmongGoodOrdersIsAGap() async throws {
        let desk = try HookDesk(answers: HookAnswers.plain)
        for entry in ["7", "{}", #"{"resourceType":7}"#] {
            let said = try gaps(
                try await desk.cards("order-sign", HookBodies.call(orders: [entry, HookBodies.order()])))
            #expect(said.contains("is no FHIR resource"), "\(said)")
        }
    }

    @Test func aMedicineThatIsSentAlongIsFound() async throws {
        let medicine = #"{"resourceType":"Medication","id":"m-1","code":{"text":"Baclofen 10 mg tablet"}}"#
        let desk = try HookDesk(answers: HookAnswers.plain)
        let order = HookBodies.order(medicine: Self.unnamed)
        #expect(try await desk.cards("order-sign", HookBodies.call(orders: [order, medicine])).isEmpty)
        let prefetched = HookBodies.call(orders: [order], prefetch: #"{"medicine":\#(medicine)}"#)
        #expect(try await desk.cards("order-sign", prefetched).isEmpty)
    }

    @Test func whatIsTooLargeOrOfAnotherKindIsRefused() async throws {
        let desk = try HookDesk(answers: HookAnswers.plain).desk
        let path = "/cds-services/titrate-order-sign"
        #expect(try await desk.post(path, HookBodies.call(), type: "text/plain").status == 415)
        let large = String(repeating: " ", count: CDSHooksRoutes.mostBytes)
        #expect(try await desk.post(path, HookBodies.call() + large).status == 413)
        #expect(try await desk.post("/cds-services/other", HookBodies.call()).status == 404)
    }
}
