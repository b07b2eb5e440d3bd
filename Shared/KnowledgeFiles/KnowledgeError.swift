/// Why a knowledge file cannot be used, and where: prints as `Knowledge/opioids.yaml:12:5: unknown key "sevrity" (…)`.
public struct KnowledgeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of mistake; the message says the rest.
    public enum Code: String, Sendable, CaseIterable {
        case unreadable, syntax, emptyFile
        case tooLarge, tooDeep
        /// YAML's anchors and aliases.
        case aliasUsed
        case unknownKey, duplicateKey, missingKey, emptyValue, wrongType, notAllowed
        case missingCitation, unknownSource, duplicateSource
        case duplicateDate, dateOutOfOrder, overlappingDates, gapInDates, unknownUnit, unitMismatch
        /// The same thing declared twice, by id, name or code.
        case duplicateEntry
        /// A reference to something that is declared nowhere.
        case unknownReference
        /// Anything a service finds wrong with its own rules.
        case invalid
    }

    public let file: String
    /// Counted from 1; 0 when the mistake is not in a line.
    public let line: Int
    public let column: Int
    public let code: Code
    public let message: String

    public init(file: String, line: Int = 0, column: Int = 0, code: Code, message: String) {
        (self.file, self.line, self.column, self.code, self.message) = (file, line, column, code, message)
    }

    public var description: String { line == 0 ? "\(file): \(message)" : "\(file):\(line):\(column): \(message)" }
}
