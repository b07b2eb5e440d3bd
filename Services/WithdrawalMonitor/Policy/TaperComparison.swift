import EventContracts
import MedicationDomain

/// What of a taper differs, in words, and how much it matters.
struct TaperComparison: Hashable, Sendable {
    var severity: Severity
    var words: String

    /// Steps larger or closer together than the template's, the first one from the dose before included.
    static func steps(
        _ taper: Regimen.Interval, in regimen: Regimen, with template: TaperRules.Template, rules: MonitorRules,
        asOf now: Instant
    ) -> [TaperComparison] {
        var found: [TaperComparison] = []
        let highest = regimen.highestDose(before: taper.from, days: rules.stop.lookBackDays).amount ?? 0
        var before = highest
        var changed: Instant?
        for step in taper.order.doses {
            guard let dose = step.dailyDose else { return found }
            defer { (before, changed) = (dose, step.since) }
            guard before > dose else { continue }
            let limit = template.steps.first { before > $0.aboveMilligrams }?.stepMilligrams ?? 0
            if before - dose > limit + 1e-9 {
                found.append(
                    TaperComparison(
                        severity: before - dose > 2 * limit ? .major : .moderate,
                        words:
                            "\(step.since.day): from \(Amount.text(before)) to \(Amount.text(dose)) mg/day, where the "
                            + "template allows \(Amount.text(limit)) mg at a time"))
            }
            if let changed, step.since.since(changed).days < Double(template.intervalDays) - 1e-6 {
                found.append(
                    TaperComparison(
                        severity: .moderate,
                        words: "\(step.since.day): a step after \(Amount.text(step.since.since(changed).days)) days, "
                            + "where the template waits \(template.intervalDays)"))
            }
        }
        return found
    }

    /// Another order beside the taper adds to every step.
    static func orders(_ taper: Regimen.Interval, in regimen: Regimen, asOf now: Instant) -> [TaperComparison] {
        regimen.inForce(at: now).filter { $0.order.orderId != taper.order.orderId }.map { other in
            TaperComparison(
                severity: .moderate,
                words: "order \(other.order.orderId.rawValue) runs beside the taper: the doses add up to "
                    + regimen.dose(at: now).text(.enteral))
        }
    }

    /// Steps to come that no tablets handed over for it can make.
    static func tablets(
        _ taper: Regimen.Interval, record: SupplyRecord, rules: TaperRules, asOf now: Instant
    ) -> [TaperComparison] {
        let fills = record.dispenses.filter { $0.orderId == taper.order.orderId && $0.handedOverAt <= now }
        // A liquid makes every dose; a strength that nobody can read makes no statement.
        let strengths = fills.map { $0.medication.strength?.milligramsPerUnit }
        guard !fills.isEmpty, !strengths.contains(nil) else { return [] }
        let pieces = TabletPieces(strengths: strengths.compactMap(\.self), scored: [])
        let toCome = taper.order.doses.filter { step in
            guard let dose = step.dailyDose, dose > 0 else { return false }
            return step.since > now && pieces.compose(dose) == nil
        }
        guard let first = toCome.first, let dose = first.dailyDose else { return [] }
        let have = Set(strengths.compactMap(\.self)).sorted().map(Amount.text).joined(separator: ", ")
        return [
            TaperComparison(
                severity: .moderate,
                words: "\(first.since.day): \(Amount.text(dose)) mg/day cannot be made from whole tablets of \(have) mg"
            )
        ]
    }
}
