import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime

/// Measures the bare loop and `interaction-check` side by side, on one broker, in one go.
struct Bench: Sendable {
    let settings: BenchSettings
    let bootstrap: String?
    var replication = 1
    var allowUsedTopics = false
    /// Told what is going on.
    var tell: @Sendable (String) -> Void = { _ in }

    /// Cleans up behind itself, however it ends.
    func run() async throws -> BenchReport {
        let laboratory = try await Laboratory(bootstrap: bootstrap)
        do {
            let report = try await measure(in: laboratory)
            await laboratory.close()
            return report
        } catch {
            await laboratory.close()
            throw error
        }
    }

    private func measure(in laboratory: Laboratory) async throws -> BenchReport {
        let partitions = try await laboratory.prepareTopics(replication: replication, allowUsed: allowUsedTopics)
        var report = BenchReport(
            surroundings: surroundings(laboratory, partitions: partitions), settings: settings)
        let needsLoop = settings.parts.contains { $0 != .path }
        let needsService = settings.parts.contains { $0 != .loop }
        var subjects: [Subject] = []
        do {
            if needsLoop {
                tell("starting the bare loop")
                subjects.append(try subject(laboratory, .loop, try await laboratory.startLoop(), partitions))
            }
            if needsService {
                tell("starting interaction-check")
                subjects.append(try subject(laboratory, .path, try await laboratory.startService(), partitions))
            }
            try await throughput(&subjects, &report)
            if settings.parts.contains(.latency) { try await latency(&subjects, &report) }
            for subject in subjects { report.checks += try await subject.checks() }
        } catch {
            for subject in subjects {
                laboratory.stop(subject.program)
                // Its log goes with the folder.
                let words = laboratory.lastWords(subject.program.name)
                if !(error is CancellationError), !words.isEmpty { tell("\(subject.program.name) said:\n\(words)") }
            }
            throw error
        }
        for subject in subjects { laboratory.stop(subject.program) }
        return report
    }

    private func subject(
        _ laboratory: Laboratory, _ part: BenchSettings.Part, _ program: any MeasuredProgram, _ partitions: Int
    ) throws -> Subject {
        let nonce = UUID().uuidString.prefix(8).lowercased()
        return Subject(
            laboratory: laboratory, part: part, program: program, settings: settings,
            feedName: "\(nonce)-\(part.rawValue)", partitions: partitions)
    }

    /// The programs take turns, so that a slow minute of the machine strikes both.
    private func throughput(_ subjects: inout [Subject], _ report: inout BenchReport) async throws {
        let chosen = subjects.indices.filter { settings.parts.contains(subjects[$0].part) }
        guard !chosen.isEmpty else { return }
        var samples: [BenchSettings.Part: [ThroughputRun.Sample]] = [:]
        for index in chosen {
            tell("warming up \(subjects[index].program.name)")
            try await subjects[index].warmUp()
        }
        for run in 1...settings.runs {
            for index in chosen {
                tell("run \(run) of \(settings.runs): \(subjects[index].program.name), throughput")
                samples[subjects[index].part, default: []].append(try await subjects[index].throughput())
            }
        }
        report.loop = BenchReport.Throughput(samples[.loop] ?? [])
        report.interactionCheck = BenchReport.Throughput(samples[.path] ?? [])
        report.rateRatio = BenchReport.ratio(
            (samples[.path] ?? []).map(\.recordsPerSecond), to: (samples[.loop] ?? []).map(\.recordsPerSecond))
    }

    private func latency(_ subjects: inout [Subject], _ report: inout BenchReport) async throws {
        var samples: [BenchSettings.Part: [LatencyRun.Sample]] = [:]
        var cost: [BenchSettings.Part: [Double]] = [:]
        for index in subjects.indices { try await subjects[index].warmUpLatency() }
        for run in 1...settings.runs {
            for index in subjects.indices {
                tell("run \(run) of \(settings.runs): \(subjects[index].program.name), latency")
                let (sample, microseconds) = try await subjects[index].latency()
                samples[subjects[index].part, default: []].append(sample)
                cost[subjects[index].part, default: []].append(microseconds)
            }
        }
        report.pingPongLatency = BenchReport.Latency(samples[.loop] ?? [], microseconds: cost[.loop] ?? [])
        report.interactionCheckLatency = BenchReport.Latency(samples[.path] ?? [], microseconds: cost[.path] ?? [])
        report.p99Ratio = BenchReport.ratio(
            (samples[.path] ?? []).map(\.p99Milliseconds), to: (samples[.loop] ?? []).map(\.p99Milliseconds))
    }

    private func surroundings(_ laboratory: Laboratory, partitions: Int) -> BenchReport.Surroundings {
        #if DEBUG
            let build = "debug"
        #else
            let build = "release"
        #endif
        return BenchReport.Surroundings(
            broker: laboratory.isEmbedded ? "embedded" : "kafka", address: laboratory.bootstrap,
            partitions: partitions, cores: ProcessInfo.processInfo.activeProcessorCount, build: build)
    }
}
