import EventContracts
import MedicationDomain

/// Tablets stopped because a pump begins: no stop, once it is documented that the pump runs (clinical facts §4.6).
enum OralToPumpPolicy {
    static let name = "oral-to-pump"

    static func verdict(_ picture: CareAlarms.Picture) -> CareAlarms.Verdict {
        guard let stopped = undocumented(picture) else { return CareAlarms.Verdict() }
        let end = stopped + .days(picture.rules.care.pump.concernDays)
        var result = CareAlarms.Verdict(moments: [end])
        guard picture.now < end else { return result }
        result.alerts = [
            picture.alert(
                name, .monitoring, .moderate, interruptive: false, picture.rules.care.pump.oral,
                summary: "Oral baclofen stopped for a pump whose start is not documented",
                detail: "A pump is ordered; no implant, fill or programming is on record since.",
                factors: picture.riskFactors, path: .intrathecal)
        ]
        return result
    }

    static func reasonResolved(_ picture: CareAlarms.Picture) -> String {
        if picture.regimen(.enteral).dose(at: picture.now) != .none { return "baclofen is taken by mouth again" }
        if picture.regimen(.intrathecal).dose(at: picture.now) == .none { return "the pump's order has ended" }
        return isDocumented(picture) ? "the pump's start is documented" : "the watch is over"
    }

    /// When the tablets ended, if a pump begun about then is only ordered.
    private static func undocumented(_ picture: CareAlarms.Picture) -> Instant? {
        guard picture.hasPumpOrder else { return nil }
        let (oral, pump) = (picture.regimen(.enteral), picture.regimen(.intrathecal))
        guard oral.dose(at: picture.now) == .none, pump.dose(at: picture.now) != .none, !isDocumented(picture) else {
            return nil
        }
        let span = Span.days(picture.rules.stop.handOverDays)
        guard let ended = oral.intervals.compactMap(\.until).filter({ $0 <= picture.now }).max() else { return nil }
        return pump.inForce(at: picture.now).contains { ended - span <= $0.from } ? ended : nil
    }

    private static func isDocumented(_ picture: CareAlarms.Picture) -> Bool {
        let meanings: [CareMeaning] = [.pumpImplant, .pumpFill, .pumpReprogramming, .pumpInterrogation]
        return !picture.care.fills(until: picture.now).isEmpty
            || meanings.contains { meaning in
                picture.care.cares(meaning).contains { $0.state != .planned && $0.at <= picture.now }
            }
    }
}
