import GRDB

/// Which of a partition's successive owners a store belongs to, and the revision its announcements begin above.
///
/// Kafka cannot keep a process that was stopped in the middle of a publication from finishing it later, when its
/// patients have long been given to another. So each owner numbers its announcements above everything an earlier one
/// can still say: readers keep the newest revision, and the late word is ignored.
struct Ownership: Equatable, Sendable {
    /// Revisions between two owners of one entity; more than an owner has under way at any moment.
    static let stride = 1000

    var epoch: Int
    var revisionBase: Int

    init(epoch: Int, revisionBase: Int) { (self.epoch, self.revisionBase) = (epoch, revisionBase) }

    init(_ database: Database) throws {
        epoch = try database.meta(.epoch).flatMap { Int($0) } ?? 0
        revisionBase = try database.meta(.revisionBase).flatMap { Int($0) } ?? 0
    }

    /// Writes a new ownership down, above what this store has said itself.
    static func begin(epoch: Int, in database: Database) throws -> Ownership {
        let said = try Int.fetchOne(database, sql: "SELECT MAX(revision) FROM announced") ?? 0
        var ownership = Ownership(epoch: epoch, revisionBase: max(epoch * stride, try Ownership(database).revisionBase))
        if epoch > 0 { ownership.rise(above: said) }
        try ownership.store(in: database)
        return ownership
    }

    /// Leaves room for what others may still say beyond that revision.
    mutating func rise(above revision: Int) {
        guard revision >= revisionBase else { return }
        revisionBase = (revision / Ownership.stride + 1) * Ownership.stride
    }

    func store(in database: Database) throws {
        try database.setMeta(.epoch, String(epoch))
        try database.setMeta(.revisionBase, String(revisionBase))
    }
}
