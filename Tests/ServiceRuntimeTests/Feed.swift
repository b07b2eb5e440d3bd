import EventContracts
import EventLog
import MedicationDomain
import ServiceRuntime
import TestSupport

/// A little history of ten patients over two topics: dispenses before and after their orders, answers, repeats.
struct Feed {
    struct Item: Sendable {
        let topic: TopicName
        let patient: PatientID
        let at: Instant
        let payload: any EntityPayload
        let id: String
    }
    let items: [Item]

    init(count: Int = 60) {
        var items: [Item] = []
        for index in 0..<count {
            let patient = PatientID("patient-\(index % 10)")
            let at = t0 + .minutes(Double(index))
            let payload: any EntityPayload
            var topic = TopicName.prescribingEvents
            switch index % 6 {
            case 0, 3: payload = Feed.dispense("d\(index)", patient, order: index % 4 == 0 ? "o\(index % 10)" : nil)
            case 1: payload = Feed.order("o\(index % 10)", patient)
            case 2: payload = Feed.dispense("d\(index)", patient, milligrams: index % 12 == 2 ? nil : 50)
            case 4:
                payload = answer("a\(index)", to: "d\(max(0, index - 10))")
                topic = .alertResponses
            default: payload = Feed.order("p\(index)", patient)
            }
            items.append(Item(topic: topic, patient: patient, at: at, payload: payload, id: "e\(index)"))
            // Now and then the same record comes twice.
            if index % 7 == 0, let last = items.last { items.append(last) }
        }
        self.items = items
    }

    private static func dispense(
        _ id: String, _ patient: PatientID, milligrams: Double? = 100, order: String? = nil
    ) -> DispenseEvent {
        DispenseEvent(
            dispenseId: DispenseID(id), patientId: patient, orderId: order.map { OrderID($0) },
            medication: Medication(text: "Baclofen"), quantityMilligrams: milligrams)
    }

    private static func order(_ id: String, _ patient: PatientID) -> OrderEvent {
        OrderEvent(
            orderId: OrderID(id), patientId: patient, status: .accepted, medication: Medication(text: "Baclofen"))
    }

    /// Appends the items, each at its own time.
    func publish(_ range: Range<Int>? = nil, to log: InMemoryEventLog, clock: ManualClock) throws {
        for item in items[range ?? items.indices] {
            clock.set(max(clock.now, item.at))
            try log.broker.append([try record(item)], at: item.at)
        }
    }

    private func record(_ item: Item) throws -> OutgoingRecord {
        let event = CloudEvent(
            id: item.id, source: "urn:test", type: item.payload.type, time: item.at, subject: item.patient.rawValue,
            data: try item.payload.encode())
        return OutgoingRecord(topic: item.topic, message: event.message(key: Array(item.patient.rawValue.utf8)))
    }

    var end: Instant { t0 + .days(2) }

    /// What an undisturbed service says in the end, worked out by delivering the items in the order of time.
    func expected(_ definition: ServiceDefinition = tallyService()) throws -> Outcome {
        let partition = try OfflinePartition(definition)
        var records: [OutgoingRecord] = []
        for item in items {
            records += try partition.deliver(try record(item).message, on: item.topic, at: item.at)
        }
        records += try partition.advance(to: end)
        return Outcome(records.map { ($0.topic, $0.message) })
    }
}

/// What stands on the output topics in the end.
struct Outcome: Equatable {
    /// The last word on every entity, apart from its number.
    var last: [String: SupplyProjection] = [:]
    var deadLetters: [String: Int] = [:]
    /// Events whose id came with other content: never.
    var contradictions = 0
    /// Announcements beyond the first with the same id.
    var repeats = 0
    /// Entities whose revisions do not grow by one.
    var jumps = 0

    static func == (left: Outcome, right: Outcome) -> Bool {
        left.last == right.last && left.deadLetters == right.deadLetters
    }

    init(_ records: [(TopicName, Message)]) {
        var contents: [String: Message] = [:]
        var revisions: [String: Int] = [:]
        for (topic, message) in records {
            if topic.rawValue.hasSuffix("dead-letters.v1") {
                let code = message.header(DeadLetter.codeHeader) ?? ""
                deadLetters["\(code) \(message.header("ce_id") ?? "")", default: 0] += 1
                continue
            }
            guard topic == .withdrawalEvents, let event = try? CloudEvent(message), let data = event.data,
                let entity = event.entityID?.rawValue, let revision = event.revision,
                let payload = try? SupplyProjection.decode(data, type: event.type)
            else { continue }
            if let known = contents[event.id] {
                if known.value != message.value { contradictions += 1 } else { repeats += 1 }
                continue
            }
            contents[event.id] = message
            if revision != (revisions[entity] ?? 0) + 1 { jumps += 1 }
            if revision > revisions[entity] ?? 0 {
                revisions[entity] = revision
                last[entity] = payload
            }
        }
    }

    init(of log: InMemoryEventLog) {
        let topics: [TopicName] = [.withdrawalEvents, .deadLetters(of: .withdrawalMonitor)]
        self.init(topics.flatMap { topic in log.broker.allRecords(topic).map { (topic, $0.message) } })
    }
}
