import EventContracts
import FHIRModels
import MedicationDomain

/// Parts that several resources have.
enum FHIRPart {
    static func concept(_ codings: [JSONValue], text: String?) -> JSONValue? {
        let members: [String: JSONValue?] = ["coding": .list(codings), "text": .text(text)]
        let filled = members.compactMapValues { $0 }
        return filled.isEmpty ? nil : .object(filled)
    }

    /// A pointer to a resource; an id that FHIR does not allow is given as an identifier.
    static func reference(_ type: String, _ id: String?, display: String? = nil) -> JSONValue? {
        guard let id, !id.isEmpty else { return display.map { .object(["display": .string($0)]) } }
        let isPlain = id.utf8.count <= 64 && id.utf8.allSatisfy(FHIRID.isAllowed)
        return .members([
            "reference": isPlain ? .string("\(type)/\(id)") : nil, "type": isPlain ? nil : .string(type),
            "identifier": isPlain ? nil : .object(["value": .string(id)]), "display": .text(display),
        ])
    }

    static func patient(_ id: PatientID) -> JSONValue? { reference(FHIRPatient.typeName, id.rawValue) }

    static func meta(revision: Int, updated: Instant?) -> JSONValue {
        .members(["versionId": .string(String(max(0, revision))), "lastUpdated": .time(updated)])
    }

    static func identifier(_ system: String, _ value: String) -> JSONValue {
        .array([.object(["system": .string(system), "value": .string(value)])])
    }

    static func period(from start: Instant?, to end: Instant?) -> JSONValue? {
        guard start != nil || end != nil else { return nil }
        return .members(["start": .time(start), "end": .time(end)])
    }

    /// What was not looked at, one extension each: a list without them would read as complete.
    static func notChecked(_ checks: CheckStatement) -> JSONValue? {
        .list(
            checks.notChecked.map { omission in
                .object([
                    "url": .string(FHIRSystem.notChecked),
                    "extension": .array([
                        .members(["url": .string("check"), "valueString": .text(omission.check) ?? .string("unnamed")]),
                        .members([
                            "url": .string("reason"), "valueString": .text(omission.reason) ?? .string("not said"),
                        ]),
                    ]),
                ])
            })
    }

    static func author(_ alert: AlertID) -> JSONValue {
        let service = alert.rawValue.prefix { $0 != ":" }
        return .object(["display": .string("Titrate, \(service)")])
    }
}

/// Names of the suite's own in FHIR.
enum FHIRSystem {
    static let alert = "urn:titrate:alert"
    static let episode = "urn:titrate:episode"
    static let order = "urn:titrate:order"
    static let orderStatus = "urn:titrate:fhir:order-status"
    static let notChecked = "urn:titrate:fhir:not-checked"
    static let dailyDose = "urn:titrate:fhir:daily-dose"
    static let ucum = "http://unitsofmeasure.org"
    static let rxNorm = "http://www.nlm.nih.gov/research/umls/rxnorm"
    static let ndc = "http://hl7.org/fhir/sid/ndc"
}
