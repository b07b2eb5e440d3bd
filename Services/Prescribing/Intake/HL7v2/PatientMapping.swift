import FHIRModels
import HL7v2

/// The events of ADT messages that are read (HL7 table 0003), with what they say about the stay.
enum PatientEventKind {
    /// - Parameter takesEventTime: the event itself is the beginning, where no beginning is given.
    case stay(StayStatus, takesEventTime: Bool)
    /// About the person only.
    case person
    case merge
    /// Two records, merged before, are two again.
    case unlink

    init?(_ event: String?) {
        switch event?.uppercased() {
        case "A01": self = .stay(.inProgress, takesEventTime: true)
        case "A02", "A06", "A07", "A13": self = .stay(.inProgress, takesEventTime: false)
        case "A03": self = .stay(.finished, takesEventTime: true)
        case "A04": self = .stay(.arrived, takesEventTime: true)
        case "A05", "A14": self = .stay(.planned, takesEventTime: false)
        case "A11": self = .stay(.cancelled, takesEventTime: false)
        case "A08", "A28", "A31": self = .person
        case "A37": self = .unlink
        case "A40": self = .merge
        default: return nil
        }
    }
}

/// Encounter.status.
enum StayStatus: String {
    case inProgress = "in-progress"
    case arrived, planned, finished, cancelled

    /// Encounter.location.status.
    var ofPlace: String {
        switch self {
        case .inProgress, .arrived: "active"
        case .planned: "planned"
        case .finished, .cancelled: "completed"
        }
    }
}

extension MessageMapping {
    /// Demographics come from ADT only: the copies of pharmacies and laboratories are stale.
    mutating func readPatient(_ person: HL7Segment, _ event: PatientEventKind?) throws(HL7Error) {
        for segment in message.segments {
            try enter(segment)
            if segment.name == "PID" { try readPerson(person, event) }
            if segment.name == "PV1", case .stay(let status, let takesEventTime) = event {
                try readStay(segment, status, takesEventTime: takesEventTime)
            }
        }
    }

    private mutating func readPerson(_ person: HL7Segment, _ event: PatientEventKind?) throws(HL7Error) {
        let patient = try currentPatient()
        let (dead, died) = (try person.text(30), try person.time(29))
        // A death closes everything: a message that says both yes and no is not believed.
        if dead == "N", died != nil { throw person.failure(.badValue, 30) }
        var prior: String?
        if case .merge = event { prior = try mergedPatient(into: patient) }
        var isDead: Bool?
        if dead == "Y" { isDead = true }
        if dead == "N" || person.isDeleted(30) { isDead = false }
        try add(
            "Patient", patient, of: patient, person,
            [
                "gender": FHIRJSON.text(try person.text(8).map(MessageMapping.gender)),
                "birthDate": FHIRJSON.text(try person.time(7).map { String($0.iso.prefix(10)) }),
                "deceasedDateTime": FHIRJSON.time(died),
                "deceasedBoolean": died == nil ? isDead.map { JSONValue.bool($0) } : nil,
            ])
        guard let prior else { return }
        try add(
            "Patient", prior, of: prior, person, ["active": .bool(false), "link": link("replaced-by", patient)],
            isLink: true)
    }

    /// A37 names both records; whichever was merged into the other is merged no more.
    mutating func readUnlink(_ persons: [HL7Segment]) throws(HL7Error) {
        guard persons.count == 2 else {
            throw HL7Error(persons.count < 2 ? .missingElement : .badValue, at: persons.last?.place ?? "PID")
        }
        let patients = (try source.patient(persons[0], 3), try source.patient(persons[1], 3))
        guard patients.0 != patients.1 else { throw persons[1].failure(.badValue, 3) }
        try add("Patient", patients.0, of: patients.0, persons[0], [:], isLink: true)
        try add("Patient", patients.1, of: patients.1, persons[1], [:], isLink: true)
    }

    /// Table 0001.
    private static func gender(_ code: String) -> String {
        switch code {
        case "M": "male"
        case "F": "female"
        case "O", "A", "N", "X": "other"
        default: "unknown"
        }
    }

    private func mergedPatient(into patient: String) throws(HL7Error) -> String {
        guard let merge = message.segments.first(where: { $0.name == "MRG" }) else {
            throw HL7Error(.missingElement, at: "MRG")
        }
        let prior = try source.patient(merge, 1)
        guard prior != patient else { throw merge.failure(.badValue, 1) }
        return prior
    }

    private func link(_ type: String, _ other: String?) -> JSONValue? {
        guard let other else { return nil }
        return FHIRJSON.list([
            FHIRJSON.object(["other": FHIRJSON.reference("Patient", other), "type": FHIRJSON.text(type)])
        ])
    }

    /// Table 0004; other classes are no stays, and must not pause the supply at home.
    private static let classes: [String: (code: String, display: String)] = [
        "I": ("IMP", "inpatient encounter"), "B": ("IMP", "inpatient encounter"), "E": ("EMER", "emergency"),
        "O": ("AMB", "ambulatory"), "R": ("AMB", "ambulatory"), "P": ("PRENC", "pre-admission"),
    ]

    private mutating func readStay(
        _ segment: HL7Segment, _ status: StayStatus, takesEventTime: Bool
    ) throws(HL7Error) {
        guard let visit else { throw segment.failure(.missingElement, 19) }
        guard let kind = try MessageMapping.classes[segment.text(2) ?? ""] else { return }
        let occurred = takesEventTime ? try message.segments.first { $0.name == "EVN" }?.time(6) : nil
        let isOver = status == .finished
        let starts = try segment.time(44) ?? (isOver ? nil : occurred)
        let ends = try segment.time(45) ?? (isOver ? occurred : nil)
        let ward = try either(segment.identifier(3), or: segment.identifier(3, component: 4))
        let place = FHIRJSON.object([
            "location": FHIRJSON.reference("Location", ward), "status": FHIRJSON.text(status.ofPlace),
        ])
        try add(
            "Encounter", visit, of: try currentPatient(), segment,
            [
                "status": FHIRJSON.text(status.rawValue),
                "class": FHIRJSON.object([
                    "system": FHIRJSON.text(CodeSystems.actCode), "code": FHIRJSON.text(kind.code),
                    "display": FHIRJSON.text(kind.display),
                ]),
                "subject": subject,
                "period": FHIRJSON.object([
                    "start": FHIRJSON.time(starts), "end": status == .inProgress ? nil : FHIRJSON.time(ends),
                ]),
                "hospitalization": FHIRJSON.object([
                    "dischargeDisposition": Concepts.concept(try segment.first(36))
                ]),
                "location": ward == nil ? nil : FHIRJSON.list([place]),
            ])
    }
}
