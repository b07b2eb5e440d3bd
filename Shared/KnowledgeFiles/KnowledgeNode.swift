public import Foundation
public import MedicationDomain

/// The file a node stands in, and the sources its citations may name.
struct KnowledgeOrigin: Sendable {
    let path: String
    let sources: CitationSources
}

/// One place in a knowledge file, read strictly: a value is what the file says or an error with its line.
public struct KnowledgeNode: Sendable {
    indirect enum Content: Sendable {
        case scalar(String, isPlain: Bool)
        case sequence([KnowledgeNode])
        case mapping([Entry])
    }

    /// One key of a mapping and what stands under it.
    public struct Entry: Sendable {
        public let key: String
        /// Where the key stands, for errors about the key itself.
        public let keyNode: KnowledgeNode
        public let value: KnowledgeNode
    }

    public let line: Int
    public let column: Int
    let content: Content
    let origin: KnowledgeOrigin

    public var file: String { origin.path }

    /// An error that points here.
    public func error(_ code: KnowledgeError.Code, _ message: String) -> KnowledgeError {
        KnowledgeError(file: file, line: line, column: column, code: code, message: message)
    }

    /// `null`, `~` or nothing at all.
    public var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null"].contains(text)
    }

    // MARK: - Mappings and lists

    /// The mapping here; keys outside `allowed` are refused.
    public func mapping(allowed: [String]) throws -> KnowledgeMapping {
        let entries = try entries()
        for entry in entries where !allowed.contains(entry.key) {
            throw entry.keyNode.error(
                .unknownKey, "unknown key \(quoted(entry.key)) (known: \(allowed.sorted().joined(separator: ", ")))")
        }
        return KnowledgeMapping(node: self, entries: entries)
    }

    /// The keys and values of a mapping whose keys are data (states, names of sources), in file order.
    public func entries() throws -> [Entry] {
        guard case .mapping(let entries) = content else { throw wrongType("keys with values") }
        return entries
    }

    /// The elements of a list, in file order.
    public func list() throws -> [KnowledgeNode] {
        guard case .sequence(let nodes) = content else { throw wrongType("a list") }
        return nodes
    }

    // MARK: - Single values

    /// Text, not empty.
    public func string() throws -> String {
        let text = try scalar("text").text
        guard !text.isEmpty else { throw error(.emptyValue, "a text is needed here") }
        return text
    }

    public func strings() throws -> [String] { try list().map { try $0.string() } }

    /// A whole number, not in quotes.
    public func integer() throws -> Int {
        guard let number = Int(try number("a whole number")),
            Double(number).magnitude <= KnowledgeLimits.largestNumber
        else { throw wrongType("a whole number") }
        return number
    }

    /// A number, not in quotes, without exponent.
    public func double() throws -> Double {
        guard let number = Double(try number("a number")), number.magnitude <= KnowledgeLimits.largestNumber else {
            throw wrongType("a number")
        }
        return number
    }

    /// An exact decimal number such as an amount of money, not in quotes.
    public func decimal() throws -> Decimal {
        let text = try number("a decimal number")
        guard let number = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")),
            number.magnitude <= Decimal(KnowledgeLimits.largestNumber)
        else { throw wrongType("a decimal number") }
        return number
    }

    /// `true` or `false`, nothing else.
    public func boolean() throws -> Bool {
        switch try scalar("true or false") {
        case ("true", true): return true
        case ("false", true): return false
        default: throw wrongType("true or false")
        }
    }

    /// A date, `YYYY-MM-DD`.
    public func day() throws -> CalendarDay {
        guard let day = CalendarDay(try scalar("a date (YYYY-MM-DD)").text) else {
            throw wrongType("a date (YYYY-MM-DD)")
        }
        return day
    }

    /// One of a closed list of words.
    public func choice<T: RawRepresentable & CaseIterable>(
        _ type: T.Type = T.self, code: KnowledgeError.Code = .notAllowed
    ) throws -> T where T.RawValue == String {
        let text = try string()
        guard let value = T(rawValue: text) else {
            let allowed = T.allCases.map(\.rawValue).joined(separator: ", ")
            throw error(code, "\(quoted(text)) is not allowed here (allowed: \(allowed))")
        }
        return value
    }

    // MARK: - Reading scalars

    private func scalar(_ wanted: String) throws -> (text: String, isPlain: Bool) {
        if isNull { throw error(.emptyValue, "\(wanted) is needed here") }
        guard case .scalar(let text, let isPlain) = content else { throw wrongType(wanted) }
        return (text, isPlain)
    }

    /// Digits with an optional sign and fraction: what Swift reads beyond that (hex, exponents, nan) is not meant.
    private func number(_ wanted: String) throws -> String {
        let (text, isPlain) = try scalar(wanted)
        let parts = (text.hasPrefix("-") ? text.dropFirst() : text[...])
            .split(separator: ".", omittingEmptySubsequences: false)
        let isNumber =
            (1...2).contains(parts.count)
            && parts.allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
            }
        guard isPlain, isNumber else { throw wrongType(wanted) }
        return text
    }

    private func wrongType(_ wanted: String) -> KnowledgeError {
        switch content {
        case .scalar(let text, let isPlain):
            error(.wrongType, "\(wanted) is needed here, not \(isPlain ? shortened(text) : quoted(text))")
        case .sequence: error(.wrongType, "\(wanted) is needed here, not a list")
        case .mapping: error(.wrongType, "\(wanted) is needed here, not keys with values")
        }
    }
}
