import FHIRModels
import MedicationDomain

// JSON as FHIR and CDS Hooks want it: what has no value is left out. `null`, "", [] and {} never stand for it.

extension JSONValue {
    /// An object of the members that have a value.
    static func members(_ members: [String: JSONValue?]) -> JSONValue { .object(members.compactMapValues { $0 }) }

    /// Nil for a text nobody can read anything in.
    static func text(_ text: String?) -> JSONValue? {
        guard let text, text.utf8.contains(where: { $0 > 0x20 }) else { return nil }
        return .string(text)
    }

    static func time(_ instant: Instant?) -> JSONValue? { instant.map { .string($0.description) } }

    /// Nil for a list of nothing.
    static func list(_ items: [JSONValue]) -> JSONValue? { items.isEmpty ? nil : .array(items) }

    static func number(_ value: Int) -> JSONValue { JSONNumber(String(value)).map { .number($0) } ?? .null }

    /// Nil for what JSON has no number for; whole numbers are written as such.
    static func number(_ value: Double?) -> JSONValue? {
        guard let value, value.isFinite else { return nil }
        let isWhole = value == value.rounded() && abs(value) < 1e15
        return JSONNumber(isWhole ? String(Int(value)) : "\(value)").map { .number($0) }
    }

    static func coding(system: String, code: String, display: String?) -> JSONValue {
        .members(["system": .text(system), "code": .text(code), "display": .text(display)])
    }
}
