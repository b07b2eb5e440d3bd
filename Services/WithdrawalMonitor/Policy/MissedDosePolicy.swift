import EventContracts
import MedicationDomain

/// Scheduled doses in hospital that were left out, put off or never recorded (clinical facts §7.8).
enum MissedDosePolicy {
    static let name = "missed-doses"

    struct Finding: Sendable {
        /// From when on nothing reached the patient.
        var since: Instant
        var isSince24Hours: Bool
        var reason: String
        /// Nobody has ever told us of doses given in this stay: they may have been given.
        var isUnrecorded: Bool
    }

    /// What there is to watch: a stay with an order for baclofen by mouth.
    private struct Watch {
        var since: Instant
        var twoDoses: Span?
        var skipped: [StoredDose]
        var hasRecords: Bool
    }

    static func verdict(_ picture: CareAlarms.Picture) -> CareAlarms.Verdict {
        guard let watch = watch(picture) else { return CareAlarms.Verdict() }
        let rules = picture.rules.care.hospital
        var result = CareAlarms.Verdict()
        result.moments = [silentFrom(watch, rules), watch.since + .hours(rules.interruptiveHours)]
        guard let finding = finding(picture) else { return result }
        let isKnown = !finding.isUnrecorded
        result.alerts = [
            picture.alert(
                name, .missedDoses, isKnown || finding.isSince24Hours ? .major : .moderate,
                interruptive: isKnown && finding.isSince24Hours, rules.missed,
                summary: isKnown
                    ? "Baclofen doses in hospital not given: \(finding.reason)"
                    : "Whether baclofen is given in hospital cannot be told: \(finding.reason)",
                detail: "Nothing on record since \(finding.since).", factors: picture.riskFactors, path: .enteral,
                notChecked: isKnown
                    ? [] : [.init(check: "doses-given", reason: "no record of any dose of this stay has reached us")])
        ]
        return result
    }

    static func finding(_ picture: CareAlarms.Picture) -> Finding? {
        guard let watch = watch(picture) else { return nil }
        let rules = picture.rules.care.hospital
        let isLong = picture.now >= watch.since + .hours(rules.interruptiveHours)
        if watch.skipped.count >= rules.dosesInARow {
            return Finding(
                since: watch.since, isSince24Hours: isLong, reason: "\(watch.skipped.count) in a row",
                isUnrecorded: false)
        }
        guard picture.now >= silentFrom(watch, rules) else { return nil }
        return Finding(
            since: watch.since, isSince24Hours: isLong, reason: "no record for two scheduled doses or more",
            isUnrecorded: !watch.hasRecords)
    }

    static func reasonResolved(_ picture: CareAlarms.Picture) -> String {
        guard let stay = picture.openStay else { return "the patient has left the hospital" }
        if picture.care.doses.contains(where: {
            $0.outcome == .given && stay.startedAt <= $0.at && $0.at <= picture.now
        }) {
            return "a dose was given"
        }
        return watch(picture) == nil ? "no baclofen by mouth is ordered" : "the records were corrected"
    }

    private static func silentFrom(_ watch: Watch, _ rules: HospitalRules) -> Instant {
        // Without times of doses only the whole day speaks.
        guard let twoDoses = watch.twoDoses else { return watch.since + .hours(rules.interruptiveHours) }
        return watch.since + twoDoses + .minutes(rules.graceMinutes)
    }

    private static func watch(_ picture: CareAlarms.Picture) -> Watch? {
        guard let stay = picture.openStay else { return nil }
        let regimen = picture.regimen(.enteral)
        let intervals = regimen.inForce(at: picture.now).filter { $0.order.isAsNeeded != true }
        let orders = intervals.map(\.order)
        guard !orders.isEmpty, regimen.dose(at: picture.now) != .known(0) else { return nil }
        let start = begin(of: regimen, in: stay, asOf: picture.now)
        let doses = picture.care.doses.filter { $0.at <= picture.now && start <= $0.at }
        // An order of home alone asks nobody here for doses: that is the admission's alarm.
        let isOrderedHere = intervals.contains { $0.order.encounterId == stay.encounterId || $0.from > stay.startedAt }
        guard isOrderedHere || !doses.isEmpty else { return nil }
        let since = max(start, doses.last { $0.outcome == .given }?.at ?? start)
        let skipped = doses.filter { since <= $0.at && ($0.outcome == .notDone || $0.outcome == .onHold) }
        let records = picture.care.recordsSeenAt.map { stay.startedAt <= $0 } ?? false
        return Watch(
            since: since, twoDoses: orders.compactMap(\.hoursOfTwoDoses).min().map { .hours($0) }, skipped: skipped,
            hasRecords: records || !doses.isEmpty)
    }

    /// From when on doses were due in this stay without a break: a renewed order does not begin anew.
    private static func begin(of regimen: Regimen, in stay: StoredStay, asOf now: Instant) -> Instant {
        let moments = regimen.breakpoints.filter { stay.startedAt < $0 && $0 <= now }
        return moments.last { moment in
            let before = Instant(millisecondsSince1970: moment.millisecondsSince1970 - 1)
            return regimen.dose(at: moment) != .none && regimen.dose(at: before) == .none
        } ?? stay.startedAt
    }
}
