import EventContracts
import MedicationDomain
import ServiceRuntime

/// What every handler of this service has in common: the patient's record in, the judged record out.
protocol Monitoring: Handler where Facts == SupplyRecord?, Change == SupplyRecord? {
    var policy: MonitoringPolicy { get }
}

extension Monitoring {
    func gather(for event: Event<Payload>, in store: StoreReader) throws -> SupplyRecord? {
        try store.document(SupplyRecord.table, of: event.patient)
    }

    /// Nil leaves the record as it is.
    func record(_ change: SupplyRecord?, in store: StoreWriter) throws {
        guard let change else { return }
        store.save(change, in: SupplyRecord.table, of: change.patient)
    }

    /// Notes a fact in the record and judges it anew.
    func judge(
        _ event: Event<Payload>, _ facts: SupplyRecord?, settles: [String] = [],
        noting note: (inout SupplyRecord) -> Void
    ) -> Decision<SupplyRecord?> {
        var record = facts ?? SupplyRecord(patient: event.patient)
        note(&record)
        return policy.decide(record, asOf: event.now, settles: settles)
    }
}
