/// Looks at eight bytes at a time: most text is plain, and to find that out is most of the work.
extension UnsafeBufferPointer<UInt8> {
    /// The first place at or after `start` of a byte that cannot stand in a JSON string as it is: a quote, a backslash, a
    /// control character; the end, if there is none.
    func firstSpecial(from start: Int) -> Int {
        var position = start
        while let word = word(at: position), !word.hasSpecial { position += 8 }
        while position < count {
            let byte = self[position]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            position += 1
        }
        return position
    }

    var isASCII: Bool {
        var position = 0
        while let word = word(at: position) {
            if word & .highBits != 0 { return false }
            position += 8
        }
        while position < count {
            if self[position] >= 0x80 { return false }
            position += 1
        }
        return true
    }

    /// Nil when fewer than eight bytes are left.
    private func word(at position: Int) -> UInt64? {
        guard position + 8 <= count, let baseAddress else { return nil }
        return UnsafeRawPointer(baseAddress).loadUnaligned(fromByteOffset: position, as: UInt64.self)
    }
}

extension UInt64 {
    fileprivate static let highBits: UInt64 = 0x8080_8080_8080_8080
    private static let ones: UInt64 = 0x0101_0101_0101_0101

    /// Whether one of its bytes is special; beside one that is, another may be taken for one, which does no harm.
    fileprivate var hasSpecial: Bool {
        let control = (self &- 0x20 &* Self.ones) & ~self
        return (control | zeroes(UInt64(UInt8(ascii: "\""))) | zeroes(UInt64(UInt8(ascii: "\\")))) & Self.highBits != 0
    }

    /// The high bit of each byte that is that one.
    private func zeroes(_ byte: UInt64) -> UInt64 {
        let difference = self ^ (byte &* Self.ones)
        return (difference &- Self.ones) & ~difference
    }
}
