import EventContracts
import MedicationDomain

/// What must be true in the end, kept by simple rules of its own: the last version of each order, who takes what, and
/// which pairs a pharmacist must see. It knows nothing of how the services work.
struct ReferenceModel {
    private struct Order {
        var patient: String
        var version: Int
        var state: OrderState
    }
    private var orders: [String: Order] = [:]

    init(_ feed: some Sequence<FeedItem>) {
        for item in feed {
            guard case .order(let name, let patient, let version, let state) = item.meaning else { continue }
            if let known = orders[name], known.version >= version { continue }
            orders[name] = Order(patient: patient, version: version, state: state)
        }
    }

    /// Every order of the hospital is known by its last version, and no other is.
    func check(orders said: [String: OrderEvent]) throws {
        for (name, order) in orders.sorted(by: { $0.key < $1.key }) {
            guard let found = said[name] else { throw Violation(1, "order \(name) was never announced") }
            let isRight =
                switch order.state.status {
                case .active: found.status.isActive
                case .stopped: found.status == .stopped
                case .retracted: found.status == .retracted
                }
            guard isRight else {
                throw Violation(8, "order \(name) is \(found.status), the hospital last said \(order.state.status)")
            }
        }
        if let stranger = said.keys.first(where: { orders[$0] == nil }) {
            throw Violation(10, "order \(stranger) is none of the hospital's")
        }
    }

    /// Baclofen with a partner that matters is an open finding that names the partner; a finding names no medicine that
    /// is not taken any more.
    func check(findings: [Alert]) throws {
        let open = findings.filter { $0.status != .resolved }
        for (name, order) in orders.sorted(by: { $0.key < $1.key }) {
            let isTaken = order.state.status == .active
            let named = open.filter { $0.medications.contains { $0.orderId?.rawValue == name } }
            if isTaken, order.state.alerts, takesBaclofen(order.patient), named.isEmpty {
                throw Violation(6, "\(order.state.medicine) with baclofen is not alerted: \(name)")
            }
            if !isTaken, !named.isEmpty {
                throw Violation(10, "\(named[0].alertId.rawValue) names \(name), which is \(order.state.status)")
            }
            if isTaken, !order.state.alerts, !order.state.isBaclofen, !named.isEmpty {
                throw Violation(10, "\(name) must not alert: \(named[0].alertId.rawValue)")
            }
        }
    }

    /// A therapy that goes on under another order is no stop.
    func check(stops: [Alert]) throws {
        for alert in stops where alert.status != .resolved && alert.kind == .abruptStop {
            if takesBaclofen(alert.patientId.rawValue) {
                throw Violation(
                    10, "\(alert.alertId.rawValue) although baclofen goes on: \(alert.status) \(alert.detail)")
            }
        }
    }

    private func takesBaclofen(_ patient: String) -> Bool {
        orders.values.contains { $0.patient == patient && $0.state.isBaclofen && $0.state.status == .active }
    }
}
