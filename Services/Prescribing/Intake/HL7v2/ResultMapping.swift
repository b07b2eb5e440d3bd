import FHIRModels
import HL7v2
import MedicationDomain

/// OBX as Observation.
extension MessageMapping {
    /// Table 0085; what is only asked for is no result.
    private static let resultStates: [String: String?] = [
        "F": "final", "U": "final", "B": "final", "V": "final", "C": "corrected", "A": "amended",
        "P": "preliminary", "R": "preliminary", "S": "preliminary", "I": "registered", "X": "cancelled",
        "D": "entered-in-error", "W": "entered-in-error", "N": nil, "O": nil,
    ]

    mutating func readResult(_ segment: HL7Segment, _ request: HL7Segment?) throws(HL7Error) {
        let code = try segment.required(segment.first(3), 3)
        let state = try segment.required(either(segment.text(11), or: request?.text(25)), 11)
        guard let known = MessageMapping.resultStates[state] else { throw segment.failure(.unknownCode, 11) }
        guard let status = known else { return }
        let patient = try currentPatient()
        let observedAt = try either(segment.time(14), or: request?.time(7))
        var members: [String: JSONValue?] = [
            "status": FHIRJSON.text(status), "code": Concepts.concept(code), "subject": subject,
            "encounter": encounter, "effectiveDateTime": FHIRJSON.time(observedAt),
        ]
        if let (element, value) = try MessageMapping.value(segment) { members[element] = value }
        let name = code[1] ?? code[4] ?? Concepts.slug(code)
        let id: String
        if let request {
            let number = try request.required(either(request.identifier(3), or: request.identifier(2)), 3)
            let part = try segment.identifier(4).map { ".\($0)" } ?? ""
            id = "\(number).\(name)\(part)"
        } else {
            id = "\(identity.patientPart(patient)).\(name).\(try segment.required(observedAt, 14).digits)"
        }
        try add("Observation", id, of: patient, segment, members)
    }

    /// `value[x]` by the type in OBX-2 (table 0125); nil when there is none.
    private static func value(_ segment: HL7Segment) throws(HL7Error) -> (element: String, value: JSONValue?)? {
        let unit = try segment.first(6)
        let type = try segment.text(2) ?? ""
        switch type {
        case "NM":
            guard try segment.repetitions(5).count <= 1 else { throw segment.failure(.badValue, 5) }
            return try segment.number(5).map { ("valueQuantity", Concepts.quantity($0, unit)) }
        case "SN": return structuredNumber(try segment.first(5), unit)
        case "CE", "CWE", "CNE", "IS", "ID", "CF":
            return Concepts.concept(try segment.first(5)).map { ("valueCodeableConcept", $0) }
        case "DT", "TS", "DTM": return try segment.time(5).map { ("valueDateTime", FHIRJSON.time($0)) }
        default:
            let isText = ["ST", "TX", "FT"].contains(type)
            let lines = try segment.repetitions(5).compactMap { isText ? $0[1] : Concepts.said($0) }
            guard !lines.isEmpty else { return nil }
            let text = lines.joined(separator: "\n")
            // Laboratories send `>60` as a text, with a unit beside it.
            if ["ST", "TX", ""].contains(type), unit != nil, let number = bounded(text, unit) { return number }
            return ("valueString", FHIRJSON.text(text))
        }
    }

    private static let comparators: Set<String> = ["<", ">", "<=", ">="]

    /// `>^60` is a number with a bound; ratios and ranges stay text.
    private static func structuredNumber(
        _ value: HL7Repetition?, _ unit: HL7Repetition?
    ) -> (element: String, value: JSONValue?)? {
        guard let value else { return nil }
        let comparator = value[1] == "=" ? nil : value[1]
        if value[3] == nil, comparator.map(comparators.contains) ?? true, let number = value[2].flatMap(HL7Number.init)
        {
            return ("valueQuantity", Concepts.quantity(number, unit, comparator: comparator))
        }
        let text = (1...4).compactMap { value[$0] }.joined(separator: " ")
        return ("valueString", FHIRJSON.text(text.isEmpty ? nil : text))
    }

    /// `[<>[=]]number`, without a sign.
    private static func bounded(_ text: String, _ unit: HL7Repetition?) -> (element: String, value: JSONValue?)? {
        let sign = text.prefix { "<>=".contains($0) }
        let rest = text.dropFirst(sign.count).drop { $0.isWhitespace }
        guard sign.isEmpty || comparators.contains(String(sign)), rest.first?.isNumber == true,
            let number = HL7Number(String(rest))
        else { return nil }
        return ("valueQuantity", Concepts.quantity(number, unit, comparator: sign.isEmpty ? nil : String(sign)))
    }
}

extension HL7Time {
    /// Its digits in UTC, as parts of ids: `20261121093000`, or `20261121` for a day.
    var digits: String {
        guard precision == .time else { return iso.filter { $0 != "-" } }
        return String(instant.description.filter { $0.isNumber }.prefix(14))
    }
}
