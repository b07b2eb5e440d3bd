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
    func microseconds() throws -> Double {
        guard process.restarts == 0, let id = process.processIdentifier, let time = CPUTime.microseconds(of: id) else {
            throw BenchError.childEnded(name)
        }
        return time
    }
}

/// The bare loop.
struct LoopProgram: MeasuredProgram {
    static let name = "bare loop"
    var name: String { Self.name }
    let process: SuiteProcess
    let input: TopicName
    let output: TopicName
    let progressPath: String

    func progress() async throws -> (read: Int, published: Int) {
        guard let progress = LoopProgressFile.read(progressPath) else { throw BenchError.childEnded(name) }
        return (progress.read, progress.settled)
    }
}

/// `interaction-check`, as it is delivered.
struct ServiceProgram: MeasuredProgram {
    let name = "interaction-check"
    let process: SuiteProcess
    let input = TopicName.prescribingEvents
    let output = TopicName.alerts(of: .interactionCheck)
    let address: URL

    func progress() async throws -> (read: Int, published: Int) {
        do {
            let page = try await MetricsPage(at: address)
            return (page.total("titrate_records_applied_total"), page.total("titrate_records_published_total"))
        } catch BenchError.noMetrics {
            // A process that has gone is the better reason.
            _ = try microseconds()
            throw BenchError.noMetrics
        }
    }

    /// Records it refused, and records it took for repeats: none of either may be among invented orders.
    func rejected() async throws -> Int {
        let page = try await MetricsPage(at: address)
        return page.total("titrate_dead_letters_total") + page.total("titrate_records_repeated_total")
    }
}
