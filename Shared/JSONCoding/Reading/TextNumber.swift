/// Numbers, from their digits; the scanner has checked the grammar.
enum TextNumber {
    /// Nil for anything with a fraction or an exponent, and for more digits than certainly fit.
    static func integer(_ digits: UnsafeBufferPointer<UInt8>) -> Int64? {
        let isNegative = digits.first == UInt8(ascii: "-")
        let magnitude = digits.dropFirst(isNegative ? 1 : 0)
        guard magnitude.count <= 18 else { return nil }
        var number: Int64 = 0
        for byte in magnitude {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            number = number * 10 + Int64(byte - 0x30)
        }
        return isNegative ? -number : number
    }

    /// Nil for anything but digits, and for what is too large.
    static func unsigned(_ digits: UnsafeBufferPointer<UInt8>) -> UInt64? {
        var number: UInt64 = 0
        for byte in digits {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            let (tenfold, isTooLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, isBeyond) = tenfold.addingReportingOverflow(UInt64(byte - 0x30))
            guard !isTooLarge, !isBeyond else { return nil }
            number = sum
        }
        return number
    }

    /// Nil when it is beyond every finite number, or so near to nothing that no Double tells it from nothing.
    static func double(_ digits: UnsafeBufferPointer<UInt8>) -> Double? {
        if let number = short(digits) { return number }
        guard let number = Double(String(decoding: digits, as: UTF8.self)), number.isFinite else { return nil }
        // Too small for any Double is not nothing: a dose of 1e-400 is a mistake.
        let mantissa = digits.prefix { $0 | 0x20 != UInt8(ascii: "e") }
        guard number != 0 || !mantissa.contains(where: { $0 >= 0x31 && $0 <= 0x39 }) else { return nil }
        return number
    }

    /// Exact by one division: up to fifteen digits over a power of ten that a Double holds exactly.
    private static func short(_ digits: UnsafeBufferPointer<UInt8>) -> Double? {
        guard digits.count <= 16 else { return nil }
        var number: Int64 = 0
        var (decimals, isFraction, isNegative, count) = (0, false, false, 0)
        for byte in digits {
            switch byte {
            case 0x30...0x39:
                number = number * 10 + Int64(byte - 0x30)
                count += 1
                if isFraction { decimals += 1 }
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "-"): isNegative = true
            default: return nil
            }
        }
        guard count <= 15 else { return nil }
        let value = Double(number) / powers[decimals]
        return isNegative ? -value : value
    }

    private static let powers: [Double] = (0...16).map { exponent in
        (0..<exponent).reduce(1.0) { power, _ in power * 10 }
    }
}
