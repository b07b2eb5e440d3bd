/// The characters that part a message; every message brings its own.
public struct HL7Delimiters: Hashable, Sendable {
    public let field: UInt8
    public let component: UInt8
    public let repetition: UInt8
    public let escape: UInt8
    /// Nil when the message names none: its components are not parted any further.
    public let subcomponent: UInt8?
    /// Marks shortened values (v2.7 on); `#` when the message names none.
    public let truncation: UInt8

    /// The usual `|^~\&`.
    public static let standard = HL7Delimiters(
        field: 0x7C, component: 0x5E, repetition: 0x7E, escape: 0x5C, subcomponent: 0x26, truncation: 0x23)

    init(field: UInt8, component: UInt8, repetition: UInt8, escape: UInt8, subcomponent: UInt8?, truncation: UInt8) {
        (self.field, self.component, self.repetition) = (field, component, repetition)
        (self.escape, self.subcomponent, self.truncation) = (escape, subcomponent, truncation)
    }

    /// Reads MSH-1 and MSH-2 from a segment that begins with `MSH`; throws `bad-value` at `MSH-2`.
    init(header: ArraySlice<UInt8>) throws(HL7Error) {
        guard let field = header.dropFirst(3).first else { throw HL7Error(.badValue, at: "MSH-2") }
        let others = Array(header.dropFirst(4).prefix(6).prefix { $0 != field })
        guard (3...5).contains(others.count), Set(others + [field]).count == others.count + 1,
            (others + [field]).allSatisfy(HL7Delimiters.isUsable)
        else { throw HL7Error(.badValue, at: "MSH-2") }
        self.init(
            field: field, component: others[0], repetition: others[1], escape: others[2],
            subcomponent: others.count > 3 ? others[3] : nil, truncation: others.count > 4 ? others[4] : 0x23)
    }

    /// Visible ASCII that is neither letter nor digit: anything else could part a value in the middle.
    private static func isUsable(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !byte.isLetterOrDigit
    }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
    var isLetterOrDigit: Bool { isDigit || isLetter }
    /// Space, tabulator or a line's end.
    var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}

extension ArraySlice<UInt8> {
    /// Without blanks around it.
    var trimmed: ArraySlice<UInt8> {
        let start = drop { $0.isBlank }
        guard let last = start.lastIndex(where: { !$0.isBlank }) else { return start[start.endIndex...] }
        return start[...last]
    }

    /// The parts between separators, at most so many: what stands behind them is not looked at.
    func parts(by separator: UInt8?, atMost limit: Int) -> [ArraySlice<UInt8>] {
        guard let separator else { return [self] }
        var parts: [ArraySlice<UInt8>] = []
        var rest = self
        while parts.count < limit {
            guard let end = rest.firstIndex(of: separator) else {
                parts.append(rest)
                break
            }
            parts.append(rest[..<end])
            rest = rest[(end + 1)...]
        }
        return parts
    }
}
