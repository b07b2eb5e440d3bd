import FHIRModels
import HL7v2

/// Allergies, diagnoses and results, in whatever message they stand.
extension MessageMapping {
    mutating func readFindings(_ segments: [HL7Segment]) throws(HL7Error) {
        var request: HL7Segment?
        for segment in segments {
            try enter(segment)
            switch segment.name {
            case "PID": request = nil
            case "OBR": request = segment
            case "AL1": try readAllergy(segment)
            case "DG1": try readDiagnosis(segment)
            case "OBX": try readResult(segment, request)
            default: break
            }
        }
    }

    /// What senders write where there are no allergies: local abbreviations, and SNOMED CT.
    private static let noAllergies: Set<String> = ["NKA", "NKDA", "NKFA", "716186003", "409137002", "429625007"]
    /// Table 0127.
    private static let allergyCategories = [
        "DA": "medication", "FA": "food", "EA": "environment", "PA": "environment", "LA": "environment",
        "AA": "biologic",
    ]
    /// Table 0128.
    private static let criticalities = ["SV": "high", "MI": "low"]

    private mutating func readAllergy(_ segment: HL7Segment) throws(HL7Error) {
        let substance = try segment.required(segment.first(3), 3)
        let names = [substance[1], substance[2]].compactMap { $0?.uppercased() }
        guard MessageMapping.noAllergies.isDisjoint(with: names) else { return }
        let patient = try currentPatient()
        let category = try segment.text(2).flatMap { MessageMapping.allergyCategories[$0] }
        let reactions = try segment.repetitions(5).map { reaction in
            FHIRJSON.object([
                "manifestation": FHIRJSON.list([FHIRJSON.object(["text": FHIRJSON.text(Concepts.said(reaction))])])
            ])
        }
        try add(
            "AllergyIntolerance", "\(identity.patientPart(patient)).al.\(Concepts.slug(substance))", of: patient,
            segment,
            [
                "clinicalStatus": FHIRJSON.code(
                    "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active"),
                "category": FHIRJSON.list([FHIRJSON.text(category)]),
                "criticality": FHIRJSON.text(try segment.text(4).flatMap { MessageMapping.criticalities[$0] }),
                "code": Concepts.concept(substance), "patient": subject,
                "onsetDateTime": FHIRJSON.time(try segment.time(6)), "reaction": FHIRJSON.list(reactions),
            ])
    }

    private mutating func readDiagnosis(_ segment: HL7Segment) throws(HL7Error) {
        let diagnosis = try segment.required(segment.first(3), 3)
        let patient = try currentPatient()
        // Table 0206: the diagnosis is taken back.
        let isDeleted = try segment.text(21) == "D"
        let systems = "http://terminology.hl7.org/CodeSystem/condition-"
        let made = "\(identity.patientPart(patient)).dx.\(Concepts.slug(diagnosis))"
        try add(
            "Condition", try segment.identifier(20) ?? made, of: patient, segment,
            [
                "clinicalStatus": isDeleted ? nil : FHIRJSON.code(systems + "clinical", "active"),
                "verificationStatus": isDeleted ? FHIRJSON.code(systems + "ver-status", "entered-in-error") : nil,
                "code": Concepts.concept(
                    diagnosis, system: CodeSystems.named(try segment.text(2)), text: try segment.text(4)),
                "subject": subject, "encounter": encounter, "onsetDateTime": FHIRJSON.time(try segment.time(5)),
            ])
    }
}
