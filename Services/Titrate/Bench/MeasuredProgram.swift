import EventContracts
import Foundation

/// A program in a process of its own that is fed through the log and watched from outside.
protocol MeasuredProgram: Sendable {
    var name: String { get }
    var process: SuiteProcess { get }
    var input: TopicName { get }
    var output: TopicName { get }
    /// Records read so far, and records published so far and acknowledged.
    func progress() async throws -> (read: Int, published: Int)
}

extension MeasuredProgram {
    /// Throws `BenchError.childEnded` when it is not the process any more that was started.
    func tree() throws -> ProcessTree {
        guard process.restarts == 0, let id = process.processIdentifier else { throw BenchError.childEnded(name) }
        return ProcessTree(of: id)
    }

    func microseconds() throws -> Double {
        guard let time = try tree().microseconds else { throw BenchError.childEnded(name) }
        return time
    }
}

/// A program that counts in a file: the loops, the floor, the peer, the ping-pong.
struct CountingProgram: MeasuredProgram {
    let name: String
    let process: SuiteProcess
    let input: TopicName
    let output: TopicName
    let progressPath: String

    func progress() async throws -> (read: Int, published: Int) {
        guard let progress = LoopProgressFile.read(progressPath) else { throw BenchError.childEnded(name) }
        return (progress.read, progress.settled)
    }
}

/// A service, as it is delivered.
struct ServiceProgram: MeasuredProgram {
    let service: ServiceName
    let process: SuiteProcess
    let input: TopicName
    let output: TopicName
    let address: URL
    /// How many records its output topic has; nil: what the service says that it has published is on that topic alone.
    var outputEnd: (@Sendable () async throws -> Int)?

    var name: String { service.rawValue }
    /// What it is fed. It also reads what services say of one another, which nobody has fed it.
    private var fedType: String {
        service == .prescribing ? #"type="org.titrate.hospital."# : #"type="org.titrate.prescription."#
    }

    func progress() async throws -> (read: Int, published: Int) {
        do {
            let page = try await MetricsPage(at: address)
            let published = try await outputEnd?() ?? page.total("titrate_records_published_total")
            return (page.total("titrate_events_applied_total", having: fedType), published)
        } catch BenchError.noMetrics {
            // A process that has gone is the better reason.
            _ = try microseconds()
            throw BenchError.noMetrics
        }
    }

    /// All that it has applied since it began, also what only made its store anew.
    func applied() async throws -> Int { try await MetricsPage(at: address).total("titrate_records_applied_total") }

    /// Records it refused, and records it took for repeats: none of either may be among invented orders.
    func rejected() async throws -> Int {
        let page = try await MetricsPage(at: address)
        return page.total("titrate_dead_letters_total") + page.total("titrate_records_repeated_total")
    }
}
