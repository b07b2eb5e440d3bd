import EventContracts
import Foundation
import JSONCoding
import TestSupport
import Testing

/// What a hospital said is written and read without `Codable`; the bytes, the values and the errors must be those of
/// `Codable`.
@Suite struct HospitalTextTests {
    private static let type: EventType = "org.titrate.hospital.received.v1"

    @Test func theTextIsThatOfCodable() throws {
        for seed in 0..<400 {
            var maker = PayloadMaker(seed: UInt64(seed))
            let facts = maker.facts()
            let text = try facts.encode()
            #expect(text == (try PayloadCoding.encode(facts)), "seed \(seed)")
            #expect(try HospitalFacts.decode(text, type: Self.type) == facts, "seed \(seed)")
            #expect(try JSONDecoder().decode(HospitalFacts.self, from: Data(text)) == facts, "seed \(seed)")
            for fact in facts.facts {
                #expect(try fact.content.encode() == PayloadCoding.encode(fact.content), "seed \(seed)")
            }
        }
    }

    @Test func anEarlierOrderIsWrittenAndReadAsByCodable() throws {
        for seed in 0..<200 {
            var maker = PayloadMaker(seed: UInt64(seed))
            let order = maker.earlierOrder()
            let text = try PlainWriter.text(order.write)
            #expect(text == (try PayloadCoding.encode(order)), "seed \(seed)")
            #expect(try PlainReader.read(text, EarlierOrder.init(_:)) == order, "seed \(seed)")
        }
    }

    @Test func aDamagedTextIsReadOrRefusedAsByCodable() throws {
        let refused = try DamagedTexts.compare(
            texts: (0..<100).map { seed in
                var maker = PayloadMaker(seed: UInt64(seed))
                return try maker.facts().encode()
            },
            fast: { try HospitalFacts.decode($0, type: Self.type) },
            slow: { try PayloadCoding.decode($0, as: HospitalFacts.self) })
        #expect(refused > 500)
    }

    @Test func aFactThatSaysTwoThingsIsRefused() throws {
        var maker = PayloadMaker(seed: 3)
        var facts = maker.facts()
        while facts.facts.first.map({ if case .order = $0.content { false } else { true } }) ?? true {
            facts = maker.facts()
        }
        let text = String(decoding: try facts.encode(), as: UTF8.self)
        let twice = text.replacing(#""content":{"order":"#, with: #""content":{"care":{},"order":"#, maxReplacements: 1)
        #expect(twice != text)
        #expect(throws: PayloadError.self) { try HospitalFacts.decode(Array(twice.utf8), type: Self.type) }
    }

    @Test func factsUnderAnotherTypeAreRefused() throws {
        var maker = PayloadMaker(seed: 1)
        let text = try maker.facts().encode()
        #expect(throws: PayloadError(code: .typeMismatch, path: "$")) {
            try HospitalFacts.decode(text, type: "org.titrate.hospital.received.v2")
        }
    }
}
