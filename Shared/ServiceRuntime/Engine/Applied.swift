import EventContracts
import MedicationDomain

/// How far a partition's inputs are read.
struct Progress: Equatable, Sendable {
    /// The next offset of each.
    var positions: [TopicName: Int64]
    /// The time of the last record of each.
    var through: [TopicName: Instant]
}

/// What a batch led to.
struct Applied: Sendable {
    /// How many of the records were applied or refused, from the first on.
    var taken = 0
    var rows: [OutboxRow] = []
    var tally = EngineTally()

    mutating func merge(_ other: Applied) {
        rows += other.rows
        tally.read += other.tally.read
        tally.applied += other.tally.applied
        tally.ignored += other.tally.ignored
        tally.repeated += other.tally.repeated
        tally.outdated += other.tally.outdated
        tally.announced += other.tally.announced
        tally.unchanged += other.tally.unchanged
        tally.fired += other.tally.fired
        tally.pending += other.tally.pending
        tally.refused += other.tally.refused
        tally.types.merge(other.tally.types, uniquingKeysWith: +)
        tally.alerts += other.tally.alerts
    }
}
