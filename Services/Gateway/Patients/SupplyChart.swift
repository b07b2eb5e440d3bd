import EventContracts
import MedicationDomain
import SupplyDrawing

/// One medicine's supply as a picture, and the same in words and as a table.
struct SupplyChart: Sendable {
    struct Turn: Sendable {
        let day: String
        let onHand: String
        let dose: String
        let place: String
    }

    /// Of our own making, every text in it escaped.
    let svg: String
    let turns: [Turn]
    /// Times without supply, in words.
    let holes: [String]

    /// Times of which nobody can say whether there was supply, in words.
    let gapsInKnowledge: [String]

    /// Nil when there is nothing known to draw.
    init?(_ supply: SupplyProjection, dispenses: [DispenseEvent], number: Int, asOf now: Instant) {
        let fills = dispenses.filter { event in
            event.medication.ingredientRxNormCode == supply.medication.ingredientRxNormCode
                && event.medication.ingredientRxNormCode != nil
        }.compactMap { $0.handedOverAt?.day }
        guard supply.state == .known, let course = supply.course,
            let series = SupplySeries(supply, fills: fills, asOf: now.day), let first = series.days.first?.day
        else { return nil }
        let runs = series.runs
        func told(_ kind: SupplySeries.Day.Kind, _ words: String) -> [String] {
            runs.filter { $0.kind == kind }.compactMap { run in
                let (from, until) = (first.adding(days: run.from), first.adding(days: run.until))
                // Ahead it is the run-out, which is said apart.
                guard from <= now.day else { return nil }
                let end = min(until, now.day.adding(days: 1))
                let isGoingOn = until > now.day
                return "\(PatientWords.days(end.days(since: from))) \(words) from \(PatientWords.day(from))"
                    + (isGoingOn ? ", going on" : "")
            }
        }
        holes = told(.uncovered, "without supply")
        gapsInKnowledge = told(.unknown, "with supply not known")
        let pauses = holes + gapsInKnowledge
        let subtitle = SupplyChart.subtitle(supply, on: now.day)
        let stays = runs.count { $0.kind == .hospital }
        let description =
            "Milligrams at home by day from \(PatientWords.day(first)): \(subtitle)."
            + (pauses.isEmpty ? " No time without supply up to today." : " " + pauses.joined(separator: "; ") + ".")
            + (stays > 0 ? " In hospital \(stays == 1 ? "once" : "\(stays) times")." : "")
        svg = SupplyPlot.svg(
            series,
            SupplyPlot.Words(
                heading: supply.medication.text, subtitle: subtitle,
                description: description), id: "supply-\(number)")
        turns = course.reversed().map { turn in
            Turn(
                day: turn.on.description,
                onHand: turn.onHandMilligrams.map(Wording.milligrams) ?? "follows from before",
                dose: turn.dailyDoseMilligrams.map { $0 == 0 ? "nothing to take" : "\(Wording.milligrams($0)) a day" }
                    ?? "not understood",
                place: turn.isInHospital == true ? "in hospital" : "at home")
        }
    }

    static func subtitle(_ supply: SupplyProjection, on today: CalendarDay) -> String {
        [
            supply.onHandMilligrams.map { "\(Wording.milligrams($0)) on hand when last reckoned" },
            supply.dailyDoseMilligrams.map { "\(Wording.milligrams($0)) a day" },
            supply.runOutAt.map { out in
                out.day <= today
                    ? "nothing left since \(PatientWords.day(out.day))" : "nothing left on \(PatientWords.day(out.day))"
            } ?? (supply.state == .known ? "no day on which it runs out" : "supply at home unknown"),
        ].compactMap(\.self).joined(separator: ", ")
    }
}
