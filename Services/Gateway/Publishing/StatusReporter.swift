import EventContracts
import EventLog
import Logging
import MedicationDomain

/// Says every ten seconds that the gateway is alive; reading that back shows that it still hears the log.
struct StatusReporter: Sendable {
    static let interval = Duration.seconds(10)

    let publisher: LogPublisher
    let model: ReadModel
    let progress: ReadingProgress
    let instance: String
    let now: @Sendable () -> Instant
    let logger: Logger

    func run() async {
        while !Task.isCancelled {
            do {
                try await publisher.publish([try GatewayRecords.status(try await status())])
            } catch {
                logger.warning("the gateway's status was not taken", metadata: ["error": "\(type(of: error))"])
            }
            do { try await Task.sleep(for: StatusReporter.interval) } catch { return }
        }
    }

    func status() async throws -> ServiceStatus {
        let state = progress.current
        var next: [TopicName: Int64] = [:]
        for (partition, offset) in try await model.offsets() { next[partition.topic, default: 0] += offset }
        return ServiceStatus(
            service: .gateway, instance: instance, partition: 0,
            phase: state.trouble != nil ? .stopped : state.isCaughtUp ? .live : .rebuilding,
            inputs: next.sorted { $0.key < $1.key }.map {
                ServiceStatus.InputProgress(topic: $0.key, nextOffset: $0.value, endOffset: nil, processedThrough: nil)
            },
            knowledgeVersion: "none", knowledgeHash: "none", trouble: state.trouble, reportedAt: now())
    }
}
