import EventContracts
import Foundation
import MedicationDomain
import TestSupport
import Testing

/// Alerts are written and read without `Codable`; the bytes, the values and the errors must be those of `Codable`.
@Suite struct AlertTextTests {
    @Test func theTextIsThatOfCodable() throws {
        for seed in 0..<300 {
            var maker = PayloadMaker(seed: UInt64(seed))
            let alert = maker.alert()
            let event = AlertEvent(.updated, alert)
            let text = try event.encode()
            #expect(text == (try PayloadCoding.encode(alert)), "seed \(seed)")
            let read = try AlertEvent.decode(text, type: event.type)
            #expect(read.alert == alert, "seed \(seed)")
        }
    }

    @Test func aDamagedTextIsReadOrRefusedAsByCodable() throws {
        let refused = try DamagedTexts.compare(
            texts: (0..<60).map { seed in
                var maker = PayloadMaker(seed: UInt64(seed))
                return try AlertEvent(.updated, maker.alert()).encode()
            },
            fast: { try AlertEvent.decode($0, type: "org.titrate.alert.updated.v1").alert },
            slow: { try PayloadCoding.decode($0, as: Alert.self) })
        #expect(refused > 500)
    }

    @Test func aBookIsTheSameByEveryCoder() throws {
        let slow = JSONEncoder()
        slow.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        for seed in 0..<100 {
            var maker = PayloadMaker(seed: UInt64(seed))
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
