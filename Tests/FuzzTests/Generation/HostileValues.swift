/// Values that readers stumble over.
enum HostileValues {
    static let numbers = [
        "0", "-0", "-1", "1e15", "1e-15", "1e308", "1e-308", "5e-324", "-1e308", "1e999", "-1e999", "1E400",
        "9007199254740993", "2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808",
        "-9223372036854775809", "18446744073709551616", "0.1", "0.30000000000000004", "1.0", "3.00", "1e2", "00", "01",
        ".5", "5.", "+1", "0x10", "NaN", "Infinity", "-Infinity", "1_000", "1e", "1e+", "--1",
        "123456789012345678901234567890", "0.000000000000000000000000000000001", "31622776601683793", "86400000000000",
        "99999999999999999999999999999999999999999999999999999999999999999",
    ]

    static let texts = [
        "", " ", "\u{0}", "\u{1}", "null", "true", "\\", "\"", "'", "\u{FEFF}", "\u{202E}", "e\u{301}", "👩‍👩‍👧‍👦", "ﷺ",
        "\u{10FFFF}", "\r\n", "\t", "0000-01-01", "9999-12-31", "9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00Z",
        "2026-02-30", "2026-11-20T24:00:00Z", "2026-11-20T08:00:60Z", "2026-11-20T08:00:00+23:59", "Patient/",
        "Patient/p-1/_history/1", "#", "urn:uuid:", "http://", "Patient/../../etc/passwd", "' OR 1=1 --", "<script>",
        "{{name}}", "%s%n", "Q0H", "Q6H", "Q99999999999999999999H", "BID", "TID PRN",
        "baclofen 99999999999999999999999999999999 mg tablet", "baclofen 10 mg/0.0000000000000000000001 mL solution",
        "baclofen 1,000,000 mg", "5/325/1/2/3", "00000-0000-0", "mg", "µg", "{tbl}", "mL/min/{1.73_m2}",
    ]

    static func text(_ chance: inout Chance) -> String {
        switch chance.below(12) {
        case 0...4: return Canary.text
        case 5: return String(repeating: chance.pick(["a", "é", "\u{301}", " ", "-", "/"]), count: chance.below(300))
        case 6: return chance.pick(texts) + Canary.text
        // Rarely: a text as long as one may be, and longer.
        case 7 where chance.oneIn(40): return String(repeating: "x", count: chance.among(60_000...70_000))
        default: return chance.pick(texts)
        }
    }

    static func number(_ chance: inout Chance) -> String {
        switch chance.below(4) {
        case 0: return "\(Int64(truncatingIfNeeded: chance.next()) >> Int64(chance.below(64)))"
        case 1: return "\(chance.below(1000)).\(chance.below(1000))e\(chance.among(-20...20))"
        default: return chance.pick(numbers)
        }
    }
}
