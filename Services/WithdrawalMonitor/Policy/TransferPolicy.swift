import EventContracts
import MedicationDomain

/// Where care changes hands: admitted without an order, discharged without supply (clinical facts §7.8).
enum TransferPolicy {
    static let admissionName = "admission"
    static let dischargeName = "discharge"

    static func verdict(_ picture: CareAlarms.Picture) -> CareAlarms.Verdict {
        var result = CareAlarms.Verdict()
        addAdmission(to: &result, picture)
        addDischarge(to: &result, picture)
        return result
    }

    // MARK: - Admission

    /// The stay of a patient who took baclofen at home and has neither an order nor a dose here.
    private static func unordered(_ picture: CareAlarms.Picture) -> StoredStay? {
        guard let stay = picture.openStay else { return nil }
        let regimen = picture.regimen(.enteral)
        let before = Instant(millisecondsSince1970: stay.startedAt.millisecondsSince1970 - 1)
        let home = regimen.dose(at: before)
        guard home != .none, home != .known(0) else { return nil }
        let isOrdered = regimen.intervals.contains { interval in
            guard interval.holds(at: picture.now) else { return false }
            return interval.order.encounterId == stay.encounterId || interval.from > stay.startedAt
        }
        let isGiven = picture.care.doses.contains {
            $0.outcome == .given && stay.startedAt <= $0.at && $0.at <= picture.now
        }
        return isOrdered || isGiven ? nil : stay
    }

    private static func addAdmission(to result: inout CareAlarms.Verdict, _ picture: CareAlarms.Picture) {
        guard let stay = unordered(picture) else { return }
        let rules = picture.rules.care.hospital
        let due = stay.startedAt + .hours(rules.orderHours)
        let late = stay.startedAt + .hours(rules.interruptiveHours)
        result.moments += [due, late]
        guard due <= picture.now else { return }
        let records = picture.care.recordsSeenAt.map { stay.startedAt <= $0 } ?? false
        let isTold = records || picture.care.orderedIn.contains(stay.encounterId)
        result.alerts.append(
            picture.alert(
                admissionName, .missedDoses, isTold ? .major : .moderate,
                interruptive: isTold && late <= picture.now, rules.admission,
                summary: "Admitted with baclofen at home, no baclofen ordered here",
                detail: "Admitted \(stay.startedAt); before that "
                    + picture.regimen(.enteral).dose(at: stay.startedAt - .milliseconds(1)).text(.enteral) + ".",
                factors: picture.riskFactors, path: .enteral,
                notChecked: isTold
                    ? [] : [.init(check: "orders", reason: "no order or dose of this stay has reached us")]))
    }

    static func admissionResolved(_ picture: CareAlarms.Picture) -> String {
        if picture.openStay == nil { return "the patient has left the hospital" }
        return "baclofen is ordered or given here"
    }

    // MARK: - Discharge

    private static func unsupplied(_ picture: CareAlarms.Picture) -> (stay: StoredStay, isKnown: Bool)? {
        guard picture.openStay == nil, let supply = picture.supply else { return nil }
        let stays = Stays.pausing(picture.record.stays, rules: picture.rules.supply)
        guard let stay = stays.last(where: { $0.endedAt.map { $0 <= picture.now } ?? false }), let left = stay.endedAt
        else { return nil }
        let dose = picture.regimen(.enteral).dose(at: picture.now)
        guard dose != .none, dose != .known(0) else { return nil }
        if picture.record.dispenses.contains(where: {
            stay.startedAt <= $0.handedOverAt && $0.handedOverAt <= picture.now
        }) {
            return nil
        }
        guard supply.projection.state == .known else { return (stay, false) }
        // Days that were covered after the discharge make it a matter of refills, not of the discharge.
        guard let first = supply.firstUncoveredDay, first <= left.day else { return nil }
        return (stay, true)
    }

    private static func addDischarge(to result: inout CareAlarms.Verdict, _ picture: CareAlarms.Picture) {
        guard let (stay, isKnown) = unsupplied(picture), let left = stay.endedAt else { return }
        let rules = picture.rules.care.hospital
        let due = isKnown ? left : left + .hours(rules.dischargeHours)
        let end = left + .days(rules.concernDays)
        result.moments += [due, end]
        guard due <= picture.now, picture.now < end else { return }
        result.alerts.append(
            picture.alert(
                dischargeName, .supplyThreat, isKnown ? .major : .moderate, interruptive: false, rules.discharge,
                summary: isKnown
                    ? "Discharged without baclofen: nothing left at home"
                    : "Discharged, and no baclofen supply is known",
                detail: (picture.supply?.projection.because ?? []).joined(separator: "\n"),
                factors: ["discharged \(left)"] + picture.riskFactors, path: .enteral,
                notChecked: isKnown ? [] : [.init(check: "supply", reason: "no dispense since the discharge")]))
    }

    static func dischargeResolved(_ picture: CareAlarms.Picture) -> String {
        if picture.openStay != nil { return "the patient is in hospital again" }
        if picture.regimen(.enteral).dose(at: picture.now) == .none { return "no baclofen by mouth is ordered" }
        return unsupplied(picture) == nil ? "supply at home is known" : "the watch is over"
    }
}
