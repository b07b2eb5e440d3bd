import EventContracts
import Foundation
import TestSupport
import Testing

/// Orders are written and read without `Codable`; the bytes, the values and the errors must be those of `Codable`.
@Suite struct OrderTextTests {
    @Test func theTextIsThatOfCodable() throws {
        for seed in 0..<400 {
            var maker = PayloadMaker(seed: UInt64(seed))
            let order = maker.order()
            let text = try order.encode()
            #expect(text == (try PayloadCoding.encode(order)), "seed \(seed)")
            #expect(try OrderEvent.decode(text, type: order.type) == order, "seed \(seed)")
            #expect(try JSONDecoder().decode(OrderEvent.self, from: Data(text)) == order, "seed \(seed)")
        }
    }

    @Test func aDamagedTextIsReadOrRefusedAsByCodable() throws {
        let refused = try DamagedTexts.compare(
            texts: (0..<100).map { seed in
                var maker = PayloadMaker(seed: UInt64(seed))
                var order = maker.order()
                order.status = .accepted
                return try order.encode()
            },
            fast: { try OrderEvent.decode($0, type: "org.titrate.prescription.accepted.v1") },
            slow: { text in
                let order = try PayloadCoding.decode(text, as: OrderEvent.self)
                guard order.status == .accepted else { throw PayloadError(code: .typeMismatch, path: "$") }
                return order
            })
        #expect(refused > 500)
    }

    @Test func anOrderUnderAnotherTypeIsRefused() throws {
        var maker = PayloadMaker(seed: 1)
        var order = maker.order()
        order.status = .stopped
        let text = try order.encode()
        #expect(throws: PayloadError(code: .typeMismatch, path: "$")) {
            try OrderEvent.decode(text, type: "org.titrate.prescription.accepted.v1")
        }
    }
}
