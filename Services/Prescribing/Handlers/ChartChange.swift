import EventContracts
import MedicationDomain
import ServiceRuntime

/// What a handler of this service changes: one patient's chart, or nothing.
struct ChartChange: Sendable {
    var patient: PatientID
    var chart: PatientChart?
}

extension JudgementPolicy.Outcome {
    func decision(about patient: PatientID) -> Decision<ChartChange> {
        var decision = Decision(
            ChartChange(patient: patient, chart: chart), announcing: announcements, deadlines: deadlines)
        decision.refusal = refusal
        return decision
    }
}

/// Every handler here gathers the patient's chart and records it.
protocol ChartHandler: Handler where Facts == PatientChart, Change == ChartChange {}

extension ChartHandler {
    func gather(for event: Event<Payload>, in store: StoreReader) throws -> PatientChart {
        try store.chart(of: event.patient)
    }

    func record(_ change: ChartChange, in store: StoreWriter) throws { store.save(change.chart, of: change.patient) }
}
