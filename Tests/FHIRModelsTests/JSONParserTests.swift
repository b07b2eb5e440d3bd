import FHIRModels
import Testing

@Suite struct JSONParserTests {
    @Test func numbersKeepTheTextTheyWereWrittenIn() throws {
        for text in ["0", "-0", "0.50", "12.5e-3", "1E+2", "98765432109876543210"] {
            guard case .number(let number) = try JSONValue(text) else {
                Issue.record("\(text) is a number")
                continue
            }
            #expect(number.text == text)
            #expect(number.value == Double(text))
        }
        #expect(try JSONValue("[0.50, 7]").bytes == Array("[0.50,7]".utf8))
    }

    @Test func escapesBecomeTheirCharacters() throws {
        #expect(try JSONValue(#""a\"\\\/\b\f\n\r\tµ\u00b5\ud83d\ude00""#).text == "a\"\\/\u{8}\u{C}\n\r\tµµ😀")
        #expect(try JSONValue("\u{FEFF}[]") == .array([]))
    }

    @Test func writingAndReadingAgainChangesNothing() throws {
        for sample in Samples.all.values + [#"{"a":"\u0001\u001f\"\\\n\t\r","b":[null,true,false]}"#] {
            let value = try JSONValue(sample)
            #expect(try JSONValue(parsing: value.bytes) == value)
        }
    }

    @Test(arguments: [
        "{} x", "{'a':1}", "{\"a\" 1}", "{\"a\":1,}", "[1,]", "[01]", "[1.]", "[.5]", "[+1]", "[1e]", "[tru]", "nil",
        "[NaN]", "\"\u{1}\"", "\"line\nbreak\"", #""\x""#, #""\u12g4""#, #""\ud83d x""#, #""\ud83d\u0041""#,
        #""\ude00""#, #""\u0000""#, "{1:2}", "]", "[}",
    ])
    func whatIsNoJSONIsRefused(_ text: String) throws {
        #expect(try refusal(of: text).code == .notJSON)
    }

    @Test func everyCutOffDocumentIsRecognisedAsOne() throws {
        let bytes = Array(Samples.medicationDispense.utf8)
        for length in 0..<bytes.count {
            let error = try refusal(of: Array(bytes[..<length]))
            #expect(error.code == .truncated && error.byteOffset == length, "cut at \(length)")
        }
    }

    @Test(arguments: [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]] as [[UInt8]])
    func invalidUTF8IsRefused(_ wrong: [UInt8]) throws {
        for prefix in ["", "\\n"] {
            let bytes = Array("{\"resourceType\":\"\(prefix)".utf8) + wrong + Array("\"}".utf8)
            #expect(try refusal(of: bytes).code == .invalidUTF8)
        }
        #expect(try refusal(of: wrong).code == .notJSON)
    }

    @Test func duplicateKeysAreRefused() throws {
        let text = #"{"resourceType":"Patient","gender":"male","\u0067ender":"female"}"#
        #expect(try refusal(of: text).code == .duplicateKey)
    }

    @Test func nestingHasALimit() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(throws: Never.self) { try JSONValue(parsing: nested(64)) }
        #expect(throws: FHIRError(.tooDeep, byteOffset: 64)) { try JSONValue(parsing: nested(65)) }
        let unbounded = FHIRLimits(maximumDepth: .max)
        #expect(try refusal(of: nested(1_000_000), limits: unbounded).code == .tooDeep)
        #expect(try refusal(of: nested(1_000_000)).isOverLimit)
    }

    @Test func sizeHasALimit() throws {
        let bytes = Array(Samples.patient.utf8)
        let exact = FHIRLimits(maximumBytes: bytes.count)
        #expect(throws: Never.self) { try FHIRResource.decode(bytes, limits: exact) }
        #expect(try refusal(of: bytes + [0x20], limits: exact).code == .tooLarge)
        #expect(try refusal(of: [UInt8](repeating: 0x20, count: 4 * 1024 * 1024 + 1)).code == .tooLarge)
    }

    @Test(arguments: ["1e999", String(repeating: "9", count: 65)])
    func numbersBeyondReasonAreRefused(_ number: String) throws {
        #expect(try refusal(of: "[\(number)]").code == .outOfRange)
    }
}
