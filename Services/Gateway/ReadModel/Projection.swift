import EventContracts
import EventLog
import GRDB
import MedicationDomain

/// What one record changes in the read model.
enum Projection {
    /// The topics that are read, every partition of them, from the earliest record on.
    static let inputs: [TopicName] =
        TopicCatalog.alertingServices.map { TopicName.alerts(of: $0) }
        + [.withdrawalEvents, .prescribingEvents, .alertResponses]
        + ServiceName.allCases.map { TopicName.status(of: $0) }

    /// Nil when the record is none of ours or not newer than what is known. Throws `EnvelopeError` or `PayloadError`
    /// for records that cannot be read.
    static func apply(_ record: LogRecord, readAt now: Instant, in database: Database) throws -> ReadModelChange? {
        guard record.message.value != nil else { return nil }
        let event = try CloudEvent(record.message)
        guard let data = event.data else { return nil }
        if AlertEvent.types.contains(event.type) {
            guard record.topic != .alertResponses else { return nil }
            var alert = try AlertEvent.decode(data, type: event.type).alert
            alert.revision = event.revision ?? alert.revision
            if try ForgottenTable.covers(alert, in: database) {
                try ForgottenTable.remove(alert.alertId, in: database)
                return .alert(AlertNotice(alert))
            }
            return try AlertTable.put(alert, in: database) ? .alert(AlertNotice(alert)) : nil
        }
        if AlertResponse.types.contains(event.type) {
            // A clock that ran ahead would keep every later answer out. The log's time is the same whenever it is read.
            let answer = try AlertResponse.decode(data, type: event.type).heard(at: min(record.timestamp, now))
            if let patient = answer.patientId ?? event.subject.map({ PatientID($0) }),
                try !ForgottenTable.covers(answer, of: patient, in: database)
            {
                _ = try PatientFactTable.put(try PatientFactTable.row(answer, of: patient), in: database)
            }
            guard try !ForgottenTable.covers(answer, in: database), try AnswerTable.put(answer, in: database) else {
                return nil
            }
            return try AlertTable.find(answer.alertId, in: database).map { .alert(AlertNotice($0)) }
        }
        if ServiceStatus.types.contains(event.type) {
            let status = try ServiceStatus.decode(data, type: event.type)
            return try StatusTable.put(status, readAt: now, in: database) ? .status : nil
        }
        if PatientForgotten.types.contains(event.type) {
            try ForgottenTable.take(
                try PatientForgotten.decode(data, type: event.type), on: record.topic, in: database)
            return .supply
        }
        if PatientEvent.types.contains(event.type) {
            let patient = try PatientEvent.decode(data, type: event.type)
            let isTold = try PersonTable.put(patient, revision: event.revision ?? 0, in: database)
            if try MergedTable.put(patient, revision: event.revision ?? 0, in: database) { return .supply }
            return isTold ? .medication : nil
        }
        if SupplyProjection.types.contains(event.type) {
            let supply = try SupplyProjection.decode(data, type: event.type)
            return try SupplyTable.put(supply, revision: event.revision ?? 0, in: database) ? .supply : nil
        }
        if PumpProjection.types.contains(event.type) {
            let pump = try PumpProjection.decode(data, type: event.type)
            return try PumpTable.put(pump, revision: event.revision ?? 0, in: database) ? .supply : nil
        }
        if TaperPlan.types.contains(event.type) {
            let plan = try TaperPlan.decode(data, type: event.type)
            let isNew = try PlanTable.put(
                DosePlan(plan), of: plan.patientId, revision: event.revision ?? 0, in: database)
            return isNew ? .supply : nil
        }
        if TitrationPlan.types.contains(event.type) {
            let plan = try TitrationPlan.decode(data, type: event.type)
            let isNew = try PlanTable.put(
                DosePlan(plan), of: plan.patientId, revision: event.revision ?? 0, in: database)
            return isNew ? .medication : nil
        }
        if WithdrawalEpisode.types.contains(event.type) {
            let episode = try WithdrawalEpisode.decode(data, type: event.type)
            return try EpisodeTable.put(episode, revision: event.revision ?? 0, in: database) ? .supply : nil
        }
        if OrderEvent.types.contains(event.type) {
            var order = try OrderEvent.decode(data, type: event.type)
            order.revision = event.revision ?? order.revision
            let change = OrderChange(order, toldAt: event.time ?? .beginningOfTime)
            let isKept = try PatientFactTable.put(try PatientFactTable.row(change, of: order), in: database)
            return try MedicationTable.put(order, in: database) || isKept ? .medication : nil
        }
        if let fact = try PatientFactTable.row(event, data) {
            return try PatientFactTable.put(fact, in: database) ? .medication : nil
        }
        return nil
    }
}

/// What became different, for those who watch.
enum ReadModelChange: Hashable, Sendable {
    case alert(AlertNotice)
    /// `medication`: an order, or what else is told of a patient; no page renews itself for it.
    case status, supply, medication
}

/// That an alert changed; whoever wants to know more fetches it.
struct AlertNotice: Hashable, Sendable, Encodable {
    var alertId: AlertID
    var revision: Int
    var status: Alert.Status
    var severity: Severity
    var interruptive: Bool

    init(_ alert: Alert) {
        (alertId, revision, status) = (alert.alertId, alert.revision, alert.status)
        (severity, interruptive) = (alert.severity, alert.interruptive)
    }
}
