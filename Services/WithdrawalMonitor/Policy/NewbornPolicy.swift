import EventContracts
import MedicationDomain

/// Pregnancy with continued baclofen: the newborn may go through withdrawal (clinical facts §2.6).
enum NewbornPolicy {
    static let name = "newborn-watch"

    static func verdict(_ picture: CareAlarms.Picture) -> CareAlarms.Verdict {
        let rules = picture.rules.care.newborn
        var result = CareAlarms.Verdict()
        let delivery = delivery(picture)
        let end = delivery.map { $0.at + .days(rules.watchDays) }
        result.moments =
            [end].compactMap(\.self) + picture.care.cares(.delivery).map(\.at)
            + picture.care.pregnancies.map { $0.at + .days(rules.pregnancyDays) }
        let isBorn = end.map { picture.now < $0 } ?? false
        guard isBorn ? wasTaking(at: delivery?.at, picture) : isPregnant(picture) && wasTaking(at: picture.now, picture)
        else { return result }
        result.alerts = [
            picture.alert(
                name, .pregnancy, isBorn ? .major : .moderate, interruptive: false, rules.watch,
                summary: isBorn
                    ? "Newborn of a mother on baclofen: watch for withdrawal"
                    : "Pregnancy with continued baclofen: plan to watch the newborn",
                detail: "Withdrawal of the newborn begins hours to days after birth: high tone, tremor, jitteriness, "
                    + "seizures. Never stop abruptly.",
                factors: delivery.map { ["delivery on \($0.at.day)"] } ?? [], path: .enteral)
        ]
        return result
    }

    static func reasonResolved(_ picture: CareAlarms.Picture) -> String {
        if delivery(picture) != nil { return "the watch is over" }
        return isPregnant(picture) ? "baclofen is no longer taken" : "no pregnancy is reported any more"
    }

    private static func delivery(_ picture: CareAlarms.Picture) -> StoredCare? {
        let last = picture.care.cares(.delivery).last { $0.state != .planned && $0.at <= picture.now }
        // A pregnancy reported after a delivery is another one.
        guard let last, pregnancySince(picture).map({ $0 <= last.at }) ?? true else { return nil }
        return last
    }

    private static func isPregnant(_ picture: CareAlarms.Picture) -> Bool {
        guard let since = pregnancySince(picture) else { return false }
        return !picture.care.cares(.delivery).contains {
            $0.state != .planned && since <= $0.at && $0.at <= picture.now
        }
    }

    /// When the present pregnancy was reported last.
    private static func pregnancySince(_ picture: CareAlarms.Picture) -> Instant? {
        let days = Span.days(picture.rules.care.newborn.pregnancyDays)
        let report = picture.care.pregnancies.last { $0.at <= picture.now }
        let diagnosis = picture.care.cares(.pregnancy).last { $0.at <= picture.now && $0.state == .underway }
        if let report, !report.isPregnant, diagnosis.map({ $0.at <= report.at }) ?? true { return nil }
        let found = [report?.at, diagnosis?.at].compactMap(\.self).max()
        return found.flatMap { picture.now < $0 + days ? $0 : nil }
    }

    private static func wasTaking(at time: Instant?, _ picture: CareAlarms.Picture) -> Bool {
        guard let time else { return false }
        return Regimen.Path.allCases.contains { path in
            let dose = picture.regimen(path).dose(at: time)
            return dose != .none && dose != .known(0)
        }
    }
}
