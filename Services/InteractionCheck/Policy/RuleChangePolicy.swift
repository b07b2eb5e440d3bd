import EventContracts
import MedicationDomain

/// A finding that is kept from interrupting for a while.
struct HeldBack: Codable, Hashable, Sendable {
    var until: Instant
    /// What it would interrupt for; anything beyond it interrupts at once.
    var interruptsFor: [String]
}

/// New rules speak about every patient at once. What they newly make interruptive is shown at once and interrupts
/// spread over a time, so that pharmacists are not called by hundreds of alerts in one minute.
///
/// Each patient has a place of their own in that time, so nothing is counted across patients, and a restart changes
/// nothing. Labelled contraindications do not wait, nor does anything that an order brings about.
enum RuleChangePolicy {
    static func spreading(
        _ draft: Alert, beside standing: Alert?, in profile: inout MedicationProfile, over span: Span,
        because cause: JudgementCause, asOf now: Instant
    ) -> Alert {
        let id = draft.alertId.rawValue
        if draft.interruptive, cause == .knowledge, standing?.interruptive != true, profile.heldBack?[id] == nil {
            let place = now + .seconds(span.seconds * fraction(of: profile.patientId))
            profile.heldBack = (profile.heldBack ?? [:])
                .merging([id: HeldBack(until: place, interruptsFor: draft.interruptsFor ?? [])]) { $1 }
        }
        guard draft.interruptive, draft.severity < .contraindicated, let held = profile.heldBack?[id], now < held.until,
            Set(draft.interruptsFor ?? []).isSubset(of: held.interruptsFor)
        else {
            profile.heldBack?[id] = nil
            if profile.heldBack?.isEmpty == true { profile.heldBack = nil }
            return draft
        }
        var quiet = draft
        quiet.interruptive = false
        quiet.dueAt = nil
        quiet.interruptsFor = nil
        quiet.factors.append("the rules have changed: it begins to interrupt on \(held.until)")
        return quiet
    }

    /// The patient's place, from 0 up to 1; the same in every process.
    private static func fraction(of patient: PatientID) -> Double {
        var hash = patient.rawValue.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        // Ids that differ in their last digits only must not stand side by side.
        for factor in [UInt32(0x85eb_ca6b), 0xc2b2_ae35] { hash = (hash ^ (hash >> 15)) &* factor }
        hash ^= hash >> 16
        return Double(hash) / (Double(UInt32.max) + 1)
    }
}
