import EventContracts
import EventLog
import MedicationDomain

/// What stands on the suite's output topics: the last word on each alert, order and projection.
struct SuiteOutcome: Equatable {
    /// Without the times, which differ between two runs of the same feed.
    var alerts: [String: String] = [:]
    var orders: [String: String] = [:]
    var projections: [String: String] = [:]
    /// Entities whose revision was published with two contents, or went back.
    var doubled: [String] = []
    /// Of these, words of an earlier owner after those of a later one: readers keep the newest revision.
    var late: Set<String> = []
    /// Records refused, repeats not counted.
    var deadLetters = 0

    static func == (left: SuiteOutcome, right: SuiteOutcome) -> Bool {
        left.alerts == right.alerts && left.orders == right.orders && left.projections == right.projections
    }

    static let topics: [TopicName] =
        TopicCatalog.alertingServices.map { .alerts(of: $0) } + [.prescribingEvents, .withdrawalEvents]

    /// Only what is about patients with that prefix, where several runs share a cluster.
    init(_ records: [Record], patients prefix: String = "") {
        var revisions: [String: Int] = [:]
        var contents: [String: [UInt8]?] = [:]
        for record in records.sorted(by: { ($0.topic, $0.partition, $0.offset) < ($1.topic, $1.partition, $1.offset) })
        {
            guard let event = try? CloudEvent(record.message), let entity = event.entityID?.rawValue,
                let revision = event.revision, let data = event.data, event.subject?.hasPrefix(prefix) ?? false
            else { continue }
            let key = "\(entity) revision \(revision)"
            if let known = contents[key] {
                if known != data { doubled.append(key) }
                continue
            }
            contents[key] = data
            guard revision > revisions[entity] ?? 0 else {
                doubled.append(key)
                late.insert(key)
                continue
            }
            revisions[entity] = revision
            note(event, data, entity)
        }
    }

    private mutating func note(_ event: CloudEvent, _ data: [UInt8], _ entity: String) {
        if let change = try? AlertEvent.decode(data, type: event.type) {
            let alert = change.alert
            let medicines = alert.medications.map { $0.orderId?.rawValue ?? $0.text }.sorted()
            alerts[entity] =
                "\(alert.status.rawValue) \(alert.severity.rawValue) \(alert.interruptive) \(alert.kind.rawValue) "
                + "\(alert.status == .resolved ? [] : medicines)"
        } else if let order = try? OrderEvent.decode(data, type: event.type) {
            orders[entity] = "\(order.status.rawValue) \(order.dailyDoseMilligrams ?? -1) \(order.medication.text)"
        } else if let supply = try? SupplyProjection.decode(data, type: event.type) {
            projections[entity] =
                "\(supply.state.rawValue) \(supply.dailyDoseMilligrams ?? -1) \(supply.runOutAt?.day.description ?? "-")"
        }
    }

    /// How two outcomes differ, in words; empty when they do not. With `openOnly` a resolved alert is none.
    func differences(from other: SuiteOutcome, openOnly: Bool = false) -> [String] {
        func compare(_ left: [String: String], _ right: [String: String]) -> [String] {
            Set(left.keys).union(right.keys).sorted().filter { left[$0] != right[$0] }
                .map { "\($0): \(left[$0] ?? "missing") instead of \(right[$0] ?? "nothing")" }
        }
        let letters = deadLetters == other.deadLetters ? [] : ["\(deadLetters) dead letters, not \(other.deadLetters)"]
        let open = { (alerts: [String: String]) in
            openOnly ? alerts.filter { !$0.value.hasPrefix(Alert.Status.resolved.rawValue) } : alerts
        }
        return compare(open(alerts), open(other.alerts)) + compare(orders, other.orders)
            + compare(projections, other.projections) + letters
    }
}
