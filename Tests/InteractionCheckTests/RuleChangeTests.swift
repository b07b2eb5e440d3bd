import EventContracts
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import InteractionCheck

/// New rules reach the living without calling everybody at once.
@Suite struct RuleChangeTests {
    /// An older patient, judged without the opioid rule until now.
    private func profile(_ id: PatientID, _ without: InteractionKnowledge) throws -> MedicationProfile {
        var profile = MedicationProfile(patientId: id)
        profile.birthDate = CalendarDay("1948-01-01")
        for (order, text) in [("o-1", "baclofen 10 mg tablet"), ("o-2", "oxycodone 5 mg tablet")] {
            profile.take(try self.order(order, text, id), at: TestPatient.now)
        }
        return try judged(profile, without, at: TestPatient.now).profile
    }

    private func order(_ id: String, _ text: String, _ patient: PatientID) throws -> OrderEvent {
        OrderEvent(
            orderId: OrderID(id), patientId: patient, status: .accepted, medication: try TestPatient.medication(text),
            route: .oral, therapyContext: .new, startsAt: TestPatient.now - .days(1))
    }

    private func judged(
        _ profile: MedicationProfile, _ knowledge: InteractionKnowledge, at now: Instant,
        because cause: JudgementCause = .fact
    ) throws -> (profile: MedicationProfile, alert: Alert?) {
        let decision = ProfileJudgement.judge(profile, before: profile, knowledge, asOf: now, because: cause)
        guard case .save(let judged) = decision.change else { return (profile, opioid(in: profile)) }
        return (judged, opioid(in: judged))
    }

    private func opioid(in profile: MedicationProfile) -> Alert? {
        profile.alerts.open.first { $0.rule.id == "baclofen-opioid" }
    }

    @Test func whatNewRulesFindIsShownAtOnceAndInterruptsSpreadOverAnHour() throws {
        let rules = try TestKnowledge.standard
        var begins: [Instant] = []
        for number in 1...200 {
            let before = try profile(PatientID("p-\(number)"), rules.without(rule: "baclofen-opioid"))
            let (after, alert) = try judged(before, rules, at: TestPatient.now + .days(1), because: .knowledge)
            #expect(alert?.severity == .major)
            #expect(alert?.interruptive == false)
            let until = try #require(after.heldBack?.values.first?.until)
            #expect(after.looksAgainAt == until)
            begins.append(until)
            // Nothing but the time is needed for it to interrupt.
            let later = try judged(after, rules, at: until)
            #expect(later.alert?.interruptive == true)
            #expect(later.alert?.dueAt == until + .minutes(15))
            #expect(later.profile.heldBack == nil)
        }
        let window = TestPatient.now + .days(1)
        #expect(begins.allSatisfy { window <= $0 && $0 < window + .minutes(60) })
        let minutes = Dictionary(grouping: begins) { Int($0.since(window).seconds / 600) }
        #expect(minutes.count == 6)
        #expect(minutes.values.allSatisfy { $0.count < 70 })
    }

    @Test func aFurtherOrderDoesNotWait() throws {
        let rules = try TestKnowledge.standard
        let before = try profile("p-1", rules.without(rule: "baclofen-opioid"))
        var after = try judged(before, rules, at: TestPatient.now, because: .knowledge).profile
        after.take(try order("o-3", "morphine 10 mg tablet", "p-1"), at: TestPatient.now)
        let now = try judged(after, rules, at: TestPatient.now)
        #expect(now.alert?.interruptive == true)
        #expect(now.profile.heldBack == nil)
    }

    @Test func aContraindicationDoesNotWait() throws {
        let rules = try TestKnowledge.standard
        var before = try profile("p-1", rules.without(rule: "baclofen-hypersensitivity"))
        before.allergies["a-1"] = [Ingredient(name: "baclofen", rxNormCode: "1292")]
        let after = try judged(before, rules, at: TestPatient.now, because: .knowledge).profile
        #expect(after.alerts.open.first { $0.severity == .contraindicated }?.interruptive == true)
    }

    @Test func whatInterruptedBeforeGoesOnInterrupting() throws {
        let rules = try TestKnowledge.standard
        let before = try profile("p-1", rules)
        #expect(opioid(in: before)?.interruptive == true)
        #expect(try judged(before, rules, at: TestPatient.now, because: .knowledge).alert?.interruptive == true)
    }
}
