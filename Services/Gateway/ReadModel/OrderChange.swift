import EventContracts
import MedicationDomain

/// What became of an order, for the history of a dose: the order itself stands with the medicines as it is now.
struct OrderChange: Codable, Hashable, Sendable {
    var orderId: OrderID
    var revision: Int
    var status: OrderEvent.Status
    var text: String
    var route: Route?
    var dailyDoseMilligrams: Double?
    var dailyDoseMicrograms: Double?
    var statusReason: String?
    var isHandedBack: Bool?
    var at: Instant

    init(_ order: OrderEvent, toldAt: Instant) {
        (orderId, revision, status) = (order.orderId, order.revision, order.status)
        (text, route, statusReason) = (order.medication.text, order.route, order.statusReason)
        (dailyDoseMilligrams, dailyDoseMicrograms) = (order.dailyDoseMilligrams, order.dailyDoseMicrograms)
        isHandedBack = order.isHandedBack
        switch order.status {
        case .accepted: at = order.authoredAt ?? toldAt
        case .stopped, .completed, .held: at = order.statusChangedAt ?? toldAt
        case .released, .rejected, .amended, .retracted: at = toldAt
        }
    }

    /// Whether it says no more than the one before it did.
    func repeats(_ other: OrderChange) -> Bool {
        (status, dailyDoseMilligrams, dailyDoseMicrograms)
            == (other.status, other.dailyDoseMilligrams, other.dailyDoseMicrograms)
            && (text, route, statusReason) == (other.text, other.route, other.statusReason)
    }
}
