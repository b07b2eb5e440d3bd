public import Foundation
public import MedicationDomain

/// How a service is run; every limit has a name.
public struct RunnerConfiguration: Sendable {
    /// Stores live in `<data>/<service>/<instance>`.
    public var dataDirectory: URL
    public var instance: String
    public var sessionTimeout: Duration
    /// A batch ends at this many records, at this many bytes, whichever comes first.
    public var batchRecords: Int
    public var batchBytes: Int
    /// Patients judged again per transaction when the knowledge is new.
    public var rejudgePatients: Int
    /// How often a service reports on its status topic.
    public var statusInterval: Span
    /// The first and the longest pause after a passing failure.
    public var backOff: ClosedRange<Span>
    /// A question older than this is not answered any more.
    public var questionExpiry: Span
    public var onNewCluster: NewClusterChoice
    public var clock: RuntimeClock
    public var cuts: CutPoints

    public init(
        dataDirectory: URL, instance: String, sessionTimeout: Duration = .seconds(10), batchRecords: Int = 1000,
        batchBytes: Int = 4 * 1024 * 1024, rejudgePatients: Int = 100, statusInterval: Span = .seconds(10),
        backOff: ClosedRange<Span> = .milliseconds(100) ... .seconds(10), questionExpiry: Span = .minutes(5),
        onNewCluster: NewClusterChoice = .refuse, clock: RuntimeClock = .system, cuts: CutPoints = CutPoints()
    ) {
        self.dataDirectory = dataDirectory
        self.instance = instance
        self.sessionTimeout = sessionTimeout
        self.batchRecords = batchRecords
        self.batchBytes = batchBytes
        self.rejudgePatients = rejudgePatients
        self.statusInterval = statusInterval
        self.backOff = backOff
        self.questionExpiry = questionExpiry
        self.onNewCluster = onNewCluster
        self.clock = clock
        self.cuts = cuts
    }
}

/// The wall clock, injected so that tests can turn it by hand.
public struct RuntimeClock: Sendable {
    public let now: @Sendable () -> Instant
    /// Returns when some time has passed; a test returns when it has moved its clock.
    public let pause: @Sendable () async throws -> Void

    public init(now: @escaping @Sendable () -> Instant, pause: @escaping @Sendable () async throws -> Void) {
        (self.now, self.pause) = (now, pause)
    }

    /// The system's clock, looked at twenty times a second.
    public static let system = RuntimeClock(
        now: { Instant(Date()) }, pause: { try await Task.sleep(for: .milliseconds(50)) })
}

extension Instant {
    public init(_ date: Date) {
        self.init(millisecondsSince1970: Int64((date.timeIntervalSince1970 * 1000).rounded(.down)))
    }
}
