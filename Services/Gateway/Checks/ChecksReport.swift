import EventContracts
import MedicationDomain

/// Whether what is shown can be trusted: who checks patients right now, and who does not.
struct ChecksReport: Hashable, Sendable, Encodable {
    enum State: String, Sendable, Encodable {
        /// No service has ever been heard: nothing is known.
        case unreported
        /// Something is not being checked, or not yet.
        case degraded
        /// Every service reports, is up to date, and its sources are heard.
        case healthy
    }

    var state: State
    var asOf: Instant
    /// The earliest moment since which something is not checked; nil when all is, or when nobody knows.
    var notCheckedSince: Instant?
    var services: [ServiceChecks]
    var quietSources: [QuietSource]

    /// The services and sources that keep the state from being healthy.
    var problems: [ServiceChecks] { services.filter { $0.state != .live } }

    /// The report apart from when it was made: two of equal substance tell nobody anything new.
    var substance: ChecksReport {
        var copy = self
        copy.asOf = Instant(millisecondsSince1970: 0)
        copy.services = services.map(\.substance)
        return copy
    }
}

/// What one service checks, and how well it does.
struct ServiceChecks: Hashable, Sendable, Encodable {
    enum State: String, Sendable, Encodable, CaseIterable {
        case live, rejudging, lagging, rebuilding, stopped, silent, unreported
    }

    var service: ServiceName
    /// The worst state of any of its partitions.
    var state: State
    var message: String
    /// Everything before this moment was checked; nil when that is not known.
    var notCheckedSince: Instant?
    var lastReportAt: Instant?
    var affectedPartitions: [Int32]
    var partitionCount: Int
    var knowledgeVersion: String?
    /// Records not yet read, over all its inputs.
    var recordsBehind: Int64

    var substance: ServiceChecks {
        var copy = self
        copy.lastReportAt = nil
        copy.recordsBehind = 0
        if state == .live { copy.notCheckedSince = nil }
        return copy
    }
}

/// A hospital system that has not been heard for longer than it should.
struct QuietSource: Hashable, Sendable, Encodable {
    var source: String
    var lastHeardAt: Instant
}
