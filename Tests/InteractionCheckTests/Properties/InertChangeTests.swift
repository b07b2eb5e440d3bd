import EventContracts
import MedicationDomain
import TestSupport
import Testing

@testable import InteractionCheck

/// What is left unjudged is what a judgement would leave as it is.
@Suite(.serialized) struct InertChangeTests {
    private static let inert = ["acetaminophen 500 mg tablet", "atorvastatin 20 mg tablet"]
    private let knowledge: InteractionKnowledge

    init() throws { knowledge = try TestKnowledge.standard }

    @Test func aChangeLeftUnjudgedWouldBeJudgedToNothing() async {
        await PropertyRun("left unjudged, judged to nothing", tenths: 2) { [knowledge] random in
            let draw = try ProfileDraw(&random)
            var patient = PolicyPatient(knowledge)
            for fact in draw.interleaved(&random) { patient.hear(fact, at: draw.now) }
            guard let before = patient.profile else { return "nothing is kept" }
            let text = random.pick(random.percent(60) ? Self.inert : ProfileDraw.medicines)
            var after = before
            // Now and then an order that is known already says something else.
            try draw.order(
                random.percent(30) ? "o-1" : "another", text,
                random.pick([OrderEvent.Status.accepted, .amended, .held, .stopped, .completed]),
                context: random.pick(TherapyContext.allCases), milligrams: random.pick([nil, 5, 20]),
                daysAgo: random.pick([0, 3, 200]), endsInDays: random.pick([nil, -40, -1, 5]),
                changedHoursAgo: random.pick([nil, 0.5, 900])
            ).take(into: &after, at: draw.now)
            guard let kept = after.unjudged(since: before, knowledge, asOf: draw.now) else { return nil }
            let decision = ProfileJudgement.judge(after, before: before, knowledge, asOf: draw.now)
            guard decision.announcements.isEmpty, decision.deadlines.isEmpty else {
                return "\(text): \(decision.announcements.count) announcements, \(decision.deadlines)"
            }
            switch decision.change {
            case .unchanged: return kept == before ? nil : "\(text): kept, and judged to be as before"
            case .save(let judged): return kept == judged ? nil : "\(text): kept otherwise than judged"
            }
        }
    }

    /// Or most of what the shortcut is for would be judged after all, and nothing above would fail.
    @Test func anotherOrderOfAMedicineThatNothingElseHasPartOfIsLeftUnjudged() throws {
        var random = SeededGenerator(state: 5)
        for _ in 0..<200 {
            let draw = try ProfileDraw(&random)
            var patient = PolicyPatient(knowledge)
            for fact in draw.facts { patient.hear(fact, at: draw.now) }
            let before = try #require(patient.profile)
            var after = before
            try draw.order("another", Self.inert[1], context: .new, milligrams: 20, daysAgo: 0)
                .take(into: &after, at: draw.now)
            #expect(after.unjudged(since: before, knowledge, asOf: draw.now) == after)
        }
    }

    /// Whether an order is new is told by the one it names as the one before it, and by earlier ones with an ingredient
    /// of it, whether rules speak of those or not.
    @Test(arguments: [("zolpidem 5 mg tablet", "before"), ("hydrocodone 5 mg / acetaminophen 325 mg tablet", nil)])
    func whatTellsWhetherAnotherOrderIsNewIsJudged(next: String, prior: OrderID?) throws {
        var patient = PolicyPatient(knowledge)
        var random = SeededGenerator(state: 7)
        let draw = try ProfileDraw(&random)
        patient.hear(
            try draw.order("next", next, context: .unknown, milligrams: 5, daysAgo: 1, prior: prior), at: draw.now)
        let before = try #require(patient.profile)
        var after = before
        try draw.order("before", Self.inert[0], context: .continuing, milligrams: 500, daysAgo: 20)
            .take(into: &after, at: draw.now)
        #expect(after.unjudged(since: before, knowledge, asOf: draw.now) == nil)
    }

    @Test func anUnrecognizedMedicineIsJudged() throws {
        var random = SeededGenerator(state: 6)
        let draw = try ProfileDraw(&random)
        var patient = PolicyPatient(knowledge)
        for fact in draw.facts { patient.hear(fact, at: draw.now) }
        let raised = patient.hear(
            try draw.order("another", "Xyzzyol 3 mg", context: .new, daysAgo: 0), at: draw.now)
        #expect(!raised.isEmpty)
    }
}
