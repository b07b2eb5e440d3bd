import FHIRModels
import HL7v2

/// Coded values: CWE and CE as CodeableConcept, an amount and its unit as Quantity.
enum Concepts {
    /// The codings of a value and of its alternates, each if its code is there.
    ///
    /// - Parameter system: of codes that name none.
    static func codings(_ value: HL7Repetition, system usual: String? = nil) -> [JSONValue] {
        [1, 4, 10].compactMap { component in
            guard let code = value[component] else { return nil }
            let name = value[component + 2]
            return FHIRJSON.object([
                "system": FHIRJSON.text(name == nil ? usual : CodeSystems.named(name)), "code": FHIRJSON.text(code),
                "display": FHIRJSON.text(value[component + 1]),
            ])
        }
    }

    static func concept(
        _ value: HL7Repetition?, system: String? = nil, more: [JSONValue] = [], text otherwise: String? = nil
    ) -> JSONValue? {
        guard let value else { return nil }
        return FHIRJSON.object([
            "coding": FHIRJSON.list(codings(value, system: system) + more),
            "text": FHIRJSON.text(value[9] ?? value[2] ?? value[5] ?? otherwise),
        ])
    }

    /// A value in words: as the sender wrote it, else its name, else its code.
    static func said(_ value: HL7Repetition) -> String? { value[9] ?? value[2] ?? value[1] }

    static func said(_ values: [HL7Repetition]) -> String? {
        let words = values.compactMap { said($0) }
        return words.isEmpty ? nil : words.joined(separator: "; ")
    }

    /// Units stay as they are written: the suite's own reading of units decides what they mean.
    static func quantity(
        _ value: HL7Number?, _ unit: HL7Repetition?, comparator: String? = nil
    ) -> JSONValue? {
        guard let value else { return nil }
        return FHIRJSON.object([
            "value": FHIRJSON.number(value), "comparator": FHIRJSON.text(comparator),
            "unit": FHIRJSON.text(unit?[2] ?? unit?[1]), "system": FHIRJSON.text(CodeSystems.named(unit?[3])),
            "code": FHIRJSON.text(unit?[1]),
        ])
    }

    /// How much is in how much: a unit such as `mg/mL` tells both.
    static func strength(
        _ value: HL7Number?, _ unit: HL7Repetition?, per volume: HL7Number?, _ volumeUnit: HL7Repetition?
    ) -> JSONValue? {
        guard let value else { return nil }
        guard let code = unit?[1], let slash = code.firstIndex(of: "/") else {
            return FHIRJSON.object([
                "numerator": quantity(value, unit), "denominator": quantity(volume, volumeUnit),
            ])
        }
        func part(_ value: JSONValue?, _ code: Substring) -> JSONValue? {
            let code = code.isEmpty ? nil : String(code)
            return FHIRJSON.object([
                "value": value, "unit": FHIRJSON.text(code), "system": FHIRJSON.text(CodeSystems.named(unit?[3])),
                "code": FHIRJSON.text(code),
            ])
        }
        return FHIRJSON.object([
            "numerator": part(FHIRJSON.number(value), code[..<slash]),
            "denominator": part(FHIRJSON.integer(1), code[code.index(after: slash)...]),
        ])
    }

    /// What makes the id of a fact that the message gives none: the code, or the words of it.
    static func slug(_ value: HL7Repetition) -> String {
        if let code = value[1] { return code }
        let words = (said(value) ?? value[5] ?? "").lowercased()
        let letters = words.utf8.map { byte -> UInt8 in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) ? byte : 0x2D
        }
        let parts = letters.split(separator: 0x2D).map { String(decoding: $0, as: UTF8.self) }
        let slug = parts.joined(separator: "-")
        let isPlain = words.utf8.allSatisfy { $0 < 0x80 }
        return isPlain && !slug.isEmpty && slug.utf8.count <= 64
            ? slug : "\(slug.prefix(40))-\(String(fingerprint(words), radix: 16))"
    }

    /// FNV-1a: words in other scripts, and long ones, must not fall together.
    private static func fingerprint(_ words: String) -> UInt64 {
        words.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
