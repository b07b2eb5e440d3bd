import EventContracts
import MedicationDomain
import ServiceRuntime

@testable import Titrate

/// Everything a seed decides before the first step: the feed, the faults, the size of the world.
struct Plan: Sendable {
    let seed: UInt64
    var partitions: Int
    var batchRecords: Int
    var feed: [FeedItem]
    var faults: [PlannedFault]
    /// When each record was published, to be had again; empty: after its gap.
    var times: [Instant] = []

    static let start = Instant(millisecondsSince1970: 1_790_000_000_000)
    static let fewestEvents = 100

    init(seed: UInt64) {
        self.seed = seed
        var random = SampleRandom(seed: seed &* 0x9e37_79b9 &+ 17)
        partitions = Int.random(in: 1...2, using: &random)
        batchRecords = [1, 3, 20].randomElement(using: &random) ?? 3
        let feed = HospitalFeed.make(
            count: Plan.fewestEvents, patients: Int.random(in: 5...7, using: &random), &random)
        var faults: [PlannedFault] = []
        for _ in 0..<Int.random(in: 4...8, using: &random) { faults.append(PlannedFault(feed.count, &random)) }
        self.feed = feed
        self.faults = faults.sorted { $0.after < $1.after }
    }
}

/// A fault and the number of feed items after which it strikes.
struct PlannedFault: Sendable, CustomStringConvertible {
    enum Kind: Sendable {
        case crash(CutPoint, after: Int)
        case crashIntake(CutPoint)
        case loseStore
        case putBackOldCopy
        /// A second instance comes, or the second one goes, in good order or not.
        case secondInstance(leavesInOrder: Bool)
        /// Stopped between its freshness check and its publication while its patients move.
        case zombie
        case failAppends(Int, recording: Bool)
        /// A record of long ago is published once more, as by somebody who was stopped in the middle of it.
        case lateRepeat
        /// Answers reach the log and are not read, while the clock passes the time they were wanted by.
        case lateAnswers(Span)
        case slowTopic(Int)
        case clockForward(Span)
        case loseGateway
    }
    var after: Int
    /// Which of the four services.
    let service: Int
    let kind: Kind

    init(_ count: Int, _ random: inout SampleRandom) {
        after = Int.random(in: 1..<max(2, count), using: &random)
        service = Int.random(in: 0..<4, using: &random)
        switch Int.random(in: 0..<22, using: &random) {
        case 0...4:
            let point = CutPoint.allCases.randomElement(using: &random) ?? .afterCommit
            kind = .crash(point, after: Int.random(in: 1...4, using: &random))
        case 5:
            let points: [CutPoint] = [.beforeProduce, .afterProduce, .beforeOffsetCommit, .afterOffsetCommit]
            kind = .crashIntake(points.randomElement(using: &random) ?? .afterProduce)
        case 6, 7: kind = .loseStore
        case 8: kind = .putBackOldCopy
        case 9, 10: kind = .secondInstance(leavesInOrder: Bool.random(using: &random))
        case 11: kind = .zombie
        case 12:
            kind = .failAppends(Int.random(in: 1...3, using: &random), recording: Bool.random(using: &random))
        case 13: kind = .slowTopic(Int.random(in: 0..<4, using: &random))
        case 14...16: kind = .lateRepeat
        case 17...19: kind = .lateAnswers(.minutes(Double(Int.random(in: 20...120, using: &random))))
        case 20: kind = .clockForward(.minutes(Double(Int.random(in: 5...600, using: &random))))
        default: kind = .loseGateway
        }
    }

    var description: String { "after \(after) events, service \(service): \(kind)" }
}
