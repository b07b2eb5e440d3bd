import EventContracts
import TestSupport
import Testing

/// Texts with one place changed, read by two readers that must agree.
enum DamagedTexts {
    /// How many of them both refused.
    static func compare<Value: Equatable>(
        texts: [[UInt8]], fast: ([UInt8]) throws -> Value, slow: ([UInt8]) throws -> Value
    ) throws -> Int {
        var random = SeededGenerator(state: 7)
        var refused = 0
        for (number, text) in texts.enumerated() {
            for _ in 0..<40 {
                let damaged = damage(text, &random)
                switch (Result { try fast(damaged) }, Result { try slow(damaged) }) {
                case (.success(let left), .success(let right)): #expect(left == right)
                case (.failure(let left), .failure(let right)):
                    refused += 1
                    #expect(left as? PayloadError == right as? PayloadError)
                default: Issue.record("text \(number): one reads what the other refuses")
                }
            }
        }
        return refused
    }

    private static func damage(_ text: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var damaged = text
        let at = Int.random(in: 0..<damaged.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: damaged.remove(at: at)
        case 1: damaged[at] = UInt8.random(in: 0x20...0x7E, using: &random)
        case 2: damaged.insert(UInt8(ascii: "0"), at: at)
        default: damaged.replaceSubrange(at..<min(at + 5, damaged.count), with: Array("null".utf8))
        }
        return damaged
    }
}
