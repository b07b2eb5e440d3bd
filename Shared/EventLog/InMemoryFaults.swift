import EventContracts

/// What an in-memory log is told to do wrong.
struct InMemoryFaults {
    var hook: (@Sendable ([OutgoingRecord]) throws(LogError) -> Void)?
    /// Topics of which nothing reaches the members of groups for now.
    var held: Set<TopicName> = []
    private var failures = 0
    private var remedy = LogError.Remedy.retry
    private var isRecording = false

    mutating func fail(_ count: Int, _ remedy: LogError.Remedy, recording: Bool) {
        (failures, self.remedy, isRecording) = (count, remedy, recording)
    }

    mutating func beforeAppend(_ records: [OutgoingRecord]) throws(LogError) {
        try hook?(records)
        if !isRecording { try fire() }
    }

    mutating func afterAppend() throws(LogError) {
        if isRecording { try fire() }
    }

    private mutating func fire() throws(LogError) {
        guard failures > 0 else { return }
        failures -= 1
        throw LogError(remedy, code: "INJECTED", message: "a failure that a test asked for")
    }
}
