/// Typed access to a segment's fields; what is empty or deleted is nil, and errors name the field.
extension HL7Segment {
    /// The first repetition that holds anything.
    public func first(_ field: Int) throws(HL7Error) -> HL7Repetition? { try repetitions(field).first }

    public func text(_ field: Int, component: Int = 1, subcomponent: Int = 1) throws(HL7Error) -> String? {
        try first(field)?[component, subcomponent]
    }

    /// Throws `bad-value` when the text is no number, or is below the least one allowed.
    public func number(_ field: Int, atLeast minimum: Double? = nil) throws(HL7Error) -> HL7Number? {
        guard let text = try text(field) else { return nil }
        guard let number = HL7Number(text), minimum.map({ number.value >= $0 }) ?? true else {
            throw failure(.badValue, field)
        }
        return number
    }

    /// Throws `invalid-date` when the text is no time, or names a day that does not exist.
    public func time(_ field: Int) throws(HL7Error) -> HL7Time? {
        guard let text = try text(field) else { return nil }
        return try time(text, field)
    }

    /// A text of a field as a time.
    public func time(_ text: String, _ field: Int) throws(HL7Error) -> HL7Time {
        guard let time = HL7Time(text, zone: assumedZone) else { throw failure(.invalidDate, field) }
        return time
    }

    /// Throws `unknown-code` for what the table does not list.
    public func code<Meaning>(_ field: Int, _ table: [String: Meaning]) throws(HL7Error) -> Meaning? {
        guard let text = try text(field) else { return nil }
        guard let meaning = table[text] else { throw failure(.unknownCode, field) }
        return meaning
    }

    /// An identifier as it is; throws `bad-value` when it is longer than 64 bytes or holds control characters.
    public func identifier(_ field: Int, component: Int = 1) throws(HL7Error) -> String? {
        guard let text = try text(field, component: component) else { return nil }
        return try identifier(text, field)
    }

    /// A text of a field as an identifier.
    public func identifier(_ text: String, _ field: Int) throws(HL7Error) -> String {
        let isSound = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard text.utf8.count <= 64, isSound else { throw failure(.badValue, field) }
        return text
    }

    /// Throws `missing-element` when there is nothing.
    public func required<Value>(_ value: Value?, _ field: Int) throws(HL7Error) -> Value {
        guard let value else { throw failure(.missingElement, field) }
        return value
    }
}

/// A number: `[+-]digits[.digits]` or `.5`, with neither decimal comma nor exponent.
public struct HL7Number: Hashable, Sendable {
    /// As JSON writes it, without leading and trailing zeros: `10` for `+010.0`.
    public let text: String
    /// Always finite.
    public let value: Double

    public init?(_ written: String) {
        var rest = Array(written.utf8)[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        let whole = rest.prefix(while: \.isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: \.isDigit)
            rest = rest.dropFirst(fraction.count + 1)
        }
        guard rest.isEmpty, !(whole.isEmpty && fraction.isEmpty) else { return nil }
        let zero = UInt8(ascii: "0")
        let digits = whole.drop { $0 == zero }
        let decimals = fraction[..<((fraction.lastIndex(where: { $0 != zero }) ?? fraction.startIndex - 1) + 1)]
        var text = digits.isEmpty ? "0" : String(decoding: digits, as: UTF8.self)
        if !decimals.isEmpty { text += "." + String(decoding: decimals, as: UTF8.self) }
        if isNegative, text != "0" { text = "-" + text }
        guard let value = Double(text), value.isFinite else { return nil }
        (self.text, self.value) = (text, value)
    }
}

/// The first value, or else the second, which may not even be readable; `??` cannot tell what it throws.
public func either<Value>(
    _ first: Value?, or second: @autoclosure () throws(HL7Error) -> Value?
) throws(HL7Error) -> Value? {
    if let first { return first }
    return try second()
}
