import EventContracts
import EventLog
import MedicationDomain
import Testing

@testable import ServiceRuntime

@Suite struct InputQueuesTests {
    private let a: TopicName = "a"
    private let b: TopicName = "b"

    private func record(_ topic: TopicName, _ offset: Int64, at minute: Double) -> LogRecord {
        Record(
            partition: TopicPartition(topic, 0), offset: offset, timestamp: t0 + .minutes(minute),
            message: Message(value: []))
    }

    private func order(_ records: [LogRecord]) -> [String] { records.map { "\($0.topic)\($0.offset)" } }

    @Test func thePastComesInTheOrderOfTime() {
        var queues = InputQueues(ends: [a: 3, b: 2], positions: [:])
        queues.append([record(a, 0, at: 0), record(a, 1, at: 10), record(a, 2, at: 20)])
        #expect(queues.next(atMost: 9, bytes: 1 << 20).isEmpty, "b may hold something earlier")
        queues.append([record(b, 0, at: 5), record(b, 1, at: 15)])
        #expect(order(queues.next(atMost: 9, bytes: 1 << 20)) == ["a0", "b0", "a1", "b1", "a2"])
        #expect(queues.isCaughtUp)
    }

    @Test func aBatchEndsWhereThePastEnds() {
        var queues = InputQueues(ends: [a: 1], positions: [:])
        queues.append([record(a, 0, at: 0), record(a, 1, at: 1)])
        #expect(order(queues.next(atMost: 9, bytes: 1 << 20)) == ["a0"])
        #expect(order(queues.next(atMost: 9, bytes: 1 << 20)) == ["a1"])
    }

    @Test func anInputWhoseLastOffsetsHoldNothingDoesNotHoldUpTheOthers() {
        var queues = InputQueues(ends: [a: 1, b: 7], positions: [:])
        queues.append([record(a, 0, at: 0)])
        #expect(queues.next(atMost: 9, bytes: 1 << 20).isEmpty)
        queues.noteEnd(of: b, at: 7)
        #expect(order(queues.next(atMost: 9, bytes: 1 << 20)) == ["a0"])
        #expect(queues.isCaughtUp)
    }

    @Test func nothingToReadIsCaughtUpFromTheStart() {
        #expect(InputQueues(ends: [a: 4, b: 0], positions: [a: 4]).isCaughtUp)
    }
}

@Suite struct PatientLedgerTests {
    @Test func aRepeatAReuseAndAnOlderRevisionAreToldApart() {
        var ledger = PatientLedger()
        ledger.note(id: 1, content: 10, entity: 5, revision: 3)
        #expect(ledger.verdict(id: 1, content: 10, entity: 5, revision: 3) == .repeated)
        #expect(ledger.verdict(id: 1, content: 11, entity: 5, revision: 3) == .reused)
        #expect(ledger.verdict(id: 2, content: 10, entity: 5, revision: 3) == .outdated)
        #expect(ledger.verdict(id: 2, content: 10, entity: 5, revision: 4) == .new)
        #expect(ledger.verdict(id: 2, content: 10, entity: 6, revision: 1) == .new)
    }

    @Test func itStaysSmallHoweverManyEventsItSees() throws {
        var ledger = PatientLedger()
        for number in 0..<100_000 as Range<UInt64> {
            ledger.note(id: number, content: number, entity: number % 2000, revision: Int(number))
        }
        #expect(ledger.bytes.count <= 8 + PatientLedger.windowLimit * 16 + PatientLedger.entityLimit * 12)
        #expect(try PatientLedger(ledger.bytes) == ledger)
    }

    @Test func damagedBytesAreNotedNotGuessed() {
        var ledger = PatientLedger()
        ledger.note(id: 1, content: 1, entity: nil, revision: nil)
        #expect(throws: DamagedBytes.self) { try PatientLedger(Array(ledger.bytes.dropLast())) }
    }
}

@Suite struct RecordCodecTests {
    @Test func recordsComeBackWhole() throws {
        let records = [
            OutgoingRecord(
                topic: "t", partition: 3,
                message: Message(
                    key: nil, value: [], headers: [Header("h", nil), Header("h", []), Header("ü", [0, 255])])),
            OutgoingRecord(topic: "t", message: Message(key: [1], value: nil)),
        ]
        #expect(try RecordCodec.decode(RecordCodec.encode(records)) == records)
    }
}
