import EventContracts
import MedicationDomain

/// Silence is never calm: says from the services' own reports what is not being checked.
enum ChecksPolicy {
    /// Those whose silence would leave patients unwatched, and the gateway, whose own report comes back to it through
    /// the log and so shows that it still reads.
    static let watched: [ServiceName] = TopicCatalog.alertingServices + [.gateway]

    static func report(
        on statuses: [ServiceStatus], partitionCount: Int?, isCaughtUp: Bool, readingTrouble: String?,
        asOf now: Instant
    ) -> ChecksReport {
        var services = watched.map { service in
            checks(
                of: service, in: statuses.filter { $0.service == service },
                partitionCount: service == .gateway ? 1 : partitionCount, asOf: now)
        }
        judgeOwnReading(&services, isCaughtUp: isCaughtUp, trouble: readingTrouble)
        let quiet = quietSources(in: statuses)
        let problems = services.filter { $0.state != .live }
        let heard = statuses.contains { $0.service != .gateway }
        return ChecksReport(
            state: !heard ? .unreported : problems.isEmpty && quiet.isEmpty ? .healthy : .degraded,
            asOf: now,
            notCheckedSince: (problems.compactMap(\.notCheckedSince) + quiet.map(\.lastHeardAt)).min(),
            services: services, quietSources: quiet)
    }

    // MARK: - One service

    private static func checks(
        of service: ServiceName, in statuses: [ServiceStatus], partitionCount: Int?, asOf now: Instant
    ) -> ServiceChecks {
        let states = statuses.map { (status: $0, state: state(of: $0, asOf: now)) }
        let reported = Set(statuses.map(\.partition))
        let expected = partitionCount.map { (0..<Int32($0)).filter { !reported.contains($0) } } ?? []
        var worst: ServiceChecks.State = statuses.isEmpty || !expected.isEmpty ? .unreported : .live
        for (_, state) in states where state.isWorse(than: worst) { worst = state }
        let affected = states.filter { $0.state != .live }
        let trouble = affected.compactMap(\.status.trouble).first
        return ServiceChecks(
            service: service, state: worst,
            message: message(
                service, worst, affected: affected.count + expected.count, of: partitionCount ?? statuses.count,
                isFirst: statuses.isEmpty, trouble: trouble),
            notCheckedSince: affected.map(\.status.checkedThrough).min(),
            lastReportAt: statuses.map(\.reportedAt).max(),
            affectedPartitions: (affected.map(\.status.partition) + expected).sorted(),
            partitionCount: partitionCount ?? statuses.count,
            knowledgeVersion: statuses.max { $0.reportedAt < $1.reportedAt }?.knowledgeVersion,
            recordsBehind: statuses.reduce(0) { added($0, behind($1)) })
    }

    private static func state(of status: ServiceStatus, asOf now: Instant) -> ServiceChecks.State {
        let condition = status.condition(asOf: now)
        // The gateway's report shows that the log carries; how far this one has read, it knows itself.
        if status.service == .gateway { return condition == .silent ? .silent : .live }
        return switch condition {
        case .live: .live
        case .rejudging: .rejudging
        case .lagging: .lagging
        case .rebuilding: .rebuilding
        case .stopped: .stopped
        case .silent: .silent
        }
    }

    private static func behind(_ status: ServiceStatus) -> Int64 {
        // Offsets come from reports; what lies beyond all counting counts as the most there is.
        status.inputs.reduce(0) { sum, input in
            let (behind, isOver) = (input.endOffset ?? input.nextOffset).subtractingReportingOverflow(input.nextOffset)
            return added(sum, isOver ? .max : max(0, behind))
        }
    }

    private static func added(_ one: Int64, _ other: Int64) -> Int64 {
        let (sum, isOver) = one.addingReportingOverflow(other)
        return isOver ? .max : sum
    }

    // MARK: - The gateway and the hospital

    private static func judgeOwnReading(_ services: inout [ServiceChecks], isCaughtUp: Bool, trouble: String?) {
        guard let own = services.firstIndex(where: { $0.service == .gateway }) else { return }
        if let trouble {
            services[own].state = .stopped
            services[own].message = "This page no longer receives changes (\(trouble)); it shows what it knew."
        } else if !isCaughtUp, services[own].state != .silent {
            services[own].state = .rebuilding
            services[own].message = "This page is still reading what happened before; alerts may be missing."
        }
    }

    /// A source reports once per partition; its newest word counts.
    private static func quietSources(in statuses: [ServiceStatus]) -> [QuietSource] {
        var newest: [String: ServiceStatus.SourceActivity] = [:]
        for activity in statuses.flatMap(\.sources) {
            if let known = newest[activity.source], known.lastHeardAt >= activity.lastHeardAt { continue }
            newest[activity.source] = activity
        }
        return newest.values.filter(\.isQuiet).map { QuietSource(source: $0.source, lastHeardAt: $0.lastHeardAt) }
            .sorted { ($0.lastHeardAt, $0.source) < ($1.lastHeardAt, $1.source) }
    }

    // MARK: - Words

    private static func message(
        _ service: ServiceName, _ state: ServiceChecks.State, affected: Int, of count: Int, isFirst: Bool,
        trouble: String?
    ) -> String {
        let subject = service.checkedSubject
        let share = affected < count ? " for \(affected) of \(count) groups of patients" : ""
        return switch state {
        case .live: "\(service.rawValue) is up to date."
        case .unreported:
            isFirst
                ? "\(service.rawValue) has not reported yet: \(subject) have not been checked."
                : "\(service.rawValue) has not reported\(share) yet: there, \(subject) have not been checked."
        case .silent: "\(service.rawValue) has gone silent\(share): \(subject) are not being checked."
        case .stopped:
            "\(service.rawValue) has stopped\(share)\(trouble.map { " (\($0))" } ?? ""): \(subject) are not being checked."
        case .rebuilding: "\(service.rawValue) is rebuilding\(share): \(subject) are not complete yet."
        case .lagging: "\(service.rawValue) is behind\(share): \(subject) are checked late."
        case .rejudging: "\(service.rawValue) is judging again\(share) by new knowledge: \(subject) may still change."
        }
    }
}

extension ServiceChecks.State {
    fileprivate func isWorse(than other: Self) -> Bool {
        let order = Self.allCases
        return (order.firstIndex(of: self) ?? 0) > (order.firstIndex(of: other) ?? 0)
    }
}

extension ServiceName {
    /// What goes unwatched when the service is silent.
    fileprivate var checkedSubject: String {
        switch self {
        case .prescribing: "orders and doses"
        case .interactionCheck: "interactions"
        case .withdrawalMonitor: "supply and abrupt stops"
        case .costAssistance: "costs of refills"
        case .gateway: "the changes shown here"
        }
    }
}
