import EventContracts
import MedicationDomain

/// What somebody answered: enough to know the same finding again.
struct AnsweredFinding: Codable, Hashable, Sendable {
    var encounterId: EncounterID?
    var prescriberId: PractitionerID?
    var severity: Severity
    /// Milligrams a day by ingredient; an unknown dose stands as nil.
    var doses: [String: Double?]
    /// What weighed on it, and what had happened to the patient, as they were seen.
    var weights: Set<String>
    var at: Instant
    var reasonCode: String?
    /// When an answer that only puts off is over; nil when it holds for good.
    var putOffUntil: Instant?
    /// When the finding ended; nil while it stands.
    var endedAt: Instant?

    /// - Parameter span: how long the answer puts off, if it does. It counts from now at the latest: a clock that runs
    ///   ahead where the answer was given must not put the alert off for longer.
    init(_ alert: Alert, _ response: AlertResponse, puttingOff span: Span? = nil, asOf now: Instant) {
        (encounterId, prescriberId, severity) = (alert.encounterId, alert.prescriberId, alert.severity)
        doses = alert.dosesByKey
        weights = alert.weights
        putOffUntil = span.map { min(response.at, now) + $0 }
        at = response.at
        reasonCode = response.reason.map { AlertResponse.Reason.label($0) }
    }
}

/// A finding that comes again as it was answered, in the same encounter and before the same person, is shown and does
/// not interrupt; that it was kept quiet is said in it.
///
/// Only what is known to be no more than before is kept quiet: the same medicines or fewer, in doses not above those
/// answered, and nothing more that weighs on it or has happened since. Labelled contraindications interrupt every time.
enum RepeatPolicy {
    static func quieting(_ draft: Alert, beside standing: Alert?, answered: AnsweredFinding?) -> Alert {
        guard draft.interruptive, draft.severity < .contraindicated, let answered,
            isNew(draft, beside: standing), answered.covers(draft)
        else { return draft }
        var quiet = draft
        quiet.interruptive = false
        quiet.dueAt = nil
        quiet.interruptsFor = nil
        let reason = answered.reasonCode.map { " (\($0))" } ?? ""
        quiet.factors.append("does not interrupt again: answered on \(answered.at.day)\(reason) in the same stay")
        return quiet
    }

    /// What stands and was answered as it is needs no quieting.
    private static func isNew(_ draft: Alert, beside standing: Alert?) -> Bool {
        guard let standing else { return true }
        return !standing.interruptive || draft.interruptsBeyond(standing)
    }
}

extension Alert {
    /// What makes the finding weigh more, and the falls and sedation among its factors.
    fileprivate var weights: Set<String> { Set(escalators ?? []).union(factors.filter(AdverseEffects.isWord)) }
}

extension AnsweredFinding {
    fileprivate func covers(_ draft: Alert) -> Bool {
        guard let encounterId, encounterId == draft.encounterId, let prescriberId, prescriberId == draft.prescriberId,
            draft.severity <= severity, draft.weights.isSubset(of: weights)
        else { return false }
        return draft.medicinesByKey.allSatisfy { key, medicines in
            guard let before = doses[key] ?? nil, let now = medicines.dailyDose else { return false }
            return now <= before
        }
    }
}

extension MedicationProfile {
    /// Forgets answers whose finding ended too long ago to count as answered.
    mutating func dropOldAnswers(after span: Span, asOf now: Instant) {
        let kept = answered?.filter { _, finding in finding.endedAt.map { now < $0 + span } ?? true }
        answered = kept?.isEmpty == true ? nil : kept
    }

    /// Notes which answered findings ended, and which stand for something else now.
    mutating func keepAnswers(after events: [AlertEvent], asOf now: Instant) {
        guard var kept = answered else { return }
        for event in events {
            let id = event.alert.alertId.rawValue
            if event.change == .resolved {
                kept[id]?.endedAt = now
            } else if event.alert.status == .open, event.alert.interruptive || event.alert.reopenedFor != nil {
                kept[id] = nil
            } else {
                kept[id]?.endedAt = nil
            }
        }
        answered = kept.isEmpty ? nil : kept
    }
}
