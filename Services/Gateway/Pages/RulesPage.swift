import EventContracts
import MedicationDomain

/// What became of each rule's alerts, and by which knowledge the services judge.
struct RulesPage: Sendable {
    struct Measure: Sendable {
        let rule: String
        let service: String
        let alerts: Int
        let interruptions: Int
        let waiting: Int
        let acknowledged: Int
        let overridden: Int
        let share: String
        let isFlagged: Bool
        let median: String
        let ninthDecile: String
        let reasons: [ReasonView]
    }
    struct ReasonView: Sendable {
        let reason: String
        let number: Int
    }
    struct KnowledgeView: Sendable {
        let service: String
        let version: String
        let isMixed: Bool
        let hash: String
        let entries: String
        let staleWord: String
        let isStale: Bool
        let staleIDs: [String]
        let moreStale: Int?
        let nextReview: String?
        let rejudging: String?
    }
    struct ShadowView: Sendable {
        let service: String
        let version: String
        let counts: [ShadowCount]
        let isQuiet: Bool
    }
    struct ShadowCount: Sendable {
        let rule: String
        let difference: String
        let number: Int
    }

    let title = "Rules"
    let onRules = true
    let checks: ChecksView
    let measures: [Measure]
    let hasNoMeasures: Bool
    let flagged: [String]
    let moreFlagged: Int?
    static let shownFlagged = 5
    /// Entries of all services that are past their day of review; nil when there is none.
    let staleTotal: Int?
    let knowledge: [KnowledgeView]
    let hasNoKnowledge: Bool
    let shadows: [ShadowView]
    let hasNoShadows: Bool
    let measuredAt: TimeView

    init(_ report: RulesReport, checks: ChecksView, asOf now: Instant) {
        self.checks = checks
        measures = report.measures.map(RulesPage.view)
        hasNoMeasures = measures.isEmpty
        let worst = report.measures.filter(\.isFlagged).sorted { ($1.overridden, $0.rule) < ($0.overridden, $1.rule) }
        moreFlagged = worst.count > RulesPage.shownFlagged ? worst.count - RulesPage.shownFlagged : nil
        let stale = report.knowledge.compactMap(\.stale).reduce(0, &+)
        staleTotal = stale > 0 ? stale : nil
        flagged = worst.prefix(RulesPage.shownFlagged).map {
            "\($0.rule): \($0.overridden) of \($0.overridden + $0.acknowledged) answers override it"
        }
        knowledge = report.knowledge.map(RulesPage.view)
        hasNoKnowledge = knowledge.isEmpty
        shadows = report.shadows.map { shadow in
            ShadowView(
                service: shadow.service.rawValue, version: shadow.version,
                counts: shadow.counts.map {
                    ShadowCount(rule: $0.rule, difference: RulesPage.word($0.difference), number: $0.count)
                },
                isQuiet: shadow.counts.isEmpty)
        }
        hasNoShadows = shadows.isEmpty
        measuredAt = TimeView(report.asOf, asOf: now)
    }

    private static func view(_ measure: RulesReport.Measure) -> Measure {
        Measure(
            rule: measure.rule, service: measure.service, alerts: measure.alerts,
            interruptions: measure.interruptions, waiting: measure.waiting, acknowledged: measure.acknowledged,
            overridden: measure.overridden,
            share: measure.overrideShare.map { "\(Int(($0 * 100).rounded())) %" } ?? "–",
            isFlagged: measure.isFlagged, median: time(measure.medianSecondsToAnswer),
            ninthDecile: time(measure.ninthDecileSecondsToAnswer),
            reasons: measure.overridesByReason.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                ReasonView(reason: $0.key == "none" ? "No reason" : Wording.reason($0.key), number: $0.value)
            })
    }

    private static func view(_ knowledge: RulesReport.Knowledge) -> KnowledgeView {
        // Numbers come from reports: whatever they say, nothing here overflows.
        let rest = max(0, knowledge.stale ?? 0) - knowledge.staleIDs.count
        return KnowledgeView(
            service: knowledge.service.rawValue, version: knowledge.versions.joined(separator: ", "),
            isMixed: knowledge.versions.count > 1, hash: knowledge.hash,
            entries: knowledge.entries.map(String.init) ?? "not told",
            staleWord: knowledge.stale.map { $0 == 0 ? "none" : String($0) } ?? "not told",
            isStale: (knowledge.stale ?? 0) > 0, staleIDs: knowledge.staleIDs, moreStale: rest > 0 ? rest : nil,
            nextReview: knowledge.nextReviewBy?.description,
            rejudging: knowledge.rejudging == 0
                ? nil
                : "\(knowledge.partitions - knowledge.rejudging) of \(knowledge.partitions) groups of patients done")
    }

    private static func word(_ difference: String) -> String {
        let words = [
            "added": "would be found as well", "removed": "would not be found", "raised": "would weigh more",
            "lowered": "would weigh less",
        ]
        return words[difference] ?? difference
    }

    private static func time(_ seconds: Double?) -> String {
        guard let seconds else { return "–" }
        switch seconds {
        case ..<60: return "\(Int(seconds.rounded())) s"
        case ..<5400: return "\(Int((seconds / 60).rounded())) min"
        case ..<172_800: return "\(Int((seconds / 3600).rounded())) h"
        default: return "\(Int((seconds / 86_400).rounded())) days"
        }
    }
}
