import EventContracts
import MedicationDomain

/// How long the patient can wait for a claim to be paid.
struct ClaimSupply: Hashable, Sendable {
    private enum Left: Hashable, Sendable {
        /// Days left, the present one counted; 0: nothing is.
        case days(Int)
        case unknown(String)
        case paused(String)
    }

    let path: Regimen.Path
    private let left: Left
    private let lastCoveredDay: CalendarDay?
    let because: [String]

    init(_ standing: [ClaimStanding], _ picture: CareAlarms.Picture) {
        path = standing.contains { $0.path == .enteral } ? .enteral : .intrathecal
        because = path == .enteral ? picture.supply?.projection.because ?? [] : []
        lastCoveredDay = path == .enteral ? picture.supply?.lastCoveredDay : nil
        guard path == .enteral else {
            left = .unknown("a pump's refill dates are watched on their own")
            return
        }
        guard let supply = picture.supply else {
            left = .unknown("neither an order nor a dispense of baclofen is known")
            return
        }
        if let reason = supply.pausedBecause {
            left = .paused(reason)
        } else if let gap = supply.gapDays {
            left = .days(max(0, 1 - gap))
        } else {
            left = .unknown(supply.projection.because.first ?? "supply at home is unknown")
        }
    }

    func level(_ urgency: ClaimRules.Urgency) -> ClaimRules.Level {
        switch left {
        case .days(let count): urgency.within.first { count <= $0.days }?.level ?? urgency.more
        case .unknown: urgency.unknown
        case .paused: urgency.paused
        }
    }

    /// The days on which it becomes more urgent.
    func moments(_ picture: CareAlarms.Picture) -> [Instant] {
        guard case .days = left, let last = lastCoveredDay else { return [] }
        let rules = picture.rules.claims
        let bounds = Set((rules.urgency.within + rules.tooSoon.within).map(\.days))
        return bounds.map { last.adding(days: 1 - $0).start }
    }

    var words: String {
        switch left {
        case .days(0): "nothing left at home"
        case .days: "last covered day \(lastCoveredDay.map(\.description) ?? "unknown")"
        case .unknown: path == .enteral ? "supply at home unknown" : "baclofen pump"
        case .paused(let reason): reason
        }
    }

    var unknownBecause: String? {
        if case .unknown(let reason) = left { reason } else { nil }
    }
}
