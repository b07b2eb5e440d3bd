/// Why a document was refused: a code and the element it concerns, never the value found there.
public struct FHIRError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of refusal; the raw values appear in dead-letter reasons.
    public enum Code: String, Sendable, CaseIterable {
        case notJSON = "not-json"
        case invalidUTF8 = "invalid-utf8"
        case truncated
        case duplicateKey = "duplicate-key"
        case tooDeep = "too-deep"
        case tooLarge = "too-large"
        case tooManyEntries = "too-many-entries"
        /// JSON, but no FHIR resource.
        case notFHIR = "not-fhir"
        case missingElement = "missing-element"
        case wrongType = "wrong-type"
        /// FHIR allows neither empty texts nor empty arrays.
        case emptyValue = "empty-value"
        /// A code outside the closed list of its element.
        case unknownCode = "unknown-code"
        case invalidDate = "invalid-date"
        case invalidFormat = "invalid-format"
        case outOfRange = "out-of-range"
        /// Two variants of a choice element such as `medication[x]` at once.
        case conflictingChoice = "conflicting-choice"
        case nestedBundle = "nested-bundle"
    }

    public let code: Code
    /// The element, such as `MedicationRequest.dosageInstruction[0].timing`; empty when the bytes are no JSON.
    public let path: String
    /// Where reading stopped, for documents that are no JSON.
    public let byteOffset: Int?

    public init(_ code: Code, path: String = "", byteOffset: Int? = nil) {
        (self.code, self.path, self.byteOffset) = (code, path, byteOffset)
    }

    /// The document is bigger than we read, rather than wrong (HTTP 413 instead of 400).
    public var isOverLimit: Bool {
        switch code {
        case .tooDeep, .tooLarge, .tooManyEntries: true
        default: false
        }
    }

    public var description: String {
        if let byteOffset { return "\(code.rawValue) at byte \(byteOffset)" }
        return path.isEmpty ? code.rawValue : "\(code.rawValue) at \(path)"
    }
}
