import EventLog
import Foundation

/// Sends prepared records at an even pace, whatever the broker takes to acknowledge them.
enum AlertStream {
    /// A tick every ten milliseconds: this is a measurement, and the pace is what is measured.
    static let ticksPerSecond = 100

    /// - Parameters:
    ///   - batches: what goes out at each tick; made before the first, so that making it takes no time from the pace.
    ///   - willSend: told the number of each batch just before it goes.
    /// Returns how long it took to send everything.
    static func send(
        _ batches: [[OutgoingRecord]], by producer: any LogProducer, willSend: (Int) -> Void
    ) async throws -> Duration {
        let start = ContinuousClock.now
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, batch) in batches.enumerated() {
                let due = start + .milliseconds(1000 / ticksPerSecond * number)
                if due > .now { try await Task.sleep(until: due) }
                willSend(number)
                group.addTask { _ = try await producer.append(batch) }
            }
            let took = ContinuousClock.now - start
            try await group.waitForAll()
            return took
        }
    }
}
