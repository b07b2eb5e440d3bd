/// A stretch of a record: what stands in one MLLP frame, or all of it.
struct HL7Frame {
    static let start: UInt8 = 0x0B
    static let end: UInt8 = 0x1C

    var bytes: ArraySlice<UInt8>
    /// It began with a frame's first byte and never came to its last.
    var isOpen = false

    static func all(in record: ArraySlice<UInt8>) -> [HL7Frame] {
        var frames: [HL7Frame] = []
        var rest = record.drop(while: \.isBlank)
        while rest.first == start {
            let body = rest.dropFirst()
            let close = body.firstIndex(of: end)
            frames.append(HL7Frame(bytes: body[..<(close ?? body.endIndex)], isOpen: close == nil))
            rest = close.map { body[($0 + 1)...].drop(while: \.isBlank) } ?? []
        }
        // What stands behind the frames is looked at like anything else: it may be a message.
        return rest.isEmpty && !frames.isEmpty ? frames : frames + [HL7Frame(bytes: rest)]
    }

    /// The lines that are not blank, without blanks around them, and whether the last one is ended.
    ///
    /// Where there is any CR a bare LF is a line break inside a text: senders put those into notes.
    var lines: (lines: [ArraySlice<UInt8>], isLastEnded: Bool) {
        let separator: UInt8 = bytes.contains(0x0D) ? 0x0D : 0x0A
        var lines: [ArraySlice<UInt8>] = []
        var rest = bytes
        while let end = rest.firstIndex(of: separator) {
            let line = rest[..<end].trimmed
            if !line.isEmpty { lines.append(line) }
            rest = rest[(end + 1)...]
        }
        let last = rest.trimmed
        if !last.isEmpty { lines.append(last) }
        return (lines, last.isEmpty)
    }
}
