import EventContracts
import EventLog
import MedicationDomain

/// Counts alerts, answers and orders from the records of their topics.
///
/// Alerts are read before the answers to them. Records that came twice count once; those from before `since` only say
/// which rule an alert is of.
struct AlertStatistics {
    static let alertTopic = TopicName.alerts(of: .interactionCheck)
    static let topics: [TopicName] = [alertTopic, .alertResponses, .prescribingEvents]

    private struct Standing {
        var alert: Alert
        var interrupts: Bool { alert.interruptive && alert.status == .open }
    }

    let since: Instant?
    private(set) var rules: [String: RuleStatistics] = [:]
    private var standing: [AlertID: Standing] = [:]
    private var orders: Set<EntityID> = []
    private var seen: Set<String> = []
    /// Records of these topics that could not be read.
    private(set) var unreadable = 0

    init(since: Instant? = nil) { self.since = since }

    /// Orders judged in that time, each once however often it changed.
    var orderCount: Int { orders.count }

    mutating func take(_ record: Record) {
        guard let event = try? CloudEvent(record.message), let data = event.data else { return unreadable += 1 }
        guard seen.insert("\(event.source)\n\(event.id)").inserted else { return }
        let counts = since.map { record.timestamp >= $0 } ?? true
        do {
            if record.topic == Self.alertTopic, AlertEvent.types.contains(event.type) {
                take(try AlertEvent.decode(data, type: event.type), counts)
            } else if counts, AlertResponse.types.contains(event.type) {
                take(try AlertResponse.decode(data, type: event.type))
            } else if counts, OrderEvent.types.contains(event.type) {
                take(try OrderEvent.decode(data, type: event.type))
            }
        } catch {
            unreadable += 1
        }
    }

    private mutating func take(_ event: AlertEvent, _ counts: Bool) {
        let alert = event.alert
        let before = standing[alert.alertId]
        // An older revision that comes late says nothing of now.
        if let before, before.alert.revision > alert.revision { return }
        standing[alert.alertId] = Standing(alert: alert)
        guard counts else { return }
        var rule = rules[alert.rule.id.rawValue] ?? RuleStatistics()
        if event.change == .raised { rule.alerts += 1 }
        if event.change == .escalated { rule.reminders += 1 }
        let interrupts = alert.interruptive && alert.status == .open
        let stood = before.map { $0.interrupts && !alert.interruptsBeyond($0.alert) } ?? false
        if interrupts, !stood { rule.interruptions += 1 }
        rules[alert.rule.id.rawValue] = rule
    }

    private mutating func take(_ response: AlertResponse) {
        guard response.alertId.isOurs, let alert = standing[response.alertId]?.alert else { return }
        var rule = rules[alert.rule.id.rawValue] ?? RuleStatistics()
        switch response.action {
        case .acknowledged: rule.acknowledged += 1
        case .overridden: rule.overrides[AlertResponse.Reason.label(response.reason), default: 0] += 1
        case .assigned, .reopened: return
        }
        rule.waits.append(max(0, response.at.since(response.seenAt ?? alert.raisedAt).seconds))
        rules[alert.rule.id.rawValue] = rule
    }

    private mutating func take(_ order: OrderEvent) {
        switch order.status {
        case .accepted, .held, .released, .amended: orders.insert(order.entityID)
        case .rejected, .stopped, .completed, .retracted: break
        }
    }
}
