public import EventContracts
public import MedicationDomain

/// Supply at home day by day, looked back at and ahead: what a plot is drawn from.
public struct SupplySeries: Hashable, Sendable {
    /// One day.
    public struct Day: Hashable, Sendable {
        public enum Kind: Hashable, Sendable, CaseIterable { case covered, uncovered, hospital, unknown }
        public var day: CalendarDay
        public var onHandMilligrams: Double
        public var kind: Kind
        public var isAhead: Bool

        public init(day: CalendarDay, onHandMilligrams: Double, kind: Kind, isAhead: Bool) {
            (self.day, self.onHandMilligrams, self.kind, self.isAhead) = (day, onHandMilligrams, kind, isAhead)
        }
    }

    /// A daily dose, from a day on.
    public struct Step: Hashable, Sendable {
        public var from: CalendarDay
        /// Nil: not understood.
        public var dailyDoseMilligrams: Double?

        public init(from: CalendarDay, dailyDoseMilligrams: Double?) {
            (self.from, self.dailyDoseMilligrams) = (from, dailyDoseMilligrams)
        }
    }

    /// No plot is longer: one stray date draws no decade.
    public static let longest = 1500
    /// Days drawn beyond the end of supply.
    static let beyond = 10
    /// Days that a plot looks ahead at most.
    static let furthest = 180

    public let days: [Day]
    /// Days on which something was handed over.
    public let fills: [CalendarDay]
    public var steps: [Step] = []
    /// The first day without supply, where it is known.
    public var runOut: CalendarDay?

    public init(days: [Day], fills: [CalendarDay], steps: [Step] = [], runOut: CalendarDay? = nil) {
        (self.days, self.fills, self.steps, self.runOut) = (days, fills, steps, runOut)
    }

    /// The days a plot shows.
    public static func span(firstFill: CalendarDay?, runOut: CalendarDay?, asOf: CalendarDay) -> ClosedRange<
        CalendarDay
    > {
        let first = min(max(firstFill ?? asOf, asOf.adding(days: -longest)), asOf)
        let ahead = min(max(runOut?.days(since: asOf) ?? 0, 0), furthest) + beyond
        return first...asOf.adding(days: ahead)
    }

    /// Times of one kind that follow each other without a break.
    public var runs: [(from: Int, until: Int, kind: Day.Kind)] {
        var runs: [(from: Int, until: Int, kind: Day.Kind)] = []
        for (index, day) in days.enumerated() {
            if let last = runs.last, last.kind == day.kind {
                runs[runs.count - 1].until = index + 1
            } else {
                runs.append((index, index + 1, day.kind))
            }
        }
        return runs
    }
}

extension SupplySeries {
    /// Follows the account that a projection carries; nil when it carries none.
    ///
    /// - Parameter fills: days on which something was handed over; those that the account no longer reaches are left out.
    public init?(_ projection: SupplyProjection, fills: [CalendarDay], asOf today: CalendarDay) {
        // Days come from outside: a course in another century is no reason to walk through it.
        let span = Self.span(firstFill: projection.course?.first?.on, runOut: projection.runOutAt?.day, asOf: today)
        guard let course = projection.course, let start = course.first, start.on <= span.upperBound else { return nil }
        var walk = Walk()
        var next = course.startIndex
        var days: [Day] = []
        var day = max(start.on, span.lowerBound.adding(days: -Self.longest))
        while day <= span.upperBound {
            while next < course.count, course[next].on <= day {
                walk.take(course[next])
                next += 1
            }
            if day >= span.lowerBound {
                days.append(
                    Day(day: day, onHandMilligrams: walk.left, kind: walk.kind, isAhead: day > today))
            }
            walk.pass()
            day = day.adding(days: 1)
        }
        self.days = days
        self.fills = Set(fills).filter { span.lowerBound <= $0 && $0 <= today }.sorted()
        for turn in course where turn.on <= span.upperBound {
            let isNew = steps.isEmpty || steps.last?.dailyDoseMilligrams != turn.dailyDoseMilligrams
            if isNew { steps.append(Step(from: turn.on, dailyDoseMilligrams: turn.dailyDoseMilligrams)) }
        }
        runOut = projection.runOutAt?.day
    }

    /// One day after the other: what is left, and how the day stands.
    private struct Walk {
        private(set) var left = 0.0
        private var dose: Double? = 0
        private var isInside = false
        /// The dose was not understood for a while, so what is left is not known either.
        private var isLost = false

        mutating func take(_ turn: SupplyTurn) {
            if let counted = turn.onHandMilligrams { (left, isLost) = (max(0, counted), false) }
            (dose, isInside) = (turn.dailyDoseMilligrams, turn.isInHospital == true)
        }

        /// A rounding error of a millionth is no missing tablet.
        private var lastsTheDay: Bool { dose.map { left + 1e-6 * $0 >= $0 } ?? false }

        var kind: Day.Kind {
            if isInside { return .hospital }
            guard dose != nil, !isLost else { return .unknown }
            return lastsTheDay ? .covered : .uncovered
        }

        mutating func pass() {
            guard !isInside else { return }
            guard let dose else {
                isLost = true
                return
            }
            left = lastsTheDay ? max(0, left - dose) : 0
        }
    }
}
