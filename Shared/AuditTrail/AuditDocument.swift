import FHIRModels
import MedicationDomain

/// An entry as a FHIR R4 `AuditEvent`, in the one way of writing that is hashed: no white space, keys in order.
enum AuditDocument {
    static func bytes(_ entry: AuditEntry, place: AuditPlace) -> [UInt8] {
        var members: [String: JSONValue] = [
            "resourceType": .string("AuditEvent"), "id": .string(place.id),
            "type": type(of: entry.kind), "subtype": .array([coding(routes, entry.route)]),
            "action": .string(action(of: entry)), "recorded": .string(entry.at.description),
            "agent": .array([agent(entry)]),
            "source": .object([
                "observer": .object(["display": .string("titrate gateway")]),
                "type": .array([coding("http://terminology.hl7.org/CodeSystem/security-source-type", "4")]),
            ]),
        ]
        if let status = entry.status {
            members["outcome"] = .string(status < 400 ? "0" : status < 500 ? "4" : "8")
            members["outcomeDesc"] = .string([String(status), entry.reason].compactMap(\.self).joined(separator: " "))
        } else {
            // No outcome: it is not known yet.
            members["outcomeDesc"] = .string("begun")
        }
        let entities = entry.patients.map(patient) + entry.objects.map(object)
        if !entities.isEmpty { members["entity"] = .array(entities) }
        return JSONValue.object(members).bytes
    }

    /// The place an AuditEvent says it has; nil when it says none.
    static func place(in document: [UInt8]) -> AuditPlace? {
        (try? JSONValue(parsing: document))?["id"]?.text.flatMap(AuditPlace.init(id:))
    }

    private static let routes = "urn:titrate:route"

    /// DICOM's audit codes, and HL7's for a request over HTTP.
    private static func type(of kind: AuditEntry.Kind) -> JSONValue {
        let dicom = "http://dicom.nema.org/resources/ontology/DCM"
        return switch kind {
        case .start: coding(dicom, "110100", "Application Activity")
        case .signIn, .signOut: coding(dicom, "110114", "User Authentication")
        case .refusal: coding(dicom, "110113", "Security Alert")
        case .view, .action:
            coding("http://terminology.hl7.org/CodeSystem/audit-event-type", "rest", "RESTful Operation")
        }
    }

    private static func action(of entry: AuditEntry) -> String {
        switch entry.kind {
        case .view: "R"
        case .action: "C"
        case .start, .signIn, .signOut, .refusal: "E"
        }
    }

    private static func agent(_ entry: AuditEntry) -> JSONValue {
        var members: [String: JSONValue] = ["requestor": .bool(true)]
        if let subject = entry.agent.subject {
            var identifier: [String: JSONValue] = ["value": .string(subject)]
            if let voucher = entry.agent.voucher { identifier["assigner"] = .object(["display": .string(voucher)]) }
            members["who"] = .object(["identifier": .object(identifier)])
        } else {
            members["who"] = .object(["display": .string("unknown")])
        }
        if !entry.agent.roles.isEmpty {
            members["role"] = .array(
                entry.agent.roles.map { .object(["coding": .array([coding("urn:titrate:role", $0)])]) })
        }
        if let address = entry.address {
            members["network"] = .object(["address": .string(address), "type": .string("2")])
        }
        return .object(members)
    }

    private static func patient(_ id: PatientID) -> JSONValue {
        .object([
            "what": .object(["reference": .string("Patient/\(id.rawValue)")]),
            "type": coding("http://terminology.hl7.org/CodeSystem/audit-entity-type", "1"),
            "role": coding("http://terminology.hl7.org/CodeSystem/object-role", "1"),
        ])
    }

    private static func object(_ id: String) -> JSONValue {
        .object([
            "what": .object(["identifier": .object(["value": .string(id)])]),
            "type": coding("http://terminology.hl7.org/CodeSystem/audit-entity-type", "2"),
            "role": coding("http://terminology.hl7.org/CodeSystem/object-role", "4"),
        ])
    }

    private static func coding(_ system: String, _ code: String, _ display: String? = nil) -> JSONValue {
        var members: [String: JSONValue] = ["system": .string(system), "code": .string(code)]
        if let display { members["display"] = .string(display) }
        return .object(members)
    }
}
