import UnixSignals

/// SIGTERM and SIGINT as a stream of their numbers.
enum ShutdownSignals {
    /// Traps the signals from here on.
    static func trap() async -> AsyncStream<Int32> {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        return AsyncStream { continuation in
            let task = Task {
                for await signal in signals { continuation.yield(signal.rawValue) }
                continuation.finish()
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}
