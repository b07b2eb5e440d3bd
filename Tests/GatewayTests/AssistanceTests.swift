import EventContracts
import EventLog
import Foundation
import HTTPTypes
import MedicationDomain
import Testing

@testable import Gateway

@Suite struct AssistanceTests {
    private static let form = "application/x-www-form-urlencoded"

    /// Answers the next question as cost-assistance would.
    private func answerNextQuestion(on desk: Desk, with payload: @escaping @Sendable (String) -> any EventPayload) {
        Task {
            while true {
                if let record = desk.log.records(of: .requests(to: .costAssistance)).first {
                    let question = try CloudEvent(record.message)
                    let id = try #require(question.correlationID)
                    let answer = payload(id)
                    await desk.application.server.desk.mailbox.deliver(
                        CloudEvent(
                            id: "r", source: ServiceName.costAssistance.source, type: answer.type,
                            correlationID: id, data: try answer.encode()))
                    return
                }
                await Task.yield()
            }
        }
    }

    private static func determination(_ id: String) -> AssistanceDetermination {
        let option = AssistanceOption(
            programId: "generic", name: "Generic <b>baclofen</b>", kind: "generic", result: .appearsEligible,
            decidedBy: "the pharmacy", missing: ["annualIncome"], because: ["A generic is on the market."],
            estimatedMonthlyCost: .init(low: Money(amount: "4.00"), high: Money(amount: "12.50")),
            apply: .init(how: "Ask the pharmacist.", documents: ["Prescription"]),
            citations: [
                Citation(title: "Orange Book", href: "https://fda.gov", locator: "baclofen", retrieved: Desk.start.day)
            ])
        var other = option
        (other.name, other.result) = ("A closed fund", .notApplicable)
        return AssistanceDetermination(
            requestId: id, asOf: Desk.start.day, options: [option, other], ruleSet: .init(version: "2026-11", hash: "h")
        )
    }

    @Test func aFormBecomesAQuestionAndItsAnswerAPage() async throws {
        let desk = try Desk()
        answerNextQuestion(on: desk, with: AssistanceTests.determination)
        let page = try await desk.post(
            "/assistance",
            "state=TX&householdSize=3&annualIncome=%2418%2C500&age=44&disabled=yes&veteran=no&medication=baclofen",
            type: AssistanceTests.form)
        #expect(page.status == 200)
        #expect(page.text.contains("Appears eligible"))
        #expect(page.text.contains("Generic &lt;b&gt;baclofen"))
        #expect(page.text.contains("$4.00 to $12.50 a month"))
        // What does not help is there, but folded away.
        let fold = try #require(page.text.range(of: "1 more that appear not to help"))
        #expect(page.text[fold.upperBound...].contains("A closed fund"))
        #expect(!page.text[..<fold.lowerBound].contains("A closed fund"))

        let record = try #require(desk.log.records(of: .requests(to: .costAssistance)).first)
        let event = try CloudEvent(record.message)
        let question = try AssistanceRequest.decode(try #require(event.data), type: event.type)
        #expect(question.annualIncome == Money(amount: "18500.00"))
        #expect((question.disabled, question.veteran, question.pregnant) == (true, false, nil))
        #expect(question.asOf == Desk.start.day)
        #expect(record.message.key == event.correlationID.map { Array($0.utf8) })
        #expect(event.expiryTime != nil)
    }

    @Test func aServiceThatDoesNotAnswerIsSaidToBeSilentAndNotToRefuse() async throws {
        let desk = try Desk(patience: .milliseconds(20))
        let page = try await desk.post("/assistance", "state=TX", type: AssistanceTests.form)
        #expect(page.text.contains("did not answer"))
        #expect(!page.text.contains("not eligible"))
        #expect(try await desk.post("/assistance", #"{"asOf":"2026-11-21"}"#).status == 504)
    }

    @Test func aRefusalIsToldWithItsReason() async throws {
        let desk = try Desk()
        answerNextQuestion(on: desk) { QuestionRefused(requestId: $0, code: "expired", message: "asked too long ago") }
        let page = try await desk.post("/assistance", "state=TX", type: AssistanceTests.form)
        #expect(page.text.contains("asked too long ago"))
    }

    @Test(arguments: [
        ("state=Q1", "State"), ("householdSize=0", "People in the household"), ("annualIncome=lots", "Yearly income"),
        ("annualIncome=-5", "Yearly income"), ("age=200", "Age"), ("quantity=0", "Quantity"),
        ("insurance=acme", "Insurance"),
    ])
    func aFieldThatCannotBeUnderstoodIsNamedAndNothingIsAsked(_ body: String, _ label: String) async throws {
        let desk = try Desk()
        let page = try await desk.post("/assistance", body, type: AssistanceTests.form)
        #expect(page.status == 400)
        #expect(page.text.contains(">\(label)</a>"))
        #expect(desk.log.records(of: .requests(to: .costAssistance)).isEmpty)
    }

    @Test func anAbsentLogIsSaid() async throws {
        let desk = try Desk()
        desk.log.change { $0.failure = LogError(.retry, code: "_TRANSPORT", message: "away") }
        let page = try await desk.post("/assistance", "state=TX", type: AssistanceTests.form)
        #expect(page.status == 503)
        #expect(page.text.contains("did not confirm"))
    }
}
