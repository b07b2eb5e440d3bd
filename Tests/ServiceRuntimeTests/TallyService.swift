import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime
import TestSupport

// A small service to test the runtime with: it adds up what was dispensed, and says so; it waits for orders, keeps a
// deadline per dispense and refuses what has no quantity.

struct Tally: Codable, Sendable, Equatable {
    var milligrams: Double = 0
    var dispenses: [String] = []
    var orders: [String] = []
    var fired: [String] = []
    var answers: [String] = []
}

let tallies = DocumentTable<Tally>("tally")

/// What the service announces: a projection per patient, so that every change of the sum is a new revision.
func projection(_ patient: PatientID, _ tally: Tally) -> Announcement {
    Announcement(
        SupplyProjection(
            patientId: patient, medication: Medication(text: "Baclofen", ingredientRxNormCode: "1292"),
            onHandMilligrams: tally.milligrams, state: .known,
            because: tally.dispenses.sorted() + tally.orders.sorted().map { "order \($0)" }
                + tally.fired.sorted().map { "fired \($0)" } + tally.answers.sorted().map { "answer \($0)" }),
        on: Topic(.withdrawalEvents))
}

struct TallyDispense: Handler {
    static let name = "tally-dispense"
    let topic = Topic<DispenseEvent>(.prescribingEvents)

    func gather(for event: Event<DispenseEvent>, in store: StoreReader) throws -> Tally {
        try store.document(tallies, of: event.patient) ?? Tally()
    }

    func decide(_ event: Event<DispenseEvent>, given facts: Tally) -> Decision<(PatientID, Tally)> {
        guard let amount = event.data.quantityMilligrams else {
            return .refuse(
                Refusal(code: "no-quantity", message: "DispenseEvent.quantityMilligrams"),
                recording: (event.patient, facts))
        }
        if let order = event.data.orderId, !facts.orders.contains(order.rawValue) {
            return .wait(for: "order:\(order.rawValue)", atMost: .days(1), recording: (event.patient, facts))
        }
        var tally = facts
        tally.milligrams += amount
        tally.dispenses.append(event.data.dispenseId.rawValue)
        return Decision(
            (event.patient, tally), announcing: [projection(event.patient, tally)],
            deadlines: [
                .set(
                    Deadline(
                        kind: "used-up", subject: event.data.dispenseId.rawValue, due: event.now + .hours(1)))
            ], settles: ["dispense:\(event.data.dispenseId.rawValue)"])
    }

    func record(_ change: (PatientID, Tally), in store: StoreWriter) throws {
        store.save(change.1, in: tallies, of: change.0)
    }
}

struct TallyOrder: Handler {
    static let name = "tally-order"
    let topic = Topic<OrderEvent>(.prescribingEvents)

    func gather(for event: Event<OrderEvent>, in store: StoreReader) throws -> Tally {
        try store.document(tallies, of: event.patient) ?? Tally()
    }

    func decide(_ event: Event<OrderEvent>, given facts: Tally) -> Decision<(PatientID, Tally)> {
        var tally = facts
        if !tally.orders.contains(event.data.orderId.rawValue) { tally.orders.append(event.data.orderId.rawValue) }
        return Decision(
            (event.patient, tally), announcing: [projection(event.patient, tally)],
            settles: ["order:\(event.data.orderId.rawValue)"])
    }

    func record(_ change: (PatientID, Tally), in store: StoreWriter) throws {
        store.save(change.1, in: tallies, of: change.0)
    }
}

struct TallyDeadline: Handler {
    static let name = "tally-deadline"
    let topic = Topic<DeadlineDue>.deadlines

    func gather(for event: Event<DeadlineDue>, in store: StoreReader) throws -> Tally {
        try store.document(tallies, of: event.patient) ?? Tally()
    }

    func decide(_ event: Event<DeadlineDue>, given facts: Tally) -> Decision<(PatientID, Tally)> {
        var tally = facts
        tally.fired.append(event.data.subject)
        return Decision((event.patient, tally), announcing: [projection(event.patient, tally)])
    }

    func record(_ change: (PatientID, Tally), in store: StoreWriter) throws {
        store.save(change.1, in: tallies, of: change.0)
    }
}

/// An answer from another topic takes the deadline of its dispense away, whichever of the two is read first.
struct TallyAnswer: Handler {
    static let name = "tally-answer"
    let topic = Topic<AlertResponse>.alertResponses

    func gather(for event: Event<AlertResponse>, in store: StoreReader) throws -> Tally {
        try store.document(tallies, of: event.patient) ?? Tally()
    }

    func decide(_ event: Event<AlertResponse>, given facts: Tally) -> Decision<(PatientID, Tally)> {
        guard facts.dispenses.contains(event.data.alertId.rawValue) else {
            return .wait(
                for: "dispense:\(event.data.alertId.rawValue)", atMost: .days(1), recording: (event.patient, facts))
        }
        var tally = facts
        tally.answers.append(event.data.responseId)
        return Decision(
            (event.patient, tally), announcing: [projection(event.patient, tally)],
            deadlines: [.cancel(kind: "used-up", subject: event.data.alertId.rawValue)])
    }

    func record(_ change: (PatientID, Tally), in store: StoreWriter) throws {
        store.save(change.1, in: tallies, of: change.0)
    }
}

struct TallyRejudge: Handler {
    static let name = "tally-rejudge"
    let topic = Topic<KnowledgeReplaced>.knowledge

    func gather(for event: Event<KnowledgeReplaced>, in store: StoreReader) throws -> Tally {
        try store.document(tallies, of: event.patient) ?? Tally()
    }

    func decide(_ event: Event<KnowledgeReplaced>, given facts: Tally) -> Decision<(PatientID, Tally)> {
        var tally = facts
        tally.answers.append("judged by \(event.data.version)")
        return Decision((event.patient, tally), announcing: [projection(event.patient, tally)])
    }

    func record(_ change: (PatientID, Tally), in store: StoreWriter) throws {
        store.save(change.1, in: tallies, of: change.0)
    }
}

/// Fails whenever it meets the poisoned patient.
struct TallyCondition: Handler {
    struct Poison: Error {}
    static let name = "tally-condition"
    let topic = Topic<ConditionEvent>(.prescribingEvents)

    func gather(for event: Event<ConditionEvent>, in store: StoreReader) throws -> Tally {
        if event.data.text == "poison" { throw Poison() }
        return try store.document(tallies, of: event.patient) ?? Tally()
    }

    func decide(_ event: Event<ConditionEvent>, given facts: Tally) -> Decision<(PatientID, Tally)> {
        var tally = facts
        tally.answers.append("condition")
        return Decision((event.patient, tally), announcing: [projection(event.patient, tally)])
    }

    func record(_ change: (PatientID, Tally), in store: StoreWriter) throws {
        store.save(change.1, in: tallies, of: change.0)
    }
}

func tallyService(knowledge version: String = "1") -> ServiceDefinition {
    ServiceDefinition(
        name: .withdrawalMonitor, lead: .prescribingEvents,
        handlers: [
            AnyHandler(TallyDispense()), AnyHandler(TallyOrder()), AnyHandler(TallyDeadline()),
            AnyHandler(TallyAnswer()), AnyHandler(TallyRejudge()), AnyHandler(TallyCondition()),
        ],
        outputs: [OutputTopic(.withdrawalEvents, carrying: [SupplyProjection.self])],
        documents: [tallies], knowledge: KnowledgeStamp(version: version, hash: "hash-\(version)"))
}

// MARK: Facts

let t0 = Instant(millisecondsSince1970: 1_790_000_000_000)
let somebody: PatientID = "patient-one"

func dispense(_ id: String, milligrams: Double? = 100, order: String? = nil) -> DispenseEvent {
    DispenseEvent(
        dispenseId: DispenseID(id), patientId: somebody, orderId: order.map { OrderID($0) },
        medication: Medication(text: "Baclofen"), quantityMilligrams: milligrams)
}

func order(_ id: String) -> OrderEvent {
    OrderEvent(orderId: OrderID(id), patientId: somebody, status: .accepted, medication: Medication(text: "Baclofen"))
}

func answer(_ id: String, to dispense: String) -> AlertResponse {
    AlertResponse(
        responseId: id, alertId: AlertID(dispense), alertRevision: 1, action: .acknowledged,
        by: AlertResponse.Actor(id: "pharmacist-1", role: "pharmacist"), at: t0)
}

extension Published {
    var projections: [SupplyProjection] { payloads(SupplyProjection.self) }
}
