/// An allergy or intolerance.
public struct FHIRAllergyIntolerance: FHIRResourceContent {
    public static let typeName = "AllergyIntolerance"

    public enum ClinicalStatus: String, Sendable, CaseIterable { case active, inactive, resolved }

    public enum VerificationStatus: String, Sendable, CaseIterable {
        case unconfirmed, confirmed, refuted
        case enteredInError = "entered-in-error"
    }

    public enum Kind: String, Sendable, CaseIterable { case allergy, intolerance }
    public enum Category: String, Sendable, CaseIterable { case food, medication, environment, biologic }

    public enum Criticality: String, Sendable, CaseIterable {
        case low, high
        case unableToAssess = "unable-to-assess"
    }

    public let meta: FHIRMeta
    public let contained: [FHIRResource]
    public let clinicalStatus: ClinicalStatus?
    public let verificationStatus: VerificationStatus?
    public let type: Kind?
    public let category: [Category]
    public let criticality: Criticality?
    public let code: FHIRCodeableConcept?
    public let patient: FHIRReference
    public let encounter: FHIRReference?
    public let onset: FHIROnset?
    public let recordedDate: FHIRDateTime?
    public let reactions: [Reaction]

    public var patientReference: FHIRReference? { patient }

    private static let systems = "http://terminology.hl7.org/CodeSystem/allergyintolerance-"

    init(_ element: FHIRElement) throws(FHIRError) {
        meta = try FHIRMeta(element)
        contained = try element.contained()
        clinicalStatus = try element.conceptCode("clinicalStatus", in: Self.systems + "clinical")
        verificationStatus = try element.conceptCode("verificationStatus", in: Self.systems + "verification")
        type = try element.code("type")
        category = try element.codes("category")
        criticality = try element.code("criticality")
        code = try element.value("code")
        patient = try element.required("patient", element.value("patient"))
        encounter = try element.value("encounter")
        onset = try FHIROnset(element, stem: "onset")
        recordedDate = try element.dateTime("recordedDate")
        reactions = try element.values("reaction")
    }

    /// What happened on exposure.
    public struct Reaction: Hashable, Sendable, FHIRValue {
        public enum Severity: String, Sendable, CaseIterable { case mild, moderate, severe }

        public let substance: FHIRCodeableConcept?
        public let manifestation: [FHIRCodeableConcept]
        public let severity: Severity?

        init(_ element: FHIRElement) throws(FHIRError) {
            substance = try element.value("substance")
            manifestation = try element.required("manifestation", element.values("manifestation"))
            severity = try element.code("severity")
        }
    }
}
