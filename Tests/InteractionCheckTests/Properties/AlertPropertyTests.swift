import EventContracts
import MedicationDomain
import TestSupport
import Testing

@testable import InteractionCheck

/// What holds for every patient there can be. `make alerts` tries a hundred thousand.
@Suite(.serialized) struct AlertPropertyTests {
    private let knowledge: InteractionKnowledge

    init() throws { knowledge = try TestKnowledge.standard }

    @Test func anyArrivalOrderEndsInTheSameOpenAlerts() async {
        await PropertyRun("any arrival order, the same open alerts", tenths: 4) { [knowledge] random in
            let draw = try ProfileDraw(&random)
            func open(after facts: [PatientFact]) -> [Alert] {
                var patient = PolicyPatient(knowledge)
                for fact in facts { patient.hear(fact, at: draw.now) }
                // When somebody has to answer depends on when it was first seen.
                return patient.open.map { alert in
                    var alert = alert
                    alert.dueAt = nil
                    return alert
                }
            }
            let (expected, found) = (open(after: draw.facts), open(after: draw.interleaved(&random)))
            return found == expected ? nil : difference(found, expected)
        }
    }

    /// Raised by one more medicine, never lowered. A rule that sets others aside does so for an episode, not for a
    /// medicine, so it is no exception here; that it does is the subject of the next test.
    @Test func anotherMedicineNeverLowersAFinding() async {
        await PropertyRun("another medicine lowers nothing", tenths: 4) { [knowledge] random in
            let draw = try ProfileDraw(&random)
            var profile = MedicationProfile(patientId: draw.patient)
            for fact in draw.facts { fact.take(into: &profile, at: draw.now) }
            let taken = Set(profile.medicines.values.flatMap(\.ingredients).map(\.name))
            let others = try ProfileDraw.medicines.filter { text in
                taken.isDisjoint(with: try TestMedications.named(text).ingredients.map(\.name))
            }
            guard !others.isEmpty else { return nil }
            let text = random.pick(others)
            let before = InteractionPolicy.findings(profile, knowledge, asOf: draw.now)
            try draw.order(
                "another", text, context: random.pick(TherapyContext.allCases), milligrams: 10, daysAgo: 0
            ).take(into: &profile, at: draw.now)
            let after = InteractionPolicy.findings(profile, knowledge, asOf: draw.now)
            return lowered(before, after).map { "\(text): \($0)" }
        }
    }

    @Test func anOpenEpisodeSetsAsideWhatTreatsIt() async {
        await PropertyRun("an episode sets its treatment aside", tenths: 1) { [knowledge] random in
            let draw = try ProfileDraw(&random, stable: true)
            var profile = MedicationProfile(patientId: draw.patient)
            for fact in draw.facts { fact.take(into: &profile, at: draw.now) }
            profile.episodes = [:]
            try draw.order("treatment", "lorazepam 1 mg tablet", context: .new, milligrams: 4, daysAgo: 0)
                .take(into: &profile, at: draw.now)
            let before = InteractionPolicy.findings(profile, knowledge, asOf: draw.now)
            profile.episodes["e"] = OpenEpisode(route: .intrathecal)
            let during = InteractionPolicy.findings(profile, knowledge, asOf: draw.now)
            profile.episodes = [:]
            let after = InteractionPolicy.findings(profile, knowledge, asOf: draw.now)
            let ids = Set(during.map(\.rule.id.rawValue))
            guard ids.contains("withdrawal-treatment"), !ids.contains("baclofen-benzodiazepine") else {
                return "not set aside: \(ids.sorted())"
            }
            return before == after ? nil : "the ordinary rules did not return"
        }
    }

    @Test func stopThenRestartReturnsToTheSameAlert() async {
        await PropertyRun("stopped and started again, the same alert", tenths: 1) { [knowledge] random in
            let draw = try ProfileDraw(&random, stable: true)
            let others = ProfileDraw.medicines.filter { !draw.texts.contains($0) }
            let text = random.pick(others)
            var patient = PolicyPatient(knowledge)
            for fact in draw.facts { patient.hear(fact, at: draw.now) }
            let without = patient.open.map(\.alertId)
            patient.hear(try draw.order("first", text, context: .new, milligrams: 10, daysAgo: 0), at: draw.now)
            let with = patient.open.map(\.alertId)
            let stop = draw.now + .days(1)
            let stopped = try draw.order(
                "first", text, .stopped, context: .new, milligrams: 10, daysAgo: 0, changedHoursAgo: -24)
            var ended = patient.hear(stopped, at: stop)
            // Longer than the longest washout.
            let restart = draw.now + .days(60)
            ended += patient.advance(to: restart)
            guard patient.open.map(\.alertId) == without else { return "\(text): open after its washout" }
            let again = try draw.order("again", text, context: .new, milligrams: 10, daysAgo: -60)
            let raised = patient.hear(again, at: restart).filter { $0.change == .raised }.map(\.alert.alertId)
            guard patient.open.map(\.alertId) == with else { return "\(text): not the same alerts again" }
            let resolved = ended.filter { $0.change == .resolved }.map(\.alert.alertId)
            return resolved.sorted() == raised.sorted() ? nil : "\(text): ended \(resolved), raised again \(raised)"
        }
    }
}

/// What one more medicine took away; nil when nothing.
private func lowered(_ before: [Alert], _ after: [Alert]) -> String? {
    let standing = Dictionary(uniqueKeysWithValues: after.map { ($0.alertId, $0) })
    for finding in before {
        guard let same = standing[finding.alertId] else { return "\(finding.rule.id) is gone" }
        if same.severity < finding.severity { return "\(finding.rule.id) fell to \(same.severity)" }
        // Interruptions for an order may pass to a weightier finding of the same order; none is lost.
        if finding.interruptive, finding.interruptsFor == nil, !same.interruptive {
            return "\(finding.rule.id) interrupts no longer"
        }
    }
    func news(_ findings: [Alert]) -> Set<String> {
        Set(findings.filter(\.interruptive).flatMap { $0.interruptsFor ?? [] })
    }
    let lost = news(before).subtracting(news(after))
    return lost.isEmpty ? nil : "nothing interrupts any longer for \(lost.sorted())"
}

private func difference(_ found: [Alert], _ expected: [Alert]) -> String {
    func words(_ alerts: [Alert]) -> [String] {
        alerts.map { "\($0.rule.id) \($0.severity) \($0.interruptive) \($0.factors) \($0.interruptsFor ?? [])" }
    }
    let (mine, theirs) = (words(found), words(expected))
    let odd = mine.filter { !theirs.contains($0) } + ["<>"] + theirs.filter { !mine.contains($0) }
    return odd.count > 1 ? odd.joined(separator: "; ") : "other texts, medicines or checks"
}
