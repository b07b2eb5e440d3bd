import EventContracts
import MedicationDomain

/// Where an intrathecal order stands in the therapy: trial doses, the first day, later changes.
struct PumpTherapy: Hashable, Sendable {
    var phase: RuleCircumstances.PumpPhase?
    /// Hours since the dose before it began: a trial dose before a trial dose, a programmed dose before another.
    var hoursSinceBefore: Double?
    /// The first continuous dose a day over the last trial dose.
    var multipleOfScreening: Double?
}

/// Reads the phase out of what was ordered before. Trial doses are single doses before any continuous one.
enum PumpTherapyPolicy {
    static func therapy(
        of order: ChartedOrder, dose: DailyDose, in chart: PatientChart, history: DoseHistory
    ) -> PumpTherapy {
        guard order.fact.way == .intrathecal else { return PumpTherapy() }
        let before = chart.orders.values.filter { other in
            other.fact.orderId != order.fact.orderId && other.isSameTherapy(as: order) && other.mayHaveBeenTaken
                && other.fact.firstDoseAt.map { first in
                    // Taken back before it was given, it was none.
                    first < history.start && !(other.fact.isSingleDose && other.changedAt.map { $0 <= first } ?? false)
                } ?? false
        }.sorted {
            ($0.fact.firstDoseAt ?? .beginningOfTime, $0.fact.orderId) < (
                $1.fact.firstDoseAt ?? .beginningOfTime, $1.fact.orderId
            )
        }
        let trials = before.filter(\.fact.isSingleDose)
        let programmed = before.filter { !$0.fact.isSingleDose }
        if order.fact.isSingleDose {
            // Beside a running pump a single dose is a bolus, no trial.
            guard programmed.isEmpty else { return PumpTherapy() }
            let phases: [RuleCircumstances.PumpPhase] = [.firstScreening, .secondScreening]
            return PumpTherapy(
                phase: trials.count < phases.count ? phases[trials.count] : .laterScreening,
                hoursSinceBefore: hours(from: trials.last?.fact.firstDoseAt, to: history.start))
        }
        guard !programmed.isEmpty || order.earlier.contains(where: { $0.wasTaken != false }) else {
            // A pump that others began: the dose is known from what the patient is reported to have.
            if history.previousDaily != nil { return PumpTherapy(phase: .maintenance) }
            // Filled since the last trial dose, so it runs, and at what dose nobody says: no first day.
            let tried = trials.last?.fact.firstDoseAt ?? history.start
            if isFilled(in: chart, after: tried, until: history.start) { return PumpTherapy() }
            guard let last = trials.last,
                let trial = last.reading.dose
            else { return PumpTherapy(phase: .unscreened) }
            let single = trial.largestSingleMilligrams
            return PumpTherapy(
                phase: .firstDay,
                multipleOfScreening: single > 0 ? dose.first.dailyMilligrams / single : nil)
        }
        let began = programmed.first?.fact.firstDoseAt ?? order.fact.firstDoseAt ?? history.start
        let isRefilled = isFilled(in: chart, after: began, until: history.start)
        let last = history.periods.last { !isTrial($0, trials) }
        return PumpTherapy(
            phase: isRefilled ? .maintenance : .titration,
            hoursSinceBefore: hours(from: last?.start, to: history.start))
    }

    private static func isFilled(in chart: PatientChart, after begin: Instant, until end: Instant) -> Bool {
        chart.dispenses.values.contains { dispense in
            dispense.medication.form == .intrathecalInjection
                && dispense.handedOverAt.map { $0 > begin + .day && $0 <= end } ?? false
        }
    }

    private static func isTrial(_ period: DoseHistory.Period, _ trials: [ChartedOrder]) -> Bool {
        trials.contains { $0.fact.firstDoseAt == period.start }
    }

    private static func hours(from before: Instant?, to now: Instant) -> Double? {
        before.map { now.since($0).seconds / 3600 }
    }
}

extension OrderFact {
    /// Given once: a trial dose or a bolus.
    var isSingleDose: Bool { dosageInstructions.isSingleDose }
}
