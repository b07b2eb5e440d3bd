import EventContracts
import MedicationDomain

/// A plan in words, the same on screen, on paper and in an order.
enum TaperWords {
    static let caution =
        "Do not stop between steps or go faster without the prescriber. Seizure, hallucinations, fever, rigidity or "
        + "confusion: emergency department now."

    static func standing(_ plan: TaperPlan) -> String {
        let template = "template \(plan.template.id.rawValue), evidence \(plan.template.evidence.rawValue)"
        return plan.approvedBy.map { "Signed by \($0) (\(template))." }
            ?? "PROPOSAL: no pharmacist has signed this template yet (\(template))."
    }

    /// `1 × 10 mg + ½ × 5 mg`, or `2.5 mL`.
    static func product(_ dose: ScheduledDose) -> String {
        if let milliliters = dose.milliliters { return "\(Amount.text(milliliters)) mL" }
        return tablets(dose.tablets ?? [:])
    }

    /// `12.5 mg (2.5 mL) morning`: what is given, and how much of the liquid that is.
    static func bothUnits(_ dose: ScheduledDose) -> String {
        "\(Amount.text(dose.milligrams)) mg (\(product(dose))) \(dose.time)"
    }

    static func tablets(_ tablets: [String: Double]) -> String {
        tablets.sorted { (Double($0.key) ?? 0) > (Double($1.key) ?? 0) }
            .map { "\(count($0.value)) × \($0.key) mg" }.joined(separator: " + ")
    }

    static func total(_ plan: TaperPlan) -> String {
        // Baclofen liquids differ fivefold in strength: a volume never stands without it.
        if let milliliters = plan.totalMilliliters {
            return "\(Amount.text(milliliters)) mL of \(plan.medication.text)"
        }
        return TaperPlanner.totalTablets(plan).filter { $0.tablets > 0 }
            .map { "\(count($0.tablets)) × \($0.strength) mg" }.joined(separator: ", ")
    }

    static func count(_ count: Double) -> String {
        let whole = count.rounded(.down)
        guard count - whole == 0.5 else { return Amount.text(count) }
        return whole == 0 ? "½" : "\(Amount.text(whole))½"
    }

    /// `Mon 7 Dec`, or with its year.
    static func date(_ day: CalendarDay, year: Bool = false) -> String {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = day.components
        return "\(weekday(day)) \(parts.day) \(names[parts.month - 1])" + (year ? " \(parts.year)" : "")
    }

    /// `Mon`, as people look days up.
    static func weekday(_ day: CalendarDay) -> String {
        // 1970-01-01 was a Thursday.
        ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][((day.daysSince1970 % 7) + 7) % 7]
    }
}
