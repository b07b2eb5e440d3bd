import EventContracts
import EventLog
import MedicationDomain

@testable import ServiceRuntime

/// The runtime's stored bytes, as a damaged file gives them back.
struct StoredBytesTarget: FuzzTarget {
    static let name = "stored bytes"
    static let shortRound = 10_000
    static let share = 30

    enum Kind { case outbox, record, ledger }

    struct Input {
        var kind: Kind
        var bytes: [UInt8]
    }

    func makeInput(_ chance: inout Chance) -> Input {
        let kind: Kind
        var bytes: [UInt8]
        let headers = (0..<chance.below(4)).map { Header("ce_\($0)", Array(Canary.text.utf8)) }
        let message = Message(
            key: chance.oneIn(3) ? nil : Array("p-1".utf8), value: chance.oneIn(3) ? nil : Array(Canary.text.utf8),
            headers: headers)
        switch chance.below(3) {
        case 0:
            kind = .outbox
            bytes = RecordCodec.encode(
                (0..<chance.below(4)).map { _ in
                    OutgoingRecord(topic: .prescribingEvents, partition: nil, message: message)
                })
        case 1:
            kind = .record
            bytes = RecordCodec.encode(
                Record(
                    partition: TopicPartition(.hospitalEvents, 3), offset: 7,
                    timestamp: Instant(millisecondsSince1970: 1_795_253_400_000), message: message))
        default:
            kind = .ledger
            var ledger = PatientLedger()
            for _ in 0..<chance.below(6) {
                ledger.note(id: chance.next(), content: 1, entity: chance.next(), revision: chance.below(9))
            }
            bytes = ledger.bytes
        }
        if !chance.oneIn(4) { ByteDamage.apply(to: &bytes, &chance) }
        return Input(kind: kind, bytes: bytes)
    }

    func read(_ input: Input) throws -> Verdict {
        do {
            switch input.kind {
            case .outbox:
                let records = try RecordCodec.decode(input.bytes)
                guard try RecordCodec.decode(RecordCodec.encode(records)) == records else { throw Complaint("outbox") }
            case .record:
                let record = try RecordCodec.decodeRecord(input.bytes)
                guard try RecordCodec.decodeRecord(RecordCodec.encode(record)) == record else {
                    throw Complaint("record")
                }
            case .ledger:
                let ledger = try PatientLedger(input.bytes)
                guard try PatientLedger(ledger.bytes) == ledger else { throw Complaint("ledger") }
            }
            return .accepted
        } catch let error as DamagedBytes {
            return .refused(telling: "\(error)")
        }
    }
}
