import EventContracts
import HTTPTypes
import MedicationDomain
import Testing

@testable import Gateway

/// A look-up that is opened again asks the same question or is not asked again from there.
@Suite struct AskingAgainTests {
    typealias Item = AssistanceRequest.IncomeItem
    typealias Member = AssistanceRequest.HouseholdMember

    private static func incomes(_ count: Int) -> [Item] {
        (0..<count).map { Item(kind: "wages", amount: Money(amount: "\(100 + $0)"), frequency: "monthly") }
    }

    private static func question(_ change: (inout AssistanceRequest) -> Void) -> AssistanceRequest {
        var question = AssistanceRequest(asOf: Desk.start.day, state: "TX", askedBy: "fin-1")
        change(&question)
        return question
    }

    /// What a form would drop or change.
    private static let more = [
        question { $0.incomeItems = incomes(AssistanceField.incomeRows + 1) },
        question { $0.incomeItems = [Item(kind: "lottery", amount: Money(amount: "1"), frequency: "monthly")] },
        question { $0.annualIncome = Money(amount: "24000", currency: "EUR") },
        question { $0.householdMembers = [Member(relation: "self", age: 80)] },
        question {
            $0.householdMembers = [
                Member(relation: "self"), Member(relation: "child", taxDependent: true),
                Member(relation: "child", taxDependent: false),
            ]
        },
        question { $0.householdMembers = [Member(relation: "self"), Member(relation: "cousin")] },
        question { $0.medication = String(repeating: "m", count: AssistanceForm.longestField + 1) },
        question { $0.answers = ["Not an id": "yes"] },
        question { $0.runOutAt = Desk.start.day.start + .hours(7) },
    ]

    @Test(arguments: more) func aQuestionThatHoldsMoreThanTheFormHasNone(_ question: AssistanceRequest) {
        #expect(AssistanceForm(askingAgain: question) == nil)
    }

    @Test func aQuestionThatTheFormHoldsIsAskedAgainAsItWas() throws {
        let whole = Self.question {
            $0.incomeItems = Self.incomes(AssistanceField.incomeRows)
            $0.resources = Money(amount: "2000.5")
            $0.knownAt = Desk.start.day
            $0.quantity = 90
            $0.answers = ["va-enrolled": "yes"]
        }
        let form = try #require(AssistanceForm(askingAgain: whole))
        let later = try #require(CalendarDay("2027-05-01"))
        let again = try form.request(asOf: later, by: "fin-1")
        #expect(again.incomeItems?.map(\.amount.amount) == ["100.00", "101.00", "102.00"])
        #expect((again.asOf, again.knownAt) == (whole.asOf, whole.knownAt))
        #expect(again.resources == Money(amount: "2000.50") && again.answers == whole.answers)
    }

    @Test func theAnswerIsShownWithoutAFormThatWouldAskLess() async throws {
        let desk = try Desk(patience: .seconds(20))
        let answering = desk.answerQuestions { _ in NextQuestionTests.determination(.appearsEligible) }
        defer { answering.cancel() }
        let question = Self.question { $0.incomeItems = Self.incomes(AssistanceField.incomeRows + 1) }
        for question in [question, Self.question { _ in }] {
            let body = String(decoding: try PayloadCoding.encode(question), as: UTF8.self)
            #expect(try await desk.post("/assistance", body).status == 200)
        }
        for (id, request) in zip(try desk.lookupIDs(), try desk.questions()) {
            let page = try await desk.get("/assistance/history/\(id)", headers: [.accept: "text/html"])
            #expect(page.status == 200 && page.text.contains("Appears eligible"))
            let isMore = request.incomeItems != nil
            #expect(page.text.contains("cannot be asked again from here") == isMore)
            #expect(page.text.contains(#"action="/assistance""#) == !isMore)
            #expect(page.text.contains("Look again") == !isMore)
        }
    }

    @Test(arguments: ["medication", "annualIncome", "answers.va-enrolled"])
    func aFieldOverItsLengthIsToldAndNotLeftOut(_ name: String) async throws {
        let desk = try Desk()
        let long = String(repeating: "1", count: AssistanceForm.longestField + 1)
        let page = try await desk.post("/assistance", "state=TX&\(name)=\(long)", type: NextQuestionTests.form)
        #expect(page.status == 400)
        #expect(page.text.contains(##"href="#f-\##(name)""##) && page.text.contains("is longer than 200 bytes"))
        #expect(try desk.questions().isEmpty)
    }
}
