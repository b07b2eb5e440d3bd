import EventContracts
import MedicationDomain

/// What the patient is to take over time by one path, put together from all their baclofen orders.
///
/// Record systems write one therapy as many orders: renewals, transfers, stop-and-reorder. The regimen reads through
/// them, so that a change of paper is no change of dose.
struct Regimen: Sendable {
    /// Swallowed baclofen and pump baclofen do not replace each other.
    enum Path: String, Codable, Sendable, CaseIterable {
        case enteral, intrathecal

        init(_ order: OrderEvent) {
            let isPump = order.route == .intrathecal || order.medication.form == .intrathecalInjection
            self = isPump || (order.route == nil && order.dailyDoseMicrograms != nil) ? .intrathecal : .enteral
        }

        var unit: String { self == .enteral ? "mg/day" : "mcg/day" }
        var route: Route { self == .enteral ? .oral : .intrathecal }
    }

    /// The daily dose of a moment, in the unit of the path.
    enum Dose: Hashable, Sendable {
        case none
        case known(Double)
        /// There is an order whose dose could not be understood.
        case unknown

        var amount: Double? {
            switch self {
            case .none: 0
            case .known(let amount): amount
            case .unknown: nil
            }
        }
        func text(_ path: Path) -> String {
            switch self {
            case .none: "nothing"
            case .known(let amount): "\(Amount.text(amount)) \(path.unit)"
            case .unknown: "a dose that could not be understood"
            }
        }
    }

    /// The time in which one order holds.
    struct Interval: Sendable {
        var order: StoredOrder
        var from: Instant
        var until: Instant?
        /// When the log told us of its end.
        var endNoticedAt: Instant?

        func holds(at time: Instant) -> Bool { from <= time && until.map { time < $0 } ?? true }
    }

    let path: Path
    let intervals: [Interval]
    private let stays: [StoredStay]

    init(_ record: SupplyRecord, path: Path, rules: MonitorRules) {
        self.path = path
        stays = Stays.pausing(record.stays, rules: rules.supply)
        let own = record.orders.filter { $0.path == path }.compactMap { order -> Interval? in
            if order.status == .retracted, !record.isDispensed(order.orderId) { return nil }
            return Self.interval(of: order, rules: rules.stop)
        }
        intervals = own.map { Self.cutAtReplacement($0, among: own, rules: rules.stop) }
    }

    /// Every moment at which the dose may change, in order.
    var breakpoints: [Instant] {
        var times: Set<Instant> = []
        for interval in intervals {
            times.insert(interval.from)
            if let until = interval.until { times.insert(until) }
            for step in interval.order.doses where interval.holds(at: step.since) { times.insert(step.since) }
        }
        for stay in stays {
            times.insert(stay.startedAt)
            if let end = stay.endedAt { times.insert(end) }
        }
        return times.sorted()
    }

    /// When orders in force go on to another dose by themselves.
    func plannedMoments(after time: Instant) -> [Instant] {
        let steps = intervals.filter { $0.until == nil }.flatMap(\.order.doses)
        return Set(steps.map(\.since).filter { $0 > time }).sorted()
    }

    func dose(at time: Instant) -> Dose {
        let holding = inForce(at: time)
        guard !holding.isEmpty else { return .none }
        var sum = 0.0
        for interval in holding {
            let steps = interval.order.doses
            let step = steps.last { $0.since <= time } ?? steps.first
            guard let amount = step?.dailyDose else { return .unknown }
            sum += amount
        }
        return .known(sum)
    }

    /// The orders that count: inside a stay the hospital's own, outside it those of home, if there are any.
    func inForce(at time: Instant) -> [Interval] {
        let holding = intervals.filter { $0.holds(at: time) }
        let isInside = stays.contains { $0.startedAt <= time && $0.endedAt.map { time < $0 } ?? true }
        let preferred = holding.filter { isInpatient($0.order) == isInside }
        return preferred.isEmpty ? holding : preferred
    }

    /// The highest known dose of a span that ends before `time`; `.unknown` only if nothing known was higher.
    func highestDose(before time: Instant, days: Double) -> Dose {
        let start = time - .days(days)
        var highest: Dose = .none
        for moment in [start] + breakpoints.filter({ start < $0 && $0 < time }) {
            switch (highest, dose(at: moment)) {
            case (_, .none): continue
            case (.none, let found): highest = found
            case (.unknown, let found): highest = found
            case (.known, .unknown): continue
            case (.known(let old), .known(let new)): highest = .known(max(old, new))
            }
        }
        return highest
    }

    /// The mean daily dose over the days before `time`; nil when a dose in them is unknown.
    func meanDose(before time: Instant, days: Double) -> Double? {
        let start = time - .days(days)
        var (sum, at) = (0.0, start)
        for moment in breakpoints.filter({ start < $0 && $0 < time }) + [time] {
            guard let amount = dose(at: at).amount else { return nil }
            sum += amount * moment.since(at).days
            at = moment
        }
        return days > 0 ? sum / days : 0
    }

    private func isInpatient(_ order: StoredOrder) -> Bool {
        order.encounterId.map { id in stays.contains { $0.encounterId == id } } ?? false
    }

    private static func interval(of order: StoredOrder, rules: StopRules) -> Interval? {
        guard let from = order.activeSince else { return nil }
        let hold = Span.hours(rules.holdHours)
        let ends = [
            (order.endedAt, order.endSeenAt), (order.heldSince.map { $0 + hold }, order.heldSeenAt.map { $0 + hold }),
        ].compactMap { end, seen in end.map { (end: $0, seen: seen) } }
        let first = ends.min { $0.end < $1.end }
        return Interval(order: order, from: from, until: first.map { max($0.end, from) }, endNoticedAt: first?.seen)
    }

    /// A replaced order holds until its replacement begins: linked by name, or begun shortly before the old one ended.
    private static func cutAtReplacement(
        _ interval: Interval, among all: [Interval], rules: StopRules
    ) -> Interval {
        var result = interval
        let others = all.filter { $0.order.orderId != interval.order.orderId }.sorted {
            ($0.from, $0.order.orderId) < ($1.from, $1.order.orderId)
        }
        if let named = others.first(where: { $0.order.priorOrderId == interval.order.orderId }) {
            let start = max(named.from, interval.from)
            if result.until.map({ start < $0 }) ?? true {
                result.until = start
                result.endNoticedAt = named.order.doses.first?.seenAt ?? start
            }
        } else if let end = interval.until {
            let handOver = Span.days(rules.handOverDays)
            let newer = others.first {
                interval.from < $0.from && $0.from < end && end.since($0.from) <= handOver
                    && $0.until.map { $0 > end } ?? true
            }
            if let newer {
                result.until = newer.from
                result.endNoticedAt = max(interval.endNoticedAt ?? end, newer.order.doses.first?.seenAt ?? end)
            }
        }
        return result
    }
}
