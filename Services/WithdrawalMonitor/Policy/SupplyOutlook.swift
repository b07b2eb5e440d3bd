import MedicationDomain

/// How far what is on hand reaches at the doses that are ordered, step by step.
struct SupplyOutlook: Hashable, Sendable {
    /// Days from today that are covered; nil: it lasts for as long as anything is to be taken.
    var daysLeft: Int?
    /// The steps it runs through, in words.
    var because: [String] = []

    init(milligrams: Double, from today: CalendarDay, at dose: Regimen.Dose, then planned: [DoseHistory.Step]) {
        var (left, day, current) = (milligrams, today, dose)
        for step in planned.filter({ $0.from > today }) {
            if let covered = Self.days(left, at: current), covered < step.from.days(since: day) {
                daysLeft = day.adding(days: covered).days(since: today)
                return
            }
            left -= (current.amount ?? 0) * Double(step.from.days(since: day))
            (day, current) = (step.from, step.dose)
            because.append("from \(step.from) on: \(current.text(.enteral)), \(Amount.text(max(0, left))) mg then left")
        }
        daysLeft = Self.days(left, at: current).map { day.adding(days: $0).days(since: today) }
    }

    /// Nil when nothing is taken.
    private static func days(_ milligrams: Double, at dose: Regimen.Dose) -> Int? {
        switch dose {
        case .none: nil
        // A step nobody can read is no reason to count on more.
        case .unknown: 0
        case .known(let amount): amount > 0 ? Amount.whole(max(0, milligrams), by: amount) : nil
        }
    }
}
