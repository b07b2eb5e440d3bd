import EventContracts
import MedicationDomain

/// The account of supply as turns, so that it can be drawn without being reckoned anew.
enum SupplyCourse {
    /// No course has more turns: what is oldest goes first.
    static let kept = 64

    /// - Parameters:
    ///   - stock: what was on hand after what was handed over or counted, by day.
    ///   - steps: the daily dose, past and ordered ahead, ascending.
    /// - Returns: nil when nothing was ever on hand.
    static func turns(
        stock: [CalendarDay: Double], steps: [DoseHistory.Step], calendar: Stays.Calendar
    ) -> [SupplyTurn]? {
        guard let first = stock.keys.min() else { return nil }
        let changes = steps.map(\.from) + calendar.turns
        let days = Set(stock.keys).union(changes.filter { first < $0 }).sorted()
        var turns = days.map { day in
            let dose = (steps.last { $0.from <= day } ?? steps.first)?.dose ?? .none
            return SupplyTurn(
                on: day, onHandMilligrams: stock[day], dailyDoseMilligrams: dose == .none ? 0 : dose.amount,
                isInHospital: calendar.isInside(day) ? true : nil)
        }
        if turns.count > kept { turns.removeFirst(turns.count - kept) }
        // A course begins with something counted.
        turns.removeFirst(turns.firstIndex { $0.onHandMilligrams != nil } ?? turns.count)
        return turns.isEmpty ? nil : turns
    }
}
