import EventContracts
import MedicationDomain

/// What somebody answered: enough to know the same finding again.
struct AnsweredFinding: Codable, Hashable, Sendable {
    var encounterId: EncounterID?
    var prescriberId: PractitionerID?
    var severity: Severity
    /// Milligrams a day by ingredient; an unknown dose stands as nil.
    var doses: [String: Double?]
    var at: Instant
    var reasonCode: String?
    /// When the finding ended; nil while it stands.
    var endedAt: Instant?

    init(_ alert: Alert, _ response: AlertResponse) {
        (encounterId, prescriberId, severity) = (alert.encounterId, alert.prescriberId, alert.severity)
        doses = alert.dosesByKey
        (at, reasonCode) = (response.at, response.reason?.code)
    }
}

/// A finding that comes again as it was answered, in the same encounter and before the same person, is shown and does
/// not interrupt; that it was kept quiet is said in it.
///
/// Only what is known to be no more than before is kept quiet: the same medicines or fewer, in doses not above those
/// answered. Labelled contraindications interrupt every time.
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

extension AnsweredFinding {
    fileprivate func covers(_ draft: Alert) -> Bool {
        guard let encounterId, encounterId == draft.encounterId, let prescriberId, prescriberId == draft.prescriberId,
            draft.severity <= severity
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
