import FHIRModels
import HL7v2

/// Builds FHIR elements from what a message says; what it leaves out gives no element.
enum FHIRJSON {
    /// An object of the members that are there; nil when none is.
    static func object(_ members: [String: JSONValue?]) -> JSONValue? {
        let present = members.compactMapValues(\.self)
        return present.isEmpty ? nil : .object(present)
    }

    static func text(_ text: String?) -> JSONValue? { text.map { .string($0) } }
    static func number(_ number: HL7Number?) -> JSONValue? {
        number.flatMap { JSONNumber($0.text) }.map { .number($0) }
    }
    static func integer(_ number: Int?) -> JSONValue? { number.flatMap { JSONNumber("\($0)") }.map { .number($0) } }
    static func time(_ time: HL7Time?) -> JSONValue? { text(time?.iso) }
    static func list(_ items: [JSONValue?]) -> JSONValue? {
        let present = items.compactMap(\.self)
        return present.isEmpty ? nil : .array(present)
    }

    /// `Encounter/e-1`; the id stands there as it is, even where FHIR would not allow it.
    static func reference(_ type: String, _ id: String?) -> JSONValue? {
        id.flatMap { object(["reference": text("\(type)/\($0)")]) }
    }

    /// A concept of one code.
    static func code(_ system: String, _ code: String?) -> JSONValue? {
        code.flatMap { object(["coding": list([object(["system": text(system), "code": text($0)])])]) }
    }

    /// A quantity in a unit of UCUM.
    static func ucum(_ value: JSONValue?, _ code: String) -> JSONValue? {
        object(["value": value, "unit": text(code), "system": text(CodeSystems.ucum), "code": text(code)])
    }
}

extension JSONValue {
    /// Takes the value's size off what may still be read; false when that is used up.
    func fits(in budget: inout Int) -> Bool {
        budget -= 8
        guard budget >= 0 else { return false }
        switch self {
        case .null, .bool, .number: return true
        case .string(let text):
            budget -= text.utf8.count
            return budget >= 0
        case .array(let items): return items.allSatisfy { $0.fits(in: &budget) }
        case .object(let members): return members.values.allSatisfy { $0.fits(in: &budget) }
        }
    }
}
