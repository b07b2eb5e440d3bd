import MedicationDomain

/// Days in hospital, on which nothing is taken from the supply at home.
enum Stays {
    /// The stays that pause home supply: visits do not.
    static func pausing(_ stays: [StoredStay], rules: SupplyRules) -> [StoredStay] {
        stays.filter { stay in !rules.visitClasses.contains(stay.encounterClass?.uppercased() ?? "") }
    }

    /// Days from the first to the day before `end` that are not in hospital. The day of admission is in hospital, the
    /// day of discharge is at home.
    struct Calendar: Sendable {
        /// Merged, ascending; the end is open while the stay is.
        private let spans: [(from: Int, until: Int)]

        init(_ stays: [StoredStay]) {
            var merged: [(from: Int, until: Int)] = []
            for stay in stays.sorted(by: { $0.startedAt < $1.startedAt }) {
                let from = stay.startedAt.day.daysSince1970
                let until = stay.endedAt?.day.daysSince1970 ?? Int.max
                guard until > from else { continue }
                if let last = merged.last, from <= last.until {
                    merged[merged.count - 1].until = max(last.until, until)
                } else {
                    merged.append((from, until))
                }
            }
            spans = merged
        }

        /// The days on which a time in hospital begins or ends.
        var turns: [CalendarDay] {
            spans.flatMap { $0.until < Int.max ? [$0.from, $0.until] : [$0.from] }.map(CalendarDay.init(daysSince1970:))
        }

        func isInside(_ day: CalendarDay) -> Bool {
            spans.contains { $0.from <= day.daysSince1970 && day.daysSince1970 < $0.until }
        }

        func daysAtHome(from start: CalendarDay, to end: CalendarDay) -> Int {
            let (low, high) = (start.daysSince1970, end.daysSince1970)
            guard low < high else { return 0 }
            return spans.reduce(high - low) { $0 - max(0, min(high, $1.until) - max(low, $1.from)) }
        }

        /// The day at home with that many days at home before it, counted from `start`.
        func dayAtHome(after count: Int, from start: CalendarDay) -> CalendarDay {
            var (day, left) = (start.daysSince1970, count)
            for span in spans where span.until > day {
                let free = max(0, span.from - day)
                if left < free { break }
                left -= free
                guard span.until < Int.max else { return CalendarDay(daysSince1970: span.from) }
                day = max(day, span.until)
            }
            return CalendarDay(daysSince1970: day + left)
        }
    }
}
