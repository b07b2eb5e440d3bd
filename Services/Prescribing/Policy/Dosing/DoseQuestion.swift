import EventContracts
import MedicationDomain

/// What the rules are asked about: one order, and what is known of its patient.
struct DoseQuestion: Hashable, Sendable {
    var order: OrderFact
    let reading: DoseReading
    var context: TherapyContext
    var patient: PatientPicture
    let history: DoseHistory
    var asOf: Instant
    /// The order's own doses have begun.
    var isBegun = false
    var pump = PumpTherapy()
    var response = ResponsePicture()
    /// What the order's reasons stand for.
    var indications: Set<ConditionGroup> = []
    /// The ways by which orders written before it, and still running, give the same medicine.
    var waysBeside: Set<DoseRule.Way> = []
    /// The steps with what each changes; empty when the dose is not understood.
    let steps: [DoseStep]

    init(
        order: OrderFact, reading: DoseReading, context: TherapyContext, patient: PatientPicture, history: DoseHistory,
        asOf: Instant, indications: Set<ConditionGroup> = []
    ) {
        (self.order, self.reading, self.context, self.patient) = (order, reading, context, patient)
        (self.history, self.asOf, self.indications) = (history, asOf, indications)
        steps = reading.dose.map { DoseStep.steps(of: $0, after: history) } ?? []
    }
}

extension JudgementPolicy {
    func question(
        about order: ChartedOrder, in chart: PatientChart, _ patient: PatientPicture, at now: Instant
    ) -> DoseQuestion {
        let reading = order.reading
        let numbers = knowledge.numbers
        guard order.fact.medication.isBaclofen else {
            // Nothing else has dose rules here: its history would be read for nobody.
            return DoseQuestion(
                order: order.fact, reading: reading,
                context: TherapyContextPolicy.judge(order, in: chart, by: numbers, asOf: now), patient: patient,
                history: DoseHistory(start: order.fact.firstDoseAt ?? now), asOf: now)
        }
        let history = DoseHistoryPolicy.history(before: order, in: chart, by: numbers, asOf: now)
        var question = DoseQuestion(
            order: order.fact, reading: reading,
            context: TherapyContextPolicy.judge(order, in: chart, by: numbers, asOf: now), patient: patient,
            history: history, asOf: now, indications: knowledge.conditions.groups(indicated: order.fact.indication))
        question.isBegun = TherapyContextPolicy.isBegun(order, by: numbers, asOf: now)
        question.waysBeside = Set(
            chart.orders.values.filter { other in
                // Of two the later one has the other beside it: which came first to us must not matter.
                other.isWrittenBefore(order) && other.isOpen && other.mayHaveBeenTaken
                    && other.fact.medication.shares(with: order.fact.medication)
            }.map(\.fact.way))
        if let dose = reading.dose {
            question.pump = PumpTherapyPolicy.therapy(of: order, dose: dose, in: chart, history: history)
            question.response = ResponsePolicy.picture(of: dose, in: chart, history: history, by: numbers, asOf: now)
        }
        return question
    }
}
