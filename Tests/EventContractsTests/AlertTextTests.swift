import EventContracts
import Foundation
import MedicationDomain
import TestSupport
import Testing

/// Alerts are written and read without `Codable`; the bytes, the values and the errors must be those of `Codable`.
@Suite struct AlertTextTests {
    @Test func theTextIsThatOfCodable() throws {
        for seed in 0..<300 {
            var maker = AlertMaker(seed: UInt64(seed))
            let alert = maker.alert()
            let event = AlertEvent(.updated, alert)
            let text = try event.encode()
            #expect(text == (try PayloadCoding.encode(alert)), "seed \(seed)")
            let read = try AlertEvent.decode(text, type: event.type)
            #expect(read.alert == alert, "seed \(seed)")
        }
    }

    @Test func aDamagedTextIsReadOrRefusedAsByCodable() throws {
        var random = SeededGenerator(state: 7)
        var refused = 0
        for seed in 0..<60 {
            var maker = AlertMaker(seed: UInt64(seed))
            let text = try AlertEvent(.updated, maker.alert()).encode()
            for _ in 0..<40 {
                var damaged = text
                let at = Int.random(in: 0..<damaged.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: damaged.remove(at: at)
                case 1: damaged[at] = UInt8.random(in: 0x20...0x7E, using: &random)
                case 2: damaged.insert(UInt8(ascii: "0"), at: at)
                default: damaged.replaceSubrange(at..<min(at + 5, damaged.count), with: Array("null".utf8))
                }
                let type = AlertEvent(.updated, maker.alert()).type
                let fast = Result { try AlertEvent.decode(damaged, type: type).alert }
                let slow = Result { try PayloadCoding.decode(damaged, as: Alert.self) }
                switch (fast, slow) {
                case (.success(let left), .success(let right)): #expect(left == right)
                case (.failure(let left), .failure(let right)):
                    refused += 1
                    #expect(left as? PayloadError == right as? PayloadError)
                default: Issue.record("seed \(seed): one reads what the other refuses")
                }
            }
        }
        #expect(refused > 500)
    }

    @Test func aBookIsTheSameByEveryCoder() throws {
        let slow = JSONEncoder()
        slow.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        for seed in 0..<100 {
            var maker = AlertMaker(seed: UInt64(seed))
            var book = AlertBook()
            for _ in 0..<Int.random(in: 0...4, using: &maker.random) {
                var alert = maker.alert()
                alert.status = .open
                _ = book.put(alert, at: maker.instant())
                alert.severity = .contraindicated
                _ = book.put(alert, at: maker.instant())
            }
            let text = try PayloadCoding.encode(book)
            #expect(text == Array(try slow.encode(book)), "seed \(seed)")
            #expect(try PayloadCoding.decode(text, as: AlertBook.self) == book)
            #expect(try JSONDecoder().decode(AlertBook.self, from: Data(text)) == book)
        }
    }
}

/// Damage must look like damage, wherever it is: a store then sets itself aside, and blames no record.
@Suite struct DamagedBookTests {
    @Test(arguments: ["alerts", "grown", "moved"]) func aDamagedMemberIsADecodingError(member: String) throws {
        var parts = ["alerts": "{}", "grown": "{}", "moved": "{}"]
        parts[member] = "5"
        let members = parts.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
        let text = "{" + members.joined(separator: ",") + "}"
        #expect(throws: PayloadError.self) { try PayloadCoding.decode(Array(text.utf8), as: AlertBook.self) }
    }
}

/// Alerts with every member there or missing, and texts that are hard to write.
struct AlertMaker {
    var random: SeededGenerator
    init(seed: UInt64) { random = SeededGenerator(state: seed) }

    private static let texts = [
        "", "plain", "ü – ∑ 😀", "a \"quote\" and \\", "line\nbreak\tand\u{1}", "slash / here", "1e5", "null",
    ]
    private mutating func text() -> String { Self.texts.randomElement(using: &random) ?? "" }
    private mutating func texts() -> [String] { (0..<Int.random(in: 0...3, using: &random)).map { _ in text() } }
    private mutating func maybe<Value>(_ value: (inout Self) -> Value) -> Value? {
        Bool.random(using: &random) ? value(&self) : nil
    }
    private mutating func pick<Value: CaseIterable>(_ type: Value.Type) -> Value where Value.AllCases == [Value] {
        let all = type.allCases
        return all[Int.random(in: 0..<all.count, using: &random)]
    }
    mutating func instant() -> Instant {
        Instant(millisecondsSince1970: Int64.random(in: 0..<4_000_000_000_000, using: &random))
    }

    private mutating func medication() -> AlertMedication {
        AlertMedication(
            text: text(), ingredientRxNormCode: maybe { $0.text() }, productRxNormCode: maybe { $0.text() },
            ndc: maybe { $0.text() }, orderId: maybe { OrderID($0.text()) },
            therapyContext: maybe { $0.pick(TherapyContext.self) }, indication: maybe { $0.text() },
            dailyDoseMilligrams: maybe { [0, 0.5, 60, 1e-7, 12.345, 1e16].randomElement(using: &$0.random) ?? 1 })
    }

    mutating func alert() -> Alert {
        let response = AlertResponse(
            responseId: text(), alertId: AlertID(text()), alertRevision: 3, action: pick(AlertResponse.Action.self),
            reason: maybe { AlertResponse.Reason(code: $0.text()) }, comment: maybe { $0.text() },
            by: AlertResponse.Actor(id: PractitionerID(text()), role: text()), at: instant(),
            seenAt: maybe { $0.instant() })
        let citations = (0..<Int.random(in: 0...2, using: &random)).map { number in
            Citation(
                title: text(), href: text(), locator: text(), retrieved: CalendarDay(daysSince1970: 20_000 + number))
        }
        return Alert(
            alertId: AlertID("interaction-check:\(Int.random(in: 0..<9, using: &random))"),
            revision: Int.random(in: 0...9, using: &random), patientId: PatientID(text()), kind: pick(AlertKind.self),
            severity: pick(Severity.self), interruptive: Bool.random(using: &random), status: pick(Alert.Status.self),
            summary: text(), detail: text(), management: texts(),
            medications: (0..<Int.random(in: 0...3, using: &random)).map { _ in medication() },
            encounterId: maybe { EncounterID($0.text()) }, locationId: maybe { LocationID($0.text()) },
            prescriberId: maybe { PractitionerID($0.text()) }, nextDoseAt: maybe { $0.instant() },
            rule: RuleReference(
                id: RuleID(text()), version: text(), evidence: pick(EvidenceLevel.self), citations: citations),
            factors: texts(),
            checks: CheckStatement(
                checked: texts(), notChecked: texts().map { CheckStatement.Omission(check: $0, reason: $0) }),
            raisedAt: instant(), updatedAt: maybe { $0.instant() }, dueAt: maybe { $0.instant() },
            assignedTo: maybe { PractitionerID($0.text()) }, escalationLevel: Int.random(in: 0...3, using: &random),
            resolution: maybe { Alert.Resolution(reason: $0.text(), at: $0.instant()) },
            answer: maybe { _ in Alert.Answer(response) }, interruptsFor: maybe { $0.texts() },
            escalators: maybe { $0.texts() }, reopenedFor: maybe { $0.texts() })
    }
}
