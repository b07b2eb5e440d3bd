import MedicationDomain
import Synchronization

/// What whoever asks may make the gateway hold in memory at once; beyond it a request is refused, to be sent again.
enum GatewayLimits {
    /// Open connections, those that listen for changes among them.
    static let connections = 1200
    /// A connection that brings no whole head, or nothing more of a body, for so long is closed.
    static let idleSeconds: Int64 = 30
    /// A whole body has to come within this, however steadily it drips.
    static let wholeBody = Span.seconds(60)
    /// What is left of a body that was answered already, a refusal for example, has to come within this.
    static let bodyAfterAnswer = Span.seconds(2)
    /// Documents of `POST /fhir` and `POST /hl7v2` being received; each may have four mebibytes.
    static let openDocuments = 16
    /// Bytes given to the event log and not yet acknowledged, also those nobody waits for any more.
    static let bytesUnderWay = 64 * 1024 * 1024
    /// Questions that wait for their reply.
    static let waitingQuestions = 500
    /// Records of each partition that are looked through for earlier look-ups, and how many of them are listed.
    static let historyRecords: Int64 = 2_000
    static let historyRows = 200
    /// A file of many patients: its bytes, what an upload may have around them, and its rows.
    static let batchBytes = 2 * 1024 * 1024
    static let batchUploadBytes = batchBytes + 16 * 1024
    static let batchRows = 5_000
    /// Uploads being received, files being answered at the same time, those kept in all and of one person.
    static let openUploads = 4
    static let runningBatches = 3
    /// Of one person, so that there is room for another one's.
    static let runningBatchesOfOne = 2
    static let keptBatches = 24
    static let keptBatchesOfOne = 6
    /// Questions of one file that wait for their answers at the same time.
    static let batchQuestions = 8
    /// So many rows in a row without an answer end a file.
    static let silentRows = 24
    /// How long the answers to a file are there once it has ended; income stands in them.
    static let batchKept = Span.hours(1)
    /// Looks into the log for a page that go on at once; each is a client of its own.
    static let logReadings = 6
    /// What was said of sources, of each partition.
    static let sourceRecords: Int64 = 500
    /// Refused records of each partition whose reasons are counted.
    static let deadLetterRecords: Int64 = 25
    /// One server-sent event; whoever listens is told to look again instead of a longer one.
    static let streamEventBytes = 64 * 1024
    /// Partitions a service may report on, and the size of one report.
    static let reportedPartitions: Int32 = 1024
    static let statusBytes = 64 * 1024
}

/// So much of something and no more; whoever takes of it gives it back.
final class Allowance: Sendable {
    private let limit: Int
    private let taken = Mutex(0)

    init(_ limit: Int) { self.limit = limit }

    /// False when there is not so much left.
    func take(_ amount: Int = 1) -> Bool {
        taken.withLock { taken in
            guard amount <= limit - taken else { return false }
            taken += amount
            return true
        }
    }

    func giveBack(_ amount: Int = 1) { taken.withLock { $0 -= amount } }
}
