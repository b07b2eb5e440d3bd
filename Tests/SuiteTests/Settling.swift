import EventContracts
import EventLog
import TestSupport

extension RunningSuite {
    /// Waits until everything published so far has been worked through by these services, then reads what they said.
    func settledOutcome(of services: [ServiceName]) async throws -> SuiteOutcome {
        try await eventually(within: .seconds(120), "the suite comes to rest") { try await self.isAtRest(services) }
        return SuiteOutcome(try await records(on: SuiteOutcome.topics))
    }

    /// Every hospital record has been forwarded or refused, and every partition reports its inputs read to their ends.
    private func isAtRest(_ services: [ServiceName]) async throws -> Bool {
        let reports = try await latestReports(of: services)
        guard reports.count == services.count * TopicCatalog.defaultPartitionCount else { return false }
        let inputs = Set(
            reports.flatMap { report in
                report.inputs.map { TopicPartition($0.topic, report.partition) }
            })
        let ends = try await log.offsets(of: Array(inputs))
        let isRead = reports.allSatisfy { report in
            report.phase == .live && report.trouble == nil
                && report.inputs.allSatisfy {
                    $0.nextOffset >= ends[TopicPartition($0.topic, report.partition)]?.end ?? 0
                }
        }
        guard isRead else { return false }
        let published = try await records(on: [.hospitalEvents]).count
        let taken = try await records(on: [.prescribingIntake, .deadLetters(of: .prescribing)]).compactMap { record in
            record.message.header("x-hospital-origin") ?? origin(of: record)
        }
        return Set(taken).count >= published
    }

    private func origin(of letter: Record) -> String? {
        guard let topic = letter.message.header("x-origin-topic"), topic == TopicName.hospitalEvents.rawValue,
            let partition = letter.message.header("x-origin-partition"),
            let offset = letter.message.header("x-origin-offset")
        else { return nil }
        return "\(topic)/\(partition)/\(offset)"
    }

    private func latestReports(of services: [ServiceName]) async throws -> [ServiceStatus] {
        var latest: [String: ServiceStatus] = [:]
        for record in try await records(on: services.map { .status(of: $0) }) {
            guard let event = try? CloudEvent(record.message), let data = event.data,
                let report = try? ServiceStatus.decode(data, type: event.type)
            else { continue }
            let key = "\(report.service.rawValue)/\(report.partition)"
            if latest[key].map({ $0.reportedAt <= report.reportedAt }) ?? true { latest[key] = report }
        }
        return Array(latest.values)
    }
}
