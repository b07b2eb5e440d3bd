/// What a source's messages leave unsaid.
public struct HL7Settings: Hashable, Sendable {
    /// Of times that name none, in messages that name none.
    public var zone: HL7Zone
    /// The character set of messages that name none and are no UTF-8.
    public var characterSet: HL7CharacterSet
    public var limits: HL7Limits
    /// Whether the last segment may lack its end. A segment cut short looks the same, and reads as another dose: only
    /// for senders that never end it.
    public var acceptsUnendedSegment: Bool

    public init(
        zone: HL7Zone = .utc, characterSet: HL7CharacterSet = .latin1, limits: HL7Limits = .standard,
        acceptsUnendedSegment: Bool = false
    ) {
        (self.zone, self.characterSet, self.limits) = (zone, characterSet, limits)
        self.acceptsUnendedSegment = acceptsUnendedSegment
    }
}

/// What a message says about itself; read before anything else of it.
public struct HL7Header: Sendable {
    public let delimiters: HL7Delimiters
    /// MSH-9.1 and -9.2, such as `RDE` and `O11`.
    public let type: String
    public let event: String?
    /// MSH-11: `P` production, `T` training, `D` debugging.
    public let processing: String?

    /// Throws `truncated`, or what is wrong with `MSH-2` or `MSH-9`.
    public init(_ message: HL7RawMessage, settings: HL7Settings = HL7Settings()) throws(HL7Error) {
        guard message.ending.isWhole(settings) else { throw HL7Error(.truncated, at: message.lastName) }
        guard let line = message.lines.first else { throw HL7Error(.notHL7, at: "MSH") }
        delimiters = try HL7Delimiters(header: line)
        let segment = HL7Segment(
            header: line, encoding: HL7Encoding(delimiters: delimiters, characterSet: .latin1))
        guard let type = try segment.text(9) else { throw segment.failure(.missingElement, 9) }
        self.type = type
        event = try segment.text(9, component: 2)
        processing = try segment.text(11)
    }
}

/// A message as its segments.
public struct HL7Message: Sendable {
    public let header: HL7Header
    /// All of them in order, the header first.
    public let segments: [HL7Segment]
    /// MSH-7.
    public let sentAt: HL7Time?

    /// Throws when lines are no segments, bytes are no characters, or MSH-7 is no time.
    public init(_ raw: HL7RawMessage, header: HL7Header, settings: HL7Settings = HL7Settings()) throws(HL7Error) {
        var encoding = HL7Encoding(
            delimiters: header.delimiters, characterSet: .latin1, zone: settings.zone,
            maximumRepetitions: settings.limits.maximumRepetitions)
        guard let line = raw.lines.first else { throw HL7Error(.notHL7, at: "MSH") }
        let first = HL7Segment(header: line, encoding: encoding)
        encoding.characterSet = try HL7CharacterSet.told(
            by: first.text(18), in: raw.lines, hasByteOrderMark: raw.hasByteOrderMark,
            otherwise: settings.characterSet)
        let told = try first.text(7).flatMap(HL7Time.zone(of:))
        encoding.zone = told.map { HL7Zone(offsetMinutes: $0) } ?? settings.zone
        segments = try HL7Message.segments(raw.lines, encoding)
        for segment in segments { try segment.checkCharacters() }
        sentAt = try segments[0].time(7)
        self.header = header
    }

    private static func segments(
        _ lines: [ArraySlice<UInt8>], _ encoding: HL7Encoding
    ) throws(HL7Error) -> [HL7Segment] {
        var segments: [HL7Segment] = []
        var counts: [String: Int] = [:]
        for (index, line) in lines.enumerated() {
            if index == 0 {
                segments.append(HL7Segment(header: line, encoding: encoding))
                continue
            }
            let written = line.prefix { $0 != encoding.delimiters.field }
            let name = written.trimmed
            guard name.count == 3, name.first?.isLetter == true, name.allSatisfy(\.isLetterOrDigit) else {
                throw HL7Error(.badValue, at: segments[segments.count - 1].place)
            }
            let text = HL7RawMessage.name(of: name)
            counts[text, default: 0] += 1
            segments.append(
                HL7Segment(
                    name: text, occurrence: counts[text, default: 1], position: index + 1,
                    bytes: line.dropFirst(written.count + 1), encoding: encoding))
        }
        return segments
    }
}
