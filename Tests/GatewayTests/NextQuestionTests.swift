import EventContracts
import Foundation
import MedicationDomain
import Testing

@testable import Gateway

/// The form asks only what matters next, and keeps what was said before.
@Suite struct NextQuestionTests {
    static let form = "application/x-www-form-urlencoded"

    static func determination(
        _ result: AssistanceOption.Result = .undetermined, next: [AssistanceQuestion]? = nil,
        answered: [AssistanceQuestion]? = nil
    ) -> AssistanceDetermination {
        let option = AssistanceOption(
            programId: "medicaid", name: "Medicaid", kind: "medicaid", result: result, decidedBy: "the state",
            missing: ["age"], because: ["A secret of the household."],
            apply: .init(how: "Call the office.", documents: ["Proof of identity"], daysToFirstDose: 45), stale: true,
            citations: [
                Citation(title: "42 CFR 435", href: "https://law.example", locator: "§119", retrieved: Desk.start.day)
            ])
        return AssistanceDetermination(
            requestId: "q", asOf: Desk.start.day, options: [option], ruleSet: .init(version: "2026-11", hash: "abcdef"),
            next: next, answered: answered)
    }

    private func page(_ body: String, answering determination: AssistanceDetermination) async throws -> (Answer, Desk) {
        let desk = try Desk(patience: .seconds(20))
        let answering = desk.answerQuestions { _ in determination }
        defer { answering.cancel() }
        return (try await desk.post("/assistance", body, type: Self.form), desk)
    }

    @Test func whatWouldSettleMostIsAskedWithWhyItMatters() async throws {
        let next = [
            AssistanceQuestion(
                input: "answers.va-enrolled", ask: "Enrolled in VA care?", answers: ["yes", "no"],
                settles: ["VA pharmacy"]),
            AssistanceQuestion(input: "medicare", ask: "Any Medicare?", opens: ["QMB", "SLMB", "QI", "QDWI"]),
            AssistanceQuestion(input: "no-such-input", ask: "Never shown", settles: ["x"]),
        ]
        let (page, _) = try await page("state=TX", answering: Self.determination(next: next))
        #expect(page.status == 200)
        #expect(page.text.contains("Would settle VA pharmacy."))
        #expect(page.text.contains(#"name="answers.va-enrolled" value="yes""#))
        #expect(page.text.contains("Needed, among other things, for QMB, SLMB, QI and 1 more."))
        for field in ["partA", "partB", "partD"] { #expect(page.text.contains(#"name="\#(field)" value="yes""#)) }
        #expect(!page.text.contains("Never shown"))
        // Each field stands once: a field that is asked next is not asked below as well.
        #expect(page.text.components(separatedBy: #"name="partA" value="yes""#).count == 2)
        #expect(
            page.text.contains("about 45 days") && page.text.contains("Stale:")
                && page.text.contains("read \(Desk.start.day)"))
    }

    @Test func whatWasSaidIsKeptAndAskedAgainWithIt() async throws {
        let answered = [
            AssistanceQuestion(input: "answers.works", ask: "Does the patient work?", answers: ["yes", "no"])
        ]
        let body =
            "state=TX&householdSize=3&annualIncome=24000&veteran=no&answers.works=yes&partA=yes&runOut=2026-12-05"
        let (page, desk) = try await page(body, answering: Self.determination(answered: answered))
        let question = try #require(try desk.questions().first)
        #expect(question.answers == ["works": "yes"])
        #expect(question.medicare == .init(partA: true))
        #expect(question.runOutAt?.day.description == "2026-12-05")
        #expect(question.askedBy == "unverified")
        #expect(page.text.contains("Does the patient work?"))
        #expect(page.text.contains(#"name="answers.works" value="yes" checked"#))
        #expect(page.text.contains("You said: Texas, 3 people, $24,000 a year, 4 more answers"))
    }

    @Test func theHouseholdAndTheIncomeOneByOne() async throws {
        let body =
            "householdSize=3&spouse=yes&children=1&others=0&childrenDependent=yes&annualIncome=9"
            + "&incomeKind1=wages&incomeAmount1=1450&incomeOften1=monthly&incomePerson1=spouse"
        let (_, desk) = try await page(body, answering: Self.determination())
        let question = try #require(try desk.questions().first)
        #expect(question.householdSize == nil && question.annualIncome == nil)
        #expect(question.householdMembers?.map(\.relation) == ["self", "spouse", "child"])
        #expect(question.householdMembers?.map(\.taxDependent) == [nil, nil, true])
        #expect(
            question.incomeItems == [
                .init(kind: "wages", amount: Money(amount: "1450.00"), frequency: "monthly", person: "spouse")
            ])
        // And back: the form says the same when the look-up is opened again.
        let again = try #require(AssistanceForm(askingAgain: question))
        #expect(try again.request(asOf: question.asOf, by: question.askedBy) == question)
    }

    @Test(arguments: [
        ("householdSize=5&spouse=yes&children=1&others=0", "children"), ("spouse=yes", "children"),
        ("incomeKind1=wages", "incomeAmount1"), ("incomeAmount2=20&incomeKind2=wages", "incomeOften2"),
        ("asOf=yesterday", "asOf"), ("veteran=perhaps", "veteran"), ("children=-1&spouse=no&others=0", "children"),
    ])
    func aMistakeIsToldAtItsField(_ body: String, _ field: String) async throws {
        let desk = try Desk()
        let page = try await desk.post("/assistance", body, type: Self.form)
        #expect(page.status == 400)
        #expect(page.text.contains(##"href="#f-\##(field)""##))
        #expect(page.text.contains(#"id="problem-\#(field)""#))
        #expect(try desk.questions().isEmpty)
    }

    @Test func whatCostAssistanceRefusesIsToldAtTheFieldItCameFrom() async throws {
        let desk = try Desk(patience: .seconds(20))
        let answering = desk.answerQuestions { _ in
            QuestionRefused(requestId: "q", code: "bad-value", message: "$.answers.work-hours is not a number")
        }
        defer { answering.cancel() }
        let page = try await desk.post("/assistance", "state=TX&answers.work-hours=many", type: Self.form)
        #expect(page.status == 400)
        #expect(page.text.contains(#"id="problem-answers.work-hours">is not a number"#))
    }

    @Test func theSheetHasWhatToDoAndNothingOfTheHousehold() async throws {
        let desk = try Desk(patience: .seconds(20))
        let answering = desk.answerQuestions { _ in Self.determination(.appearsEligible) }
        defer { answering.cancel() }
        let body = "state=TX&annualIncome=24681&runOut=2026-12-05"
        let sheet = try await desk.post("/assistance/sheet", body, type: Self.form)
        #expect(sheet.status == 200)
        for shown in [
            "Medicaid", "Call the office.", "Proof of identity", "Decided by the state", "about 45 days", "2026-12-05",
        ] {
            #expect(sheet.text.contains(shown), "\(shown)")
        }
        for hidden in ["24681", "Texas", "secret of the household", "<form method=\"post\" action=\"/assistance\""] {
            #expect(!sheet.text.contains(hidden), "\(hidden)")
        }
    }
}
