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
    private var merges: [String: (version: Int, survivor: String?)] = [:]

    init(_ feed: some Sequence<FeedItem>) {
        for item in feed {
            if case .merge(let patient, let survivor, let version) = item.meaning,
                merges[patient].map({ $0.version < version }) ?? true
            {
                merges[patient] = (version, survivor)
            }
            guard case .order(let name, let patient, let version, let state) = item.meaning else { continue }
            if let known = orders[name], known.version >= version { continue }
            orders[name] = Order(patient: patient, version: version, state: state)
        }
    }

    /// The record under which a person is judged: the last of the chain, in a circle the one with the smallest id.
    func person(_ patient: String) -> String {
        var path = [patient]
        while let next = merges[path[path.count - 1]]?.survivor {
            if let start = path.firstIndex(of: next) { return path[start...].min() ?? patient }
            path.append(next)
        }
        return path[path.count - 1]
    }

    /// Every order of the hospital is known by its last version where its person is judged, and no other is.
    func check(orders said: [EntityID: OrderEvent]) throws {
        for (name, order) in orders.sorted(by: { $0.key < $1.key }) {
            guard let found = said[.of(PatientID(person(order.patient)), "order", OrderID(name))] else {
                throw Violation(1, "order \(name) was never announced")
            }
            // What is judged under another id now was handed back; what is judged here was not.
            let isRight =
                switch order.state.status {
                case _ where found.isHandedBack == true: false
                case .active: found.status.isActive
                case .stopped: found.status == .stopped
                case .retracted: found.status == .retracted
                }
            guard isRight else {
                throw Violation(8, "order \(name) is \(found.status), the hospital last said \(order.state.status)")
            }
        }
        if let stranger = said.values.first(where: { orders[$0.orderId.rawValue] == nil }) {
            throw Violation(10, "order \(stranger.orderId.rawValue) is none of the hospital's")
        }
        for order in said.values where order.status.isActive || order.status == .held {
            let (id, holder) = (order.orderId.rawValue, order.patientId.rawValue)
            if person(holder) == holder, orders[id].map({ person($0.patient) }) != holder {
                throw Violation(10, "order \(id) stands under \(holder), who does not have it")
            }
        }
    }

    /// Baclofen with a partner that matters is an open finding that names the partner; a finding names no medicine that
    /// is not taken any more.
    func check(findings: [Alert]) throws {
        let open = findings.filter { $0.status != .resolved }
        if let lost = open.first(where: { person($0.patientId.rawValue) != $0.patientId.rawValue }) {
            throw Violation(10, "\(lost.alertId.rawValue) is open under a merged record")
        }
        for (name, order) in orders.sorted(by: { $0.key < $1.key }) {
            let isTaken = order.state.status == .active
            let named = open.filter { $0.medications.contains { $0.orderId?.rawValue == name } }
            if let alert = named.first(where: { $0.patientId.rawValue != person(order.patient) }) {
                throw Violation(10, "\(alert.alertId.rawValue) names \(name), which is of another person")
            }
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
        let whole = person(patient)
        return orders.values.contains {
            person($0.patient) == whole && $0.state.isBaclofen && $0.state.status == .active
        }
    }
}
