import EventContracts
import EventLog
import MedicationDomain

/// Reads everything the suite publishes, as it is published, and holds it against the invariants.
final class Auditor {
    struct Word {
        var revision: Int
        var type: EventType
        var data: [UInt8]
        var topic: TopicName
        /// What it says of an alert, read once.
        var alert: AlertEvent?
    }

    private let log: InMemoryEventLog
    private let partitions: Int
    private var next: [TopicPartition: Int64] = [:]
    private var contents: [String: [UInt8]] = [:]
    private var spoken: [String: [UInt8]] = [:]
    /// The newest word on every entity, as a reader keeps it.
    private(set) var newest: [EntityID: Word] = [:]
    private(set) var forwarded: Set<String> = []
    private(set) var refused: Set<String> = []
    private var answers: [AlertID: [(revision: Int, at: Instant)]] = [:]
    private(set) var recordsRead = 0

    static let outputs: [TopicName] =
        TopicCatalog.alertingServices.map { .alerts(of: $0) } + [.prescribingEvents, .withdrawalEvents]
    private static let watched: [TopicName] =
        outputs + [.prescribingIntake] + TopicCatalog.alertingServices.map { .deadLetters(of: $0) }

    init(_ log: InMemoryEventLog, partitions: Int) { (self.log, self.partitions) = (log, partitions) }

    /// Somebody answered what they saw.
    func noteAnswer(to alert: AlertID, revision: Int, at instant: Instant) {
        answers[alert, default: []].append((revision, instant))
    }

    func wasAnswered(_ alert: AlertID) -> Bool { answers[alert] != nil }
    var answeredAlerts: Set<String> { Set(answers.keys.map(\.rawValue)) }

    /// Takes in what was published since it last looked.
    func look() throws {
        for topic in Auditor.watched {
            for number in 0..<Int32(partitions) {
                let place = TopicPartition(topic, number)
                guard log.broker.end(of: place) > next[place] ?? 0 else { continue }
                let records = log.broker.records(in: place, from: next[place] ?? 0)
                for record in records { try take(record) }
                next[place] = log.broker.end(of: place)
            }
        }
    }

    private func take(_ record: Record) throws {
        recordsRead += 1
        try checkPrivacy(record)
        if let origin = record.message.header("x-hospital-origin") { forwarded.insert(origin) }
        if record.topic.rawValue.hasSuffix(".dead-letters.v1") { return takeLetter(record) }
        // Of the intake only what owners of merged records tell each other is an entity.
        guard record.topic != .prescribingIntake || record.message.header("ce_entityid") != nil else { return }
        guard let event = try? CloudEvent(record.message), let entity = event.entityID, let revision = event.revision,
            let data = event.data
        else { throw Violation(1, "an unreadable record on \(record.topic)") }
        if let known = contents[event.id], known != data {
            throw Violation(2, "event id \(event.id) with two contents")
        }
        contents[event.id] = data
        let key = "\(entity.rawValue) \(revision)"
        if let known = spoken[key], known != data { throw Violation(2, "\(key) was published with two contents") }
        spoken[key] = data
        let alert = AlertEvent.types.contains(event.type) ? try AlertEvent.decode(data, type: event.type) : nil
        let word = Word(revision: revision, type: event.type, data: data, topic: record.topic, alert: alert)
        if let known = newest[entity] {
            guard known.revision < revision else { return }
            try checkNews(word, after: known)
            try checkEscalation(word, after: known)
        }
        newest[entity] = word
    }

    private func takeLetter(_ letter: Record) {
        guard let topic = letter.message.header("x-origin-topic"),
            let partition = letter.message.header("x-origin-partition"),
            let offset = letter.message.header("x-origin-offset")
        else { return }
        refused.insert("\(topic)/\(partition)/\(offset)")
    }

    private static let marks = Canary.all.map { Array($0.utf8) }

    /// No patient data in headers that we add (9).
    private func checkPrivacy(_ record: Record) throws {
        for header in record.message.headers {
            guard let value = header.value else { continue }
            for mark in Auditor.marks where value.includes(mark) {
                throw Violation(9, "header \(header.name) on \(record.topic)")
            }
        }
    }

    /// Nothing is said again that stands already (2).
    private func checkNews(_ word: Word, after known: Word) throws {
        guard let after = word.alert, let before = known.alert else { return }
        guard try before.substance() == after.substance() else { return }
        throw Violation(2, "\(after.alert.alertId.rawValue) was said again unchanged")
    }

    /// An answer that was in the log by the due time keeps the alert from being escalated (7); each escalation goes up.
    private func checkEscalation(_ word: Word, after known: Word) throws {
        guard word.type.rawValue.hasSuffix(".escalated.v1"), let after = word.alert?.alert,
            let before = known.alert?.alert
        else { return }
        // A store that was rebuilt says the last of several at once.
        guard after.escalationLevel > before.escalationLevel else {
            throw Violation(
                7, "\(after.alertId.rawValue) from level \(before.escalationLevel) to \(after.escalationLevel)")
        }
        // New facts ask anew; a rebuilt store says both at once.
        guard before.updatedAt == after.updatedAt else { return }
        guard before.status != .acknowledged, before.status != .overridden else {
            throw Violation(7, "\(after.alertId.rawValue) escalated although it was answered")
        }
        guard let due = before.dueAt else { return }
        if answers[after.alertId]?.contains(where: { $0.revision == known.revision && $0.at < due }) == true {
            throw Violation(7, "\(after.alertId.rawValue) escalated at \(due), although its answer stood in the log")
        }
    }

    /// The newest words of one kind.
    func newestAlerts() throws -> [Alert] {
        newest.values.compactMap { word in
            var alert = word.alert?.alert
            alert?.revision = word.revision
            return alert
        }.sorted { $0.alertId < $1.alertId }
    }

    func mergedPatients() throws -> Set<PatientID> {
        try newest.values.filter { PatientEvent.types.contains($0.type) }.reduce(into: []) { merged, word in
            let patient = try PatientEvent.decode(word.data, type: word.type)
            if patient.change == .merged { merged.insert(patient.patientId) }
        }
    }

    func newestOrders() throws -> [EntityID: OrderEvent] {
        var orders: [EntityID: OrderEvent] = [:]
        for (entity, word) in newest where OrderEvent.types.contains(word.type) {
            let order = try OrderEvent.decode(word.data, type: word.type)
            orders[entity] = order
        }
        return orders
    }
}

extension [UInt8] {
    fileprivate func includes(_ mark: [UInt8]) -> Bool {
        guard let first = mark.first, count >= mark.count else { return false }
        return withUnsafeBufferPointer { bytes in
            (0...bytes.count - mark.count).contains { start in
                bytes[start] == first && mark.indices.allSatisfy { bytes[start + $0] == mark[$0] }
            }
        }
    }
}
