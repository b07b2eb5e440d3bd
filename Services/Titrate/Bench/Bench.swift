import EventContracts
import EventLog
import Foundation
import KafkaEventLog
import MedicationDomain
import ServiceRuntime

/// Measures the services and the programs they are compared with side by side, on one broker, in one go.
struct Bench: Sendable {
    let settings: BenchSettings
    let bootstrap: String?
    var replication = 1
    var allowUsedTopics = false
    /// Told what is going on.
    var tell: @Sendable (String) -> Void = { _ in }

    /// Cleans up behind itself, however it ends.
    func run() async throws -> BenchReport {
        let load = Self.loadOfLastMinute()
        var report = try await within { laboratory -> BenchReport in
            let partitions = try await laboratory.prepareTopics(replication: replication, allowUsed: allowUsedTopics)
            var report = BenchReport(
                surroundings: surroundings(laboratory, partitions: partitions, load: load), settings: settings)
            var course = BenchCourse(
                laboratory: laboratory, settings: settings, partitions: partitions, tell: tell)
            try await course.measure(into: &report)
            return report
        }
        if settings.parts.contains(.memory) {
            // A broker of its own, where there is one to be had: idle means that nothing is there to be read.
            let (samples, check) = try await within { laboratory -> ([MemoryRun.Sample], IntegrityCheck) in
                guard let partitions = try await laboratory.log.partitionCount(of: .hospitalEvents) else {
                    throw BenchError.noTopic(.hospitalEvents)
                }
                tell("memory of the services, idle")
                let feed = HospitalFeed(orders: BenchCourse.orders(settings, partitions: partitions))
                return try await MemoryRun(laboratory: laboratory, settings: settings, feed: feed, tell: tell).measure()
            }
            report.memory = samples
            report.checks.append(check)
        }
        return report
    }

    private func within<Value>(_ body: (Laboratory) async throws -> Value) async throws -> Value {
        let laboratory = try await Laboratory(bootstrap: bootstrap)
        do {
            let value = try await body(laboratory)
            await laboratory.close()
            return value
        } catch {
            await laboratory.close()
            throw error
        }
    }

    private static func loadOfLastMinute() -> Double {
        var loads = [0.0]
        return getloadavg(&loads, 1) == 1 ? loads[0] : 0
    }

    private func surroundings(
        _ laboratory: Laboratory, partitions: Int, load: Double
    ) -> BenchReport.Surroundings {
        #if DEBUG
            let build = "debug"
        #else
            let build = "release"
        #endif
        return BenchReport.Surroundings(
            broker: laboratory.isEmbedded ? "embedded" : "kafka", address: laboratory.bootstrap,
            partitions: partitions, cores: ProcessInfo.processInfo.activeProcessorCount, build: build,
            loadBefore: load)
    }
}
