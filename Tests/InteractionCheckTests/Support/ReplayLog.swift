import EventContracts
import EventLog
import MedicationDomain

@testable import InteractionCheck

/// A log with the history of some patients, as the suite would have written it.
final class ReplayLog {
    let log: InMemoryEventLog
    private var count = 0
    private var waiting: [(record: OutgoingRecord, at: Instant)] = []

    init(partitionCount: Int = 3) { log = InMemoryEventLog(partitionCount: partitionCount) { TestPatient.now } }

    func say<Payload: EntityPayload>(
        _ payload: Payload, of patient: PatientID, revision: Int = 1, on topic: TopicName = .prescribingEvents,
        at instant: Instant
    ) throws {
        count += 1
        let event = CloudEvent(
            id: "e-\(count)", source: ServiceName.prescribing.source, type: payload.type, time: instant,
            subject: patient.rawValue, entityID: payload.entityID, revision: revision, data: try payload.encode())
        let message = event.message(key: Array(patient.rawValue.utf8))
        waiting.append((OutgoingRecord(topic: topic, message: message), instant))
    }

    /// What was said stands in the log in the order of time, as it does where the log itself tells the time.
    private func write() throws {
        for (record, instant) in waiting.sorted(by: { $0.at < $1.at }) {
            _ = try log.broker.append([record], at: instant)
        }
        waiting.removeAll()
    }

    func order(
        _ id: OrderID, of patient: PatientID, _ text: String, _ status: OrderEvent.Status = .accepted,
        revision: Int = 1, milligramsPerDay: Double? = 15, at instant: Instant
    ) throws {
        let order = OrderEvent(
            orderId: id, patientId: patient, revision: revision, status: status,
            medication: try TestPatient.medication(text), route: .oral, dailyDoseMilligrams: milligramsPerDay,
            startsAt: instant, statusChangedAt: status == .stopped ? instant : nil)
        try say(order, of: patient, revision: revision, at: instant)
    }

    /// Each takes baclofen; odd ones get an opioid a day later, which every third of these stops a week after that.
    func addPatients(_ number: Int, from start: Instant) throws {
        for patient in 0..<number {
            let (id, day) = (PatientID("p-\(patient)"), start + .days(Double(patient)))
            try order(OrderID("b-\(patient)"), of: id, "baclofen 5 mg tablet", at: day)
            guard !patient.isMultiple(of: 2) else { continue }
            let opioid = OrderID("o-\(patient)")
            try order(opioid, of: id, "oxycodone 5 mg tablet", at: day + .days(1))
            guard patient.isMultiple(of: 3) else { continue }
            try order(opioid, of: id, "oxycodone 5 mg tablet", .stopped, revision: 2, at: day + .days(8))
        }
        try write()
    }

    /// The same history as a file, in no order.
    func lines() throws -> [UInt8] {
        let records = [TopicName.prescribingEvents, .withdrawalEvents].flatMap { log.broker.allRecords($0) }
        return try records.reversed().flatMap { record in
            let event = try CloudEvent(record.message)
            let data = String(decoding: event.data ?? [], as: UTF8.self)
            return Array(
                """
                {"specversion":"1.0","id":"\(event.id)","source":"\(event.source)","type":"\(event.type)",\
                "time":"\(record.timestamp)","subject":"\(event.subject ?? "")",\
                "entityid":"\(event.entityID?.rawValue ?? "")","revision":\(event.revision ?? 0),"data":\(data)}

                """.utf8)
        }
    }

    func replay(
        to new: LoadedInteractionKnowledge, since: Instant? = nil, through present: Instant
    ) async throws -> ReplayReport {
        var replay = try RuleReplay(from: try TestKnowledge.loaded, to: new, since: since)
        try await HistorySource.log(log).play(into: &replay, present: present)
        return replay.finish()
    }
}
