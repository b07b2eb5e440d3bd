import EventContracts
import Foundation
import KnowledgeFiles
import MedicationDomain
import Metrics

/// Other rules that judge beside those in force: they announce nothing, keep nothing and are only counted.
struct ShadowRules: Sendable {
    /// What the other rules say of one finding.
    enum Difference: String, Sendable, CaseIterable { case added, removed, raised, lowered }

    /// Takes the id of a rule and what differs: a counter, or a list in tests.
    typealias Count = @Sendable (RuleID, Difference) -> Void

    private let current: InteractionKnowledge
    private let shadow: InteractionKnowledge
    private let count: Count
    /// What was counted since the start, for the service's status.
    private let tally = ShadowTally()

    init(_ shadow: InteractionKnowledge, beside current: InteractionKnowledge, count: @escaping Count = Self.metric) {
        (self.shadow, self.current, self.count) = (shadow, current, count)
    }

    /// What the other rules would have said otherwise, by rule.
    var report: @Sendable () -> ServiceStatus.Shadow {
        { [tally, version = shadow.version] in tally.report(version) }
    }

    /// The rules of that folder; nil when none is named. Throws a `KnowledgeError` with file and line.
    init?(_ folder: String, beside current: InteractionKnowledge) throws {
        guard !folder.isEmpty else { return nil }
        let loaded = try LoadedInteractionKnowledge.load(
            from: .directory(URL(fileURLWithPath: folder, isDirectory: true)))
        self.init(loaded.knowledge, beside: current)
    }

    /// Counts what differs since this record and did not differ before it.
    func look(at profile: MedicationProfile?, after change: ProfileChange, asOf now: Instant) {
        guard case .save(let later) = change else { return }
        let before = profile.map { differences(of: $0, asOf: now) } ?? [:]
        for (finding, difference) in differences(of: later, asOf: now) where before[finding] != difference {
            count(finding, difference)
            tally.count(finding, difference)
        }
    }

    private func differences(of profile: MedicationProfile, asOf now: Instant) -> [RuleID: Difference] {
        func severities(_ knowledge: InteractionKnowledge) -> [RuleID: Severity] {
            let findings = InteractionPolicy.findings(profile, knowledge, asOf: now)
            return Dictionary(findings.map { ($0.rule.id, $0.severity) }) { first, _ in first }
        }
        let (old, new) = (severities(current), severities(shadow))
        var result: [RuleID: Difference] = [:]
        for (rule, severity) in new {
            guard let standing = old[rule] else {
                result[rule] = .added
                continue
            }
            if severity != standing { result[rule] = severity > standing ? .raised : .lowered }
        }
        for rule in old.keys where new[rule] == nil { result[rule] = .removed }
        return result
    }

    /// `titrate_shadow_findings_total`, by rule and difference; nothing of a patient.
    static let metric: Count = { rule, difference in
        Counter(
            label: "titrate_shadow_findings_total",
            dimensions: [
                ("service", ServiceName.interactionCheck.rawValue), ("rule", rule.rawValue),
                ("difference", difference.rawValue),
            ]
        ).increment()
    }
}
