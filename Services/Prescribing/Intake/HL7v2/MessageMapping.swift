import FHIRModels
import HL7v2

/// A resource that a message speaks of, with the segment that says it.
struct MappedResource: Sendable {
    var id: String
    var patient: String
    /// Such as `RXE[2]`.
    var place: String
    /// Without its id: v2 identifiers are kept as they are, and FHIR would not allow all of them.
    var json: JSONValue
    /// A Patient that says nothing but whether the record is merged: a resource of its own, since in HL7 v2 a later
    /// message that is silent about the merge does not undo it.
    var isLink = false
}

/// What one message says, as FHIR resources in the order of its segments.
struct MessageMapping {
    /// A message of more resources is refused, as a Bundle of more entries is.
    static let maximumResources = FHIRLimits.standard.maximumEntries

    let message: HL7Message
    let source: HL7Source
    let identity: SourceIdentity
    /// Of whom and of which stay the next segments speak.
    private(set) var patient: String?
    private(set) var visit: String?
    private(set) var resources: [MappedResource] = []

    init(_ message: HL7Message, source: HospitalSource) {
        (self.message, self.source, identity) = (message, source.hl7, source.identity)
    }

    /// The kinds of messages that are read.
    private enum Kind {
        case orders(detail: String)
        case results
        case patient
    }

    private static func kind(of type: String) -> Kind? {
        switch type.uppercased() {
        case "RDE": .orders(detail: "RXE")
        case "OMP", "ORM": .orders(detail: "RXO")
        case "RDS": .orders(detail: "RXD")
        case "RAS": .orders(detail: "RXA")
        case "ORU": .results
        case "ADT": .patient
        default: nil
        }
    }

    /// Why a message is none of ours, as far as its header tells; nil when it may be.
    static func ignored(_ header: HL7Header) -> String? {
        if header.processing == "T" || header.processing == "D" { return "HL7v2:not-production" }
        return kind(of: header.type) == nil ? ignored(type: header.type) : nil
    }

    /// Only what looks like a type is told: anything may stand in that field.
    static func ignored(type: String) -> String {
        let isType =
            type.utf8.count == 3 && type.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
        return isType ? "HL7v2:\(type)" : "HL7v2:other"
    }

    /// Reads the message; nothing when it has nothing to tell.
    static func read(_ message: HL7Message, source: HospitalSource) throws(HL7Error) -> [MappedResource] {
        var mapping = MessageMapping(message, source: source)
        try mapping.read()
        return mapping.resources
    }

    private mutating func read() throws(HL7Error) {
        guard let kind = MessageMapping.kind(of: message.header.type) else { return }
        let segments = message.segments
        let event = try either(message.header.event, or: segments.first { $0.name == "EVN" }?.text(1))
        if case .patient = kind, PatientEventKind(event) == nil { return }
        try refuseContinuations()
        let persons = segments.filter { $0.name == "PID" }
        guard let first = persons.first else { throw HL7Error(.missingElement, at: "PID") }
        switch kind {
        case .orders(let detail):
            try refuseSecond(persons)
            try readOrders(detail: detail)
        case .results: try readFindings(segments)
        case .patient:
            if case .unlink = PatientEventKind(event) { return try readUnlink(persons) }
            try refuseSecond(persons)
            try readPatient(first, PatientEventKind(event))
            try readFindings(segments)
        }
    }

    private func refuseSecond(_ persons: [HL7Segment]) throws(HL7Error) {
        if persons.count > 1 { throw HL7Error(.badValue, at: persons[1].place) }
    }

    /// A message that goes on elsewhere is not read in part.
    private func refuseContinuations() throws(HL7Error) {
        for segment in message.segments {
            if segment.name == "ADD" { throw HL7Error(.badValue, at: segment.place) }
            if segment.name == "DSC", try segment.text(1) != nil { throw segment.failure(.badValue, 1) }
        }
    }

    /// PID and PV1 say whose the following segments are.
    mutating func enter(_ segment: HL7Segment) throws(HL7Error) {
        if segment.name == "PID" {
            (patient, visit) = (try source.patient(segment, 3), nil)
        } else if segment.name == "PV1" {
            visit = try either(segment.identifier(19), or: segment.identifier(50))
        }
    }

    func currentPatient() throws(HL7Error) -> String {
        guard let patient else { throw HL7Error(.missingElement, at: "PID") }
        return patient
    }

    var subject: JSONValue? { FHIRJSON.reference("Patient", patient) }
    var encounter: JSONValue? { FHIRJSON.reference("Encounter", visit) }

    mutating func add(
        _ type: String, _ id: String, of patient: String, _ segment: HL7Segment, _ members: [String: JSONValue?],
        isLink: Bool = false
    ) throws(HL7Error) {
        guard resources.count < MessageMapping.maximumResources else { throw HL7Error(.tooLarge, at: segment.place) }
        var members = members
        members["resourceType"] = FHIRJSON.text(type)
        members["meta"] = FHIRJSON.object(["lastUpdated": FHIRJSON.text(lastUpdated)])
        guard let json = FHIRJSON.object(members) else { return }
        resources.append(MappedResource(id: id, patient: patient, place: segment.place, json: json, isLink: isLink))
    }

    /// Which edition is newer is told by the time of the message; message numbers wrap and start again.
    private var lastUpdated: String? {
        guard let sentAt = message.sentAt, sentAt.precision != .time else { return message.sentAt?.iso }
        let offset = source.settings.zone.offset(atWall: sentAt.wallMilliseconds)
        return HL7Time(wallMilliseconds: sentAt.wallMilliseconds, offsetMinutes: offset).iso
    }
}

extension HL7Source {
    /// The identifier of PID-3 or MRG-1 that names the patient; throws `missing-element` when none does.
    func patient(_ segment: HL7Segment, _ field: Int) throws(HL7Error) -> String {
        let identifiers = try segment.repetitions(field).filter { $0[1] != nil }
        var typed = identifiers.filter { $0[5] == patientIdentifierType }
        // Before v2.3.1 a number came without a type.
        if typed.isEmpty, identifiers.count == 1, identifiers[0][5] == nil { typed = identifiers }
        let chosen: HL7Repetition?
        if let assigningAuthority {
            chosen = typed.first { $0[4] == assigningAuthority } ?? typed.first { $0[4] == nil }
        } else {
            let isOneSource = Set(typed.map { $0[4] }).count == 1
            chosen = typed.first { $0[4] == nil } ?? (isOneSource ? typed.first : nil)
        }
        guard let id = chosen?[1] else { throw segment.failure(.missingElement, field) }
        return try segment.identifier(id, field)
    }
}
