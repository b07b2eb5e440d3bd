import EventContracts
import EventLog
import MedicationDomain

/// What is known of the sources a service stands on, and what has been said about them.
struct SourceBoard {
    /// A state lasts so long before it is called one: partitions fall silent one after the other, and a restart passes.
    static let settling = Span.seconds(20)
    /// Names come from outside; more of them than any hospital has are not taken in.
    private static let mostHospitals = 256

    struct Change: Hashable {
        var report: SourceReport
        var revision: Int
    }

    private struct Place: Hashable {
        var service: ServiceName
        var partition: Int32
    }
    private struct Observation {
        var report: SourceReport
        var since: Instant
        /// Since when it was not reliable, whatever was wrong with it meanwhile.
        var badSince: Instant?
    }

    private let watched: [ServiceName]
    private let partitionCount: Int
    private var statuses: [Place: ServiceStatus] = [:]
    private var said: [String: Change] = [:]
    private var observed: [String: Observation] = [:]

    init(watching services: [ServiceName], partitionCount: Int) {
        (watched, self.partitionCount) = (services, partitionCount)
    }

    /// Takes in a service's report, or a word of our own that was said before; anything else passes by.
    mutating func take(_ record: Record) {
        guard let event = try? CloudEvent(record.message), let data = event.data else { return }
        if ServiceStatus.types.contains(event.type) {
            guard let status = try? ServiceStatus.decode(data, type: event.type) else { return }
            take(status, at: record.timestamp)
        } else if SourceReport.types.contains(event.type), let revision = event.revision {
            guard let report = try? SourceReport.decode(data, type: event.type) else { return }
            note(Change(report: report, revision: revision))
        }
    }

    /// A report counts as made when the log received it: no clock of a host, ahead or behind, makes or hides silence.
    mutating func take(_ status: ServiceStatus, at received: Instant) {
        guard watched.contains(status.service), (0..<Int32(partitionCount)).contains(status.partition) else { return }
        var status = status
        status.reportedAt = received
        let place = Place(service: status.service, partition: status.partition)
        if let known = statuses[place], known.reportedAt > status.reportedAt { return }
        statuses[place] = status
    }

    /// What has been said about a source; the newest word counts.
    mutating func note(_ change: Change) {
        if let known = said[change.report.source], known.revision >= change.revision { return }
        said[change.report.source] = change
    }

    /// What has to be said now, by source: what has lasted, and differs from what was said.
    mutating func changes(asOf now: Instant) -> [Change] {
        let present = watched.map { report(on: $0, asOf: now) } + hospitals(asOf: now)
        var changes: [Change] = []
        for report in present {
            let standing = said[report.source]
            let seen = observe(report, at: now)
            // What goes from one trouble into the next is in trouble all the while.
            let isNewTrouble = standing?.report.condition ?? .reliable == .reliable
            let since = isNewTrouble ? seen.badSince ?? seen.since : seen.since
            guard now.since(since) >= Self.settling else { continue }
            guard standing.map({ $0.report.differs(from: report) }) ?? (report.condition != .reliable) else { continue }
            let revision = (standing?.revision ?? 0) + 1
            changes.append(Change(report: report, revision: revision))
        }
        return changes
    }

    private mutating func observe(_ report: SourceReport, at now: Instant) -> Observation {
        let known = observed[report.source]
        var seen = known ?? Observation(report: report, since: now)
        if seen.report.differs(from: report) { (seen.report, seen.since) = (report, now) }
        seen.badSince = report.condition == .reliable ? nil : seen.badSince ?? now
        observed[report.source] = seen
        return seen
    }

    private func report(on service: ServiceName, asOf now: Instant) -> SourceReport {
        var worst = SourceReport.Condition.reliable
        var (affected, through): (Int, [Instant?]) = (0, [])
        for number in 0..<Int32(partitionCount) {
            let status = statuses[Place(service: service, partition: number)]
            let condition = status?.condition(asOf: now) ?? .silent
            guard let failure = SourceReport.Condition(condition) else { continue }
            affected += 1
            through.append(status?.checkedThrough)
            worst = max(worst, failure)
        }
        return SourceReport(
            source: service.rawValue, condition: worst, affectedPartitions: affected, partitionCount: partitionCount,
            notCheckedSince: through.contains(nil) ? nil : through.compactMap(\.self).min(), observedAt: now)
    }

    /// Hospital systems, as the services that hear them tell: each partition's newest word, the newest of them counts.
    private func hospitals(asOf now: Instant) -> [SourceReport] {
        var newest: [String: ServiceStatus.SourceActivity] = [:]
        for activity in statuses.values.flatMap(\.sources) {
            if let known = newest[activity.source] {
                if known.lastHeardAt >= activity.lastHeardAt { continue }
            } else if newest.count >= Self.mostHospitals {
                continue
            }
            newest[activity.source] = activity
        }
        return newest.values.sorted { $0.source < $1.source }.map { activity in
            SourceReport(
                source: "hospital.\(activity.source)", condition: activity.isQuiet ? .quiet : .reliable,
                affectedPartitions: activity.isQuiet ? partitionCount : 0, partitionCount: partitionCount,
                notCheckedSince: activity.isQuiet ? activity.lastHeardAt : nil, observedAt: now)
        }
    }
}

extension SourceReport.Condition {
    /// What a partition's state means to those who stand on it; nil when it does its work.
    fileprivate init?(_ condition: ServiceStatus.Condition) {
        switch condition {
        case .live, .rejudging: return nil
        case .lagging: self = .lagging
        case .rebuilding: self = .rebuilding
        case .stopped: self = .stopped
        case .silent: self = .silent
        }
    }
}
