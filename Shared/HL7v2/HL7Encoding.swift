/// How the bytes of one message become texts: its delimiters, its escapes, its character set.
struct HL7Encoding: Hashable, Sendable {
    var delimiters: HL7Delimiters
    var characterSet: HL7CharacterSet
    /// Of times that name none.
    var zone = HL7Zone.utc
    var maximumRepetitions = HL7Limits.standard.maximumRepetitions

    /// A value without its escapes and without blanks around it; nil when its bytes are not in the character set.
    func text(_ raw: ArraySlice<UInt8>) -> String? {
        // `""` deletes a value: it is never a text, a number or a date.
        if raw.elementsEqual([0x22, 0x22]) { return "" }
        let bytes = raw.contains(delimiters.escape) ? unescaped(raw) : Array(raw)
        guard let text = characterSet.decode(bytes) else { return nil }
        return HL7Encoding.trimmed(bytes.contains(0x0D) ? HL7Encoding.withLineFeeds(text) : text)
    }

    private func unescaped(_ raw: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(raw.count)
        var rest = raw
        while let start = rest.firstIndex(of: delimiters.escape) {
            bytes += rest[..<start]
            let behind = rest[(start + 1)...]
            guard let end = behind.firstIndex(of: delimiters.escape), let meant = meaning(of: behind[..<end]) else {
                // An unknown sequence stays: a lost part of an instruction is worse than an odd one.
                bytes.append(delimiters.escape)
                rest = behind
                continue
            }
            bytes += meant
            rest = behind[(end + 1)...]
        }
        return bytes + rest
    }

    /// What stands between two escape characters; nil when nobody knows.
    private func meaning(of sequence: ArraySlice<UInt8>) -> [UInt8]? {
        guard let first = sequence.first else { return nil }
        if sequence.count == 1 {
            switch Unicode.Scalar(first) {
            case "F": return [delimiters.field]
            case "S": return [delimiters.component]
            case "T": return [delimiters.subcomponent ?? HL7Delimiters.standard.subcomponent ?? 0x26]
            case "R": return [delimiters.repetition]
            case "E": return [delimiters.escape]
            case "P": return [delimiters.truncation]
            case "H", "N": return []
            default: return nil
            }
        }
        if first == UInt8(ascii: "X") { return HL7Encoding.hexadecimal(sequence.dropFirst()) }
        return HL7Encoding.isLineBreak(sequence) ? [0x0A] : nil
    }

    private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        var high: UInt8?
        for digit in digits {
            guard let value = Character(Unicode.Scalar(digit)).hexDigitValue.map(UInt8.init) else { return nil }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }

    /// `.br`, `.sp`, `.sp3`, `.sp+3`.
    private static func isLineBreak(_ sequence: ArraySlice<UInt8>) -> Bool {
        if sequence.elementsEqual(".br".utf8) || sequence.elementsEqual(".sp".utf8) { return true }
        guard sequence.starts(with: ".sp".utf8) else { return false }
        let count = sequence.dropFirst(3)
        let digits = count.first == UInt8(ascii: "+") ? count.dropFirst() : count
        return !digits.isEmpty && digits.allSatisfy(\.isDigit)
    }

    private static func withLineFeeds(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        var isAfterReturn = false
        for scalar in text.unicodeScalars {
            if scalar == "\r" || !(scalar == "\n" && isAfterReturn) { scalars.append(scalar == "\r" ? "\n" : scalar) }
            isAfterReturn = scalar == "\r"
        }
        return String(scalars)
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let start = scalars.drop(while: \.properties.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
