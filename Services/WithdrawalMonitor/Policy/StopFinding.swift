import EventContracts
import MedicationDomain

/// A dose that fell, and what it fell to.
struct StopFinding: Hashable, Sendable {
    enum Level: Int, Comparable, Sendable {
        case reduction, cut, stop
        static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
        /// A plain reduction never interrupts.
        var interrupts: Bool { self != .reduction }
    }

    var level: Level
    var order: StoredOrder
    var path: Regimen.Path
    /// When the dose fell, and when the log told us.
    var at: Instant
    var noticedAt: Instant
    var before: Regimen.Dose
    var after: Regimen.Dose

    func isSettled(asOf now: Instant, window: Span) -> Bool { noticedAt + window <= now }

    /// How far a fall from one dose to another goes; nil when it is none to speak of, or cannot be judged.
    static func level(
        from before: Regimen.Dose, to after: Regimen.Dose, path: Regimen.Path, rules: StopRules
    ) -> Level? {
        guard before != .none, let now = after.amount else { return nil }
        if now <= 0 { return .stop }
        guard case .known(let then) = before, then > now else { return nil }
        let fall = then - now
        let percent = fall / then * 100
        // A rounding error is no reduction.
        let tolerance = 1e-9
        if percent >= rules.cutPercent - tolerance { return .cut }
        if path == .intrathecal { return percent > rules.intrathecalReductionPercent + tolerance ? .reduction : nil }
        let byPercent = then > rules.reductionPercentAboveMilligrams && percent > rules.reductionPercent + tolerance
        return byPercent || fall > rules.reductionMilligrams + tolerance ? .reduction : nil
    }
}
