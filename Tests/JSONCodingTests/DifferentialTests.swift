import Foundation
import JSONCoding
import Testing

/// Held against Foundation: the same bytes, the same values, the same errors at the same places.
@Suite struct DifferentialTests {
    private static func foundation(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    @Test func writesTheSameBytes() throws {
        for seed in 0..<3000 {
            var dice = Dice(state: UInt64(seed))
            let sample = Sample(&dice)
            let ours = String(decoding: try JSONText.encode(sample), as: UTF8.self)
            let theirs = String(decoding: try Self.foundation(sample), as: UTF8.self)
            try #require(ours == theirs, "seed \(seed)")
        }
    }

    @Test func readsTheSameValues() throws {
        for seed in 0..<3000 {
            var dice = Dice(state: UInt64(seed) + 1_000_000)
            let sample = Sample(&dice)
            let pretty = JSONEncoder()
            pretty.outputFormatting = .prettyPrinted
            let read = try JSONText.decode(Sample.self, from: Array(try pretty.encode(sample)))
            try #require(read == sample, "seed \(seed)")
        }
    }

    /// One byte wrong, one piece missing or doubled: both read the same, or both refuse for the same reason.
    @Test func refusesTheSameTexts() throws {
        var (agreed, refused) = (0, 0)
        for seed in 0..<20_000 {
            var dice = Dice(state: UInt64(seed) + 2_000_000)
            var bytes = try Self.foundation(Sample(&dice))
            Self.damage(&bytes, &dice)
            let text = String(decoding: bytes, as: UTF8.self)
            let ours = Reading { try JSONText.decode(Sample.self, from: bytes) }
            let theirs = Reading { try JSONDecoder().decode(Sample.self, from: Data(bytes)) }
            // Ours checks all of the text before it reads any of it.
            if case .refused(let why, _) = ours, why == "no JSON" {
                refused += 1
                continue
            }
            if Self.isKnownDifference(ours, theirs, text) { continue }
            try #require(ours == theirs, "seed \(seed): \(text)")
            agreed += 1
        }
        #expect(agreed > 5000)
        #expect(refused > 2000)
    }

    private static func isKnownDifference(_ ours: Reading, _ theirs: Reading, _ text: String) -> Bool {
        switch (ours, theirs) {
        // Of a number that does not fit, ours says where it stands.
        case (.refused("bad value", _), .refused("no JSON", _)): true
        // Ours refuses a fraction of a number so large that theirs loses it.
        case (.refused("bad value", ["whole"]), .read), (.refused("bad value", ["large"]), .read):
            text.contains(/[0-9]{16,}(\.[0-9]|[eE])/)
        default: false
        }
    }

    private static func damage(_ bytes: inout [UInt8], _ dice: inout Dice) {
        let place = Int.random(in: 0..<bytes.count, using: &dice)
        let signs = Array(#"{}[]",:0129.-+eEtfn\u "#.utf8)
        switch Int.random(in: 0..<5, using: &dice) {
        case 0: bytes.remove(at: place)
        case 1: bytes[place] = signs.randomElement(using: &dice) ?? 0
        case 2: bytes.insert(signs.randomElement(using: &dice) ?? 0, at: place)
        case 3:
            // A digit for another keeps it JSON more often.
            let others = ["null", "1.5", "\"x\"", "1e3", "7.0", "-1", "[]"]
            if let digit = bytes.indices.filter({ (0x30...0x39).contains(bytes[$0]) }).randomElement(using: &dice) {
                let other = others.randomElement(using: &dice) ?? ""
                bytes.replaceSubrange(digit...digit, with: Array(other.utf8))
            }
        default:
            // A key that nobody looks for.
            if let quote = bytes.indices.filter({ bytes[$0] == 0x22 }).randomElement(using: &dice) {
                bytes.insert(0x78, at: quote + 1)
            }
        }
    }

    private enum Reading: Equatable {
        case read(Sample)
        case refused(String, path: [String])

        init(_ read: () throws -> Sample) {
            do {
                self = .read(try read())
            } catch DecodingError.keyNotFound(let key, let context) {
                self = .refused("missing \(key.stringValue)", path: context.codingPath.map(Reading.name))
            } catch DecodingError.valueNotFound(_, let context) {
                self = .refused("no value", path: context.codingPath.map(Reading.name))
            } catch DecodingError.typeMismatch(_, let context) {
                self = .refused("wrong type", path: context.codingPath.map(Reading.name))
            } catch DecodingError.dataCorrupted(let context) {
                self = .refused(
                    context.codingPath.isEmpty ? "no JSON" : "bad value", path: context.codingPath.map(Reading.name))
            } catch {
                self = .refused("\(error)", path: [])
            }
        }
        private static func name(_ key: any CodingKey) -> String { key.intValue.map { "\($0)" } ?? key.stringValue }
    }
}
