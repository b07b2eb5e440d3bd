import JSONCoding
import Testing

/// What Foundation cannot be asked: texts that are no JSON, limits, and numbers that JSON cannot say.
@Suite struct LimitTests {
    private func refuses<Value: Decodable>(_ text: String, as type: Value.Type) -> Bool {
        refuses(Array(text.utf8), as: type)
    }
    private func refuses<Value: Decodable>(_ bytes: [UInt8], as type: Value.Type) -> Bool {
        do {
            _ = try JSONText.decode(type, from: bytes)
            return false
        } catch DecodingError.dataCorrupted(let context) {
            return context.codingPath.isEmpty
        } catch {
            return false
        }
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1,]", "{\"a\":1,}", "{\"a\"}", "{a:1}", "01", "1.", ".5", "-", "1e", "+1", "tru", "nul",
        "\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"a\nb\"", "1 2", "[1]]",
        "{\"a\":1 \"b\":2}", "NaN", "Infinity", "'a'",
    ])
    func noJSON(_ text: String) {
        #expect(refuses(text, as: Double.self))
    }

    @Test func bytesThatAreNoUTF8() {
        #expect(refuses([0x22, 0xC3, 0x28, 0x22], as: String.self))
        #expect(refuses([0xFF, 0xFE, 0x31, 0x00], as: Int.self))
    }

    @Test func nestingHasALimit() throws {
        struct Whatever: Decodable { init(from decoder: any Decoder) {} }
        let deep = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
        _ = try JSONText.decode(Whatever.self, from: Array(deep(512).utf8))
        #expect(refuses(deep(513), as: Whatever.self))
        #expect(refuses(String(repeating: "[", count: 3_000_000), as: Whatever.self))
        #expect(refuses(String(repeating: "{\"a\":", count: 1_000_000), as: Whatever.self))
    }

    @Test func aByteOrderMarkIsSkipped() throws {
        #expect(try JSONText.decode(Int.self, from: [0xEF, 0xBB, 0xBF, 0x37]) == 7)
    }

    @Test(arguments: ["1e999", "-1e999", "1e-400", "-0.5e-999"]) func numbersBeyondEveryDouble(_ text: String) {
        #expect(refuses(text, as: Double.self))
    }

    @Test func numbersThatDoNotFit() {
        #expect(refuses("128", as: Int8.self))
        #expect(refuses("-1", as: UInt.self))
        #expect(refuses("1.5", as: Int.self))
        #expect(refuses("9223372036854775808", as: Int.self))
        #expect(throws: EncodingError.self) { try JSONText.encode([Double.nan]) }
        #expect(throws: EncodingError.self) { try JSONText.encode(["a": Double.infinity]) }
    }

    /// Looking for one key among many stays cheap, so that nobody can stop a service with one record.
    @Test func manyKeysAreReadInTime() throws {
        let text = "{" + (0..<200_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"
        let clock = ContinuousClock()
        var table: [String: Int] = [:]
        let time = try clock.measure { table = try JSONText.decode([String: Int].self, from: Array(text.utf8)) }
        #expect(table.count == 200_000)
        #expect(table["k199999"] == 199_999)
        #expect(time < .seconds(20))
    }

    @Test func nestedContainersMayBeWrittenOneAfterTheOther() throws {
        struct Nested: Encodable {
            enum Keys: String, CodingKey { case zulu, alpha, mike }
            func encode(to encoder: any Encoder) throws {
                var outer = encoder.container(keyedBy: Keys.self)
                var inner = outer.nestedContainer(keyedBy: Keys.self, forKey: .zulu)
                try inner.encode(1, forKey: .mike)
                try inner.encode(2, forKey: .alpha)
                var list = outer.nestedUnkeyedContainer(forKey: .alpha)
                try list.encode("x")
                try list.encode(["y"])
                var again = encoder.container(keyedBy: Keys.self)
                try again.encode(3, forKey: .mike)
            }
        }
        let text = String(decoding: try JSONText.encode(Nested()), as: UTF8.self)
        #expect(text == #"{"alpha":["x",["y"]],"mike":3,"zulu":{"alpha":2,"mike":1}}"#)
    }
}
