import TestSupport
import Testing

@testable import JSONCoding

/// Eight bytes at a time find what one at a time would.
@Suite struct ByteSearchTests {
    @Test func theFirstSpecialByteIsFoundWhereverItStands() {
        var random = SeededGenerator(state: 1)
        for _ in 0..<20_000 {
            let bytes = draw(&random)
            let start = Int.random(in: 0...bytes.count, using: &random)
            let expected = bytes[start...].firstIndex { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C } ?? bytes.count
            let found = bytes.withUnsafeBufferPointer { $0.firstSpecial(from: start) }
            #expect(found == expected, "\(bytes) from \(start)")
        }
    }

    @Test func oneByteBeyondASCIIIsFoundWhereverItStands() {
        var random = SeededGenerator(state: 2)
        for _ in 0..<20_000 {
            let bytes = draw(&random)
            #expect(bytes.withUnsafeBufferPointer(\.isASCII) == bytes.allSatisfy { $0 < 0x80 }, "\(bytes)")
        }
    }

    /// Mostly plain, with every byte value now and then, and those next to the special ones often.
    private func draw(_ random: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: 0...40, using: &random)).map { _ in
            switch Int.random(in: 0..<40, using: &random) {
            case 0: UInt8.random(in: 0...255, using: &random)
            case 1:
                [0x1F, 0x20, 0x21, 0x22, 0x23, 0x5B, 0x5C, 0x5D, 0x7F, 0x80, 0xA2, 0xDC].randomElement(using: &random)
                    ?? 0
            default: UInt8.random(in: 0x30...0x5A, using: &random)
            }
        }
    }
}
