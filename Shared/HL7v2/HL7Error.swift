/// Why a record or a message was refused: a code and the place, never the value found there.
public struct HL7Error: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of refusal; the raw values appear in dead-letter reasons.
    public enum Code: String, Sendable, CaseIterable {
        /// The record does not begin with a header segment, or holds segments outside of a message.
        case notHL7 = "not-hl7"
        /// The last segment, or the frame around it, is not ended.
        case truncated
        case missingElement = "missing-element"
        case badValue = "bad-value"
        /// A code outside the closed list of its field.
        case unknownCode = "unknown-code"
        case invalidDate = "invalid-date"
        case invalidUTF8 = "invalid-utf8"
        case tooLarge = "too-large"
    }

    public let code: Code
    /// The segment or the field, such as `PID`, `RXE-3`, or `RXE[2]-4` in the second RXE of a message.
    public let place: String

    public init(_ code: Code, at place: String) { (self.code, self.place) = (code, place) }

    public var description: String { "\(code.rawValue) at \(place)" }
}

/// How much is read before a record or a message is refused.
public struct HL7Limits: Hashable, Sendable {
    /// Bytes of a record.
    public var maximumBytes: Int
    /// Messages of a batch.
    public var maximumMessages: Int
    /// Repetitions of a field that is read.
    public var maximumRepetitions: Int

    public init(maximumBytes: Int = 4 * 1024 * 1024, maximumMessages: Int = 1000, maximumRepetitions: Int = 1000) {
        self.maximumBytes = maximumBytes
        self.maximumMessages = maximumMessages
        self.maximumRepetitions = maximumRepetitions
    }

    public static let standard = HL7Limits()
}
