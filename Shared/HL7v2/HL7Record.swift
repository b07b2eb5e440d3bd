/// A record taken apart into its messages: one, several in a batch, or several in MLLP frames.
public struct HL7Record: Sendable {
    /// Whether messages are counted, so that a reason has to say which one it is about.
    public let isBatch: Bool
    public let messages: [HL7RawMessage]
    /// What is wrong around the messages, such as a batch that counts more of them; they are good nevertheless.
    public let failure: HL7Error?
    /// Nothing else is wrong than that a batch's last line lacks its end, which some senders never write.
    public let lacksOnlyItsEnd: Bool

    /// Throws `not-hl7` when the record does not begin with MSH, FHS or BHS, and `too-large` beyond the limits.
    public init(_ bytes: [UInt8], limits: HL7Limits = .standard) throws(HL7Error) {
        guard bytes.count <= limits.maximumBytes else { throw HL7Error(.tooLarge, at: "MSH") }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let hasMark = bytes.starts(with: mark)
        let frames = HL7Frame.all(in: bytes[(hasMark ? mark.count : 0)...])
        var assembly = HL7Assembly(hasByteOrderMark: hasMark, maximumMessages: limits.maximumMessages)
        for frame in frames { try assembly.take(frame) }
        if let failure = assembly.failure ?? assembly.unendedTrailer, assembly.messages.isEmpty { throw failure }
        messages = assembly.messages
        failure = assembly.failure ?? assembly.unendedTrailer
        lacksOnlyItsEnd = assembly.failure == nil && assembly.unendedTrailer != nil
        isBatch = assembly.isBatch || messages.count != 1 || failure != nil
    }

    /// Whether bytes look like HL7 v2: a header segment behind a byte order mark, blanks, or a frame's first byte.
    public static func isLikely(_ bytes: [UInt8]) -> Bool {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let start = bytes.prefix(256).dropFirst(bytes.starts(with: mark) ? mark.count : 0)
            .drop { $0.isBlank || $0 == HL7Frame.start }
        return HL7Assembly.beginnings.contains(HL7RawMessage.name(of: start)) && start.count > 3
            && !start[start.startIndex + 3].isLetterOrDigit
    }
}

/// How a message ends.
enum HL7Ending: Hashable, Sendable {
    case ended
    /// Its last segment is not: some senders leave it so, and a message cut short looks the same.
    case unended
    /// Its frame is not.
    case cut

    func isWhole(_ settings: HL7Settings) -> Bool {
        switch self {
        case .ended: true
        case .unended: settings.acceptsUnendedSegment
        case .cut: false
        }
    }
}

/// The lines of one message, not looked at yet.
public struct HL7RawMessage: Sendable {
    let lines: [ArraySlice<UInt8>]
    let hasByteOrderMark: Bool
    let ending: HL7Ending

    /// The last segment whose name can be told; what is cut off may be anything, also a person's name.
    var lastName: String {
        lines.lazy.reversed().compactMap { HL7RawMessage.segmentName(of: $0) }.first ?? "MSH"
    }

    /// The first three characters in upper case.
    static func name(of line: ArraySlice<UInt8>) -> String {
        String(decoding: line.prefix(3), as: UTF8.self).uppercased()
    }

    private static func segmentName(of line: ArraySlice<UInt8>) -> String? {
        if let next = line.dropFirst(3).first, next.isLetterOrDigit || next >= 0x80 || next.isBlank { return nil }
        let name = name(of: line)
        return HL7SegmentNames.standard.contains(name[...]) ? name : nil
    }
}

/// Puts lines together to messages.
struct HL7Assembly {
    static let beginnings: Set<String> = ["MSH", "FHS", "BHS"]

    var hasByteOrderMark: Bool
    var maximumMessages: Int
    private(set) var messages: [HL7RawMessage] = []
    private(set) var isBatch = false
    /// The first thing that is wrong around the messages.
    private(set) var failure: HL7Error?
    private(set) var unendedTrailer: HL7Error?
    private var lines: [ArraySlice<UInt8>] = []
    private var messagesInBatch = 0

    init(hasByteOrderMark: Bool, maximumMessages: Int) {
        (self.hasByteOrderMark, self.maximumMessages) = (hasByteOrderMark, maximumMessages)
    }

    mutating func take(_ frame: HL7Frame) throws(HL7Error) {
        let (frameLines, isLastEnded) = frame.lines
        guard let first = frameLines.first, HL7Assembly.beginnings.contains(HL7RawMessage.name(of: first)) else {
            return fail(.notHL7, at: "MSH")
        }
        for line in frameLines { try take(line) }
        let ending: HL7Ending = frame.isOpen ? .cut : isLastEnded ? .ended : .unended
        if ending != .ended, lines.isEmpty, let last = frameLines.last {
            let name = HL7RawMessage.name(of: last)
            if ending == .cut { fail(.truncated, at: name) } else { unendedTrailer = HL7Error(.truncated, at: name) }
        }
        endMessage(ending)
    }

    private mutating func take(_ line: ArraySlice<UInt8>) throws(HL7Error) {
        let name = HL7RawMessage.name(of: line)
        if name == "MSH" {
            endMessage()
            guard messages.count < maximumMessages else { throw HL7Error(.tooLarge, at: "MSH") }
            lines = [line]
        } else if ["FHS", "BHS", "BTS", "FTS"].contains(name), line.dropFirst(3).first?.isLetterOrDigit != true {
            endMessage()
            isBatch = true
            if name == "BTS" { endBatch(line) }
            if name == "BHS" { messagesInBatch = 0 }
        } else if lines.isEmpty {
            // A message without its header: whatever it was, it must not go unseen.
            fail(.notHL7, at: "MSH")
        } else {
            lines.append(line)
        }
    }

    private mutating func endMessage(_ ending: HL7Ending = .ended) {
        guard !lines.isEmpty else { return }
        messages.append(
            HL7RawMessage(lines: lines, hasByteOrderMark: hasByteOrderMark, ending: ending))
        messagesInBatch += 1
        lines = []
    }

    /// A batch that counts its messages must be right: one may be lost.
    private mutating func endBatch(_ line: ArraySlice<UInt8>) {
        let counted = line.dropFirst(4).prefix { $0 != line[line.startIndex + 3] }.trimmed
        if !counted.isEmpty, Int(String(decoding: counted, as: UTF8.self)) != messagesInBatch {
            fail(.badValue, at: "BTS-1")
        }
        messagesInBatch = 0
    }

    private mutating func fail(_ code: HL7Error.Code, at place: String) {
        failure = failure ?? HL7Error(code, at: place)
    }
}
