import EventContracts
import EventLog
import TestSupport

extension RunningSuite {
    /// Waits until everything published so far has been worked through by these services, then reads what they said.
    func settledOutcome(of services: [ServiceName], patients prefix: String = "") async throws -> SuiteOutcome {
        try await eventually(within: .seconds(120), "the suite comes to rest") { try await self.isAtRest(services) }
        var outcome = SuiteOutcome(try await records(on: SuiteOutcome.topics), patients: prefix)
        outcome.deadLetters = try await deadLetters(of: services)
        return outcome
    }

    private func deadLetters(of services: [ServiceName]) async throws -> Int {
        Set(
            try await records(on: services.map { .deadLetters(of: $0) }).map { letter in
                ["x-origin-topic", "x-origin-partition", "x-origin-offset"].map { letter.message.header($0) ?? "" }
            }
        ).count
    }

    /// Every hospital record has been forwarded or refused, and every partition reports its inputs read to their ends.
    ///
    /// In this order, upstream first: services that have nothing to read yet are at rest, too.
    func isAtRest(_ services: [ServiceName]) async throws -> Bool {
        let published = try await records(on: [.hospitalEvents]).count
        let taken = try await records(on: [.prescribingIntake, .deadLetters(of: .prescribing)]).compactMap { record in
            record.message.header("x-hospital-origin") ?? origin(of: record)
        }
        guard Set(taken).count >= published else { return false }
        let reports = try await latestReports(of: services)
        guard reports.count == services.count * TopicCatalog.defaultPartitionCount else { return false }
        let inputs = Set(
            reports.flatMap { report in
                report.inputs.map { TopicPartition($0.topic, report.partition) }
            })
        let ends = try await patiently { try await log.offsets(of: Array(inputs)) }
        return reports.allSatisfy { report in
            report.phase == .live && report.trouble == nil
                && report.inputs.allSatisfy {
                    $0.nextOffset >= ends[TopicPartition($0.topic, report.partition)]?.end ?? 0
                }
        }
    }

    private func origin(of letter: Record) -> String? {
        guard let topic = letter.message.header("x-origin-topic"), topic == TopicName.hospitalEvents.rawValue,
            let partition = letter.message.header("x-origin-partition"),
            let offset = letter.message.header("x-origin-offset")
        else { return nil }
        return "\(topic)/\(partition)/\(offset)"
    }

    /// The partitions of which that instance has reported last.
    func owned(by instance: String, of service: ServiceName) async throws -> Set<Int32> {
        Set(try await latestReports(of: [service]).filter { $0.instance == instance }.map(\.partition))
    }

    func latestReports(of services: [ServiceName]) async throws -> [ServiceStatus] {
        var latest: [String: ServiceStatus] = [:]
        for report in try await allReports(of: services) {
            let key = "\(report.service.rawValue)/\(report.partition)"
            if latest[key].map({ $0.reportedAt <= report.reportedAt }) ?? true { latest[key] = report }
        }
        return Array(latest.values)
    }

    func allReports(of services: [ServiceName]) async throws -> [ServiceStatus] {
        try await records(on: services.map { .status(of: $0) }).compactMap { record in
            guard let event = try? CloudEvent(record.message), let data = event.data else { return nil }
            return try? ServiceStatus.decode(data, type: event.type)
        }
    }
}
