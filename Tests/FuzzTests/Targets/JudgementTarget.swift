import EventContracts
import EventLog
import MedicationDomain
import ServiceHost
import ServiceRuntime
import TestSupport

@testable import InteractionCheck
@testable import Prescribing
@testable import WithdrawalMonitor

/// What the intake lets through, judged: orders, then interactions and supply on what became of them.
///
/// Readers bound single numbers; here their products, quotients and dates meet the arithmetic of the policies.
struct JudgementTarget: FuzzTarget {
    static let name = "judgement"
    static let shortRound = 1200
    static let share = 20
    /// Charts grow with their orders; after so many records everybody is new again.
    private static let recordsPerChart = 40
    /// The inputs share few ids, so it is right that some are used again for something else.
    private static let expectedCodes: Set = ["id-reused"]

    private let intake: IntakeDefinition
    private let definitions: [ServiceDefinition]
    private var judge: OfflinePartition
    private var followers: [OfflinePartition]
    private var now = Instant(millisecondsSince1970: 1_795_253_400_000)
    private var records = 0

    init() throws {
        let prescribing = try PrescribingService.define(.init())
        guard let intake = prescribing.intake else { throw Complaint("prescribing has no intake") }
        self.intake = intake
        definitions = [
            prescribing, try InteractionCheckService.define(.init()), try WithdrawalMonitorService.define(.init()),
        ]
        judge = try OfflinePartition(definitions[0])
        followers = try definitions[1...].map { try OfflinePartition($0) }
    }

    func makeInput(_ chance: inout Chance) -> Message {
        chance.oneIn(10) ? HospitalRecords.make(&chance) : HospitalRecords.makeReadable(&chance)
    }

    mutating func read(_ message: Message) throws -> Verdict {
        try renew()
        let place = TopicPartition(.hospitalEvents, 0)
        let result = intake.read(Record(partition: place, offset: Int64(records), timestamp: now, message: message))
        for case let facts as HospitalFacts in result.forwarded {
            now = now + .minutes(7)
            let published = try judge.deliver(
                facts, on: Topic<HospitalFacts>(.prescribingIntake), about: facts.patientId, at: now)
            try check(published, "judged facts")
            for record in published where record.topic == .prescribingEvents {
                for follower in followers {
                    let answers = try follower.deliver(record.message, on: record.topic, at: now)
                    try check(answers, "an event of prescribing")
                }
            }
        }
        return result.refusal.map { .refused(telling: $0.description) } ?? .accepted
    }

    private func check(_ published: [OutgoingRecord], _ what: String) throws {
        let codes = Published(published).deadLetterCodes.filter { !Self.expectedCodes.contains($0) }
        guard codes.isEmpty else { throw Complaint("\(what) became a dead letter: \(codes)") }
    }

    private mutating func renew() throws {
        records += 1
        guard records.isMultiple(of: Self.recordsPerChart) else { return }
        judge = try OfflinePartition(definitions[0])
        followers = try definitions[1...].map { try OfflinePartition($0) }
    }
}
