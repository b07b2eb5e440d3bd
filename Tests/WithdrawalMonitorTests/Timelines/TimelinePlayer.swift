import EventContracts
import EventLog
import MedicationDomain
import ServiceHost
import ServiceRuntime
import TestSupport

@testable import WithdrawalMonitor

/// Plays a timeline through the service as the runtime runs it: its engine, a store in memory, a clock moved by hand.
final class TimelinePlayer {
    private static let definition = Result { try WithdrawalMonitorService.define(SettingValues()) }

    private let partition: OfflinePartition
    private var standing: [AlertID: Alert] = [:]
    private var revisions: [EntityID: Int] = [:]
    private var count = 0
    private(set) var seen: [SeenAlarm] = []
    /// Codes of what went to the dead letters: none should.
    private(set) var refusals: [String] = []

    init() throws { partition = try OfflinePartition(try Self.definition.get()) }

    var record: SupplyRecord? {
        get throws { try partition.read { try $0.document(SupplyRecord.table, of: Timeline.patient) } }
    }

    /// Facts when they arrive, deadlines when they are due, checks when their moment has come.
    func play(_ timeline: WatchTimeline, check: (TimelineCheck, SupplyRecord?) -> Void) throws {
        let numbered = number(timeline.events)
        let arrivals = numbered.enumerated().sorted {
            ($0.element.0.arrives, $0.offset) < ($1.element.0.arrives, $1.offset)
        }
        var checks = timeline.checks.sorted { $0.at < $1.at }[...]
        func look(before moment: Instant) throws {
            while let next = checks.first, next.at < moment {
                checks.removeFirst()
                try advance(to: next.at)
                check(next, try record)
            }
        }
        for (_, (event, revision)) in arrivals {
            try look(before: event.arrives)
            try tell(event, revision: revision, at: event.arrives)
        }
        try look(before: .latest)
        try advance(to: timeline.until)
    }

    /// Everything is learned at once, after the last fact, in a random order; only the revisions of one thing keep theirs.
    func playLate(_ timeline: WatchTimeline, _ random: inout SeededGenerator) throws {
        let events = number(timeline.events).filter { $0.0.answers == nil }
        guard let moment = events.map(\.0.arrives).max() else { return }
        var left = Dictionary(grouping: events) { $0.0.payload.entityID.rawValue }
        var arrives = moment
        while let entity = left.keys.sorted().randomElement(using: &random), let next = left[entity]?.removeFirst() {
            if left[entity]?.isEmpty ?? true { left[entity] = nil }
            try tell(next.0, revision: next.1, at: arrives)
            arrives = arrives + .milliseconds(1)
        }
        try advance(to: timeline.until)
    }

    /// What stands at the end, judged once more at the same moment whatever was heard last.
    func end(_ timeline: WatchTimeline) throws -> TimelineEnd {
        try note(partition.rejudge(at: timeline.until), at: timeline.until)
        return TimelineEnd(try record)
    }

    private func number(_ events: [TimelineEvent]) -> [(TimelineEvent, Int)] {
        events.map { event in
            revisions[event.payload.entityID, default: 0] += 1
            return (event, revisions[event.payload.entityID, default: 0])
        }
    }

    private func tell(_ event: TimelineEvent, revision: Int, at now: Instant) throws {
        try advance(to: now)
        var payload: any EntityPayload = event.payload
        if let kind = event.answers, var answer = payload as? AlertResponse {
            guard let alert = standing.values.filter({ $0.kind == kind }).min(by: { $0.alertId < $1.alertId }) else {
                return refusals.append("no \(kind.rawValue) is open to be answered")
            }
            (answer.alertId, answer.alertRevision, answer.seenAt) = (alert.alertId, alert.revision, now)
            payload = answer
        }
        count += 1
        let cloud = CloudEvent(
            id: "event-\(count)", source: "urn:titrate:timeline", type: payload.type, time: event.happened,
            subject: Timeline.patient.rawValue, entityID: payload.entityID, revision: revision,
            data: try payload.encode())
        let message = cloud.message(key: Array(Timeline.patient.rawValue.utf8))
        try note(partition.deliver(message, on: event.topic, at: now), at: now)
    }

    private func advance(to moment: Instant) throws {
        while let due = try partition.nextDeadline(), due <= moment {
            try note(partition.advance(to: due), at: due)
        }
    }

    private func note(_ records: [OutgoingRecord], at now: Instant) throws {
        let published = Published(records)
        refusals += published.deadLetterCodes
        for event in published.alerts {
            let before = standing[event.alert.alertId]
            standing[event.alert.alertId] = event.change == .resolved ? nil : event.alert
            let change: ExpectedAlarm.Change =
                event.change == .resolved ? .close : event.change == .raised ? .raise : .update
            // What changes in words alone is no other alarm.
            if change == .update, let before, before.isSameAlarm(as: event.alert) { continue }
            seen.append(SeenAlarm(at: now, change: change, alert: event.alert))
        }
    }
}

extension Alert {
    fileprivate func isSameAlarm(as other: Alert) -> Bool {
        (kind, severity, interruptive, status) == (other.kind, other.severity, other.interruptive, other.status)
    }
}

/// What is left of a timeline when all has been heard.
struct TimelineEnd: Equatable {
    var alerts: [String]
    var supply: SupplyProjection?
    var risk: RiskAssessment?

    init(_ record: SupplyRecord?) {
        alerts = (record?.alerts.open ?? []).map { alert in
            "\(alert.alertId.rawValue) \(alert.kind.rawValue) \(alert.severity.rawValue) "
                + "\(alert.interruptive ? "interruptive " : "")\(alert.status.rawValue): \(alert.summary)"
        }
        supply = record?.projection
        risk = record?.risk
    }
}
