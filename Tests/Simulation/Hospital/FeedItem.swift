import EventContracts
import EventLog
import MedicationDomain

@testable import Titrate

/// Marks that no sink of ours may show.
enum Canary {
    static let name = "Canaryname"
    static let comment = "canary-comment"
    static let all = [name, comment]
}

/// One record of the hospital, and what it means to whoever keeps count.
struct FeedItem: Sendable {
    enum Meaning: Sendable {
        case order(String, patient: String, version: Int, state: OrderState)
        case dispense(String, patient: String, isRetracted: Bool)
        case otherFact
        /// A record was merged into another, or with nil is one of its own (again).
        case merge(String, into: String?, version: Int)
        case death(String)
        /// Will be refused, with this code among others.
        case unreadable
    }
    /// How long after the record before it.
    let gap: Span
    let meaning: Meaning
    let message: Message
    var record: OutgoingRecord { OutgoingRecord(topic: .hospitalEvents, message: message) }
}

/// What the hospital last said of an order.
struct OrderState: Hashable, Sendable {
    enum Status: String, Sendable { case active, stopped, retracted }
    var status: Status
    var isBaclofen: Bool
    var medicine: String
    /// The partner's severity as its class is ruled; nil for baclofen and for what must not alert alone.
    var alerts: Bool
}
