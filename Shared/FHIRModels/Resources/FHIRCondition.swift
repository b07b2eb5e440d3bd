/// A diagnosis or problem.
public struct FHIRCondition: FHIRResourceContent {
    public static let typeName = "Condition"

    public enum ClinicalStatus: String, Sendable, CaseIterable {
        case active, recurrence, relapse, inactive, remission, resolved
    }

    public enum VerificationStatus: String, Sendable, CaseIterable {
        case unconfirmed, provisional, differential, confirmed, refuted
        case enteredInError = "entered-in-error"
    }

    public let meta: FHIRMeta
    public let contained: [FHIRResource]
    public let clinicalStatus: ClinicalStatus?
    public let verificationStatus: VerificationStatus?
    public let category: [FHIRCodeableConcept]
    public let severity: FHIRCodeableConcept?
    public let code: FHIRCodeableConcept?
    public let subject: FHIRReference
    public let encounter: FHIRReference?
    public let onset: FHIROnset?
    public let abatement: FHIROnset?
    public let recordedDate: FHIRDateTime?

    public var patientReference: FHIRReference? { subject }

    private static let systems = "http://terminology.hl7.org/CodeSystem/condition-"

    init(_ element: FHIRElement) throws(FHIRError) {
        meta = try FHIRMeta(element)
        contained = try element.contained()
        clinicalStatus = try element.conceptCode("clinicalStatus", in: Self.systems + "clinical")
        verificationStatus = try element.conceptCode("verificationStatus", in: Self.systems + "ver-status")
        category = try element.values("category")
        severity = try element.value("severity")
        code = try element.value("code")
        subject = try element.required("subject", element.value("subject"))
        encounter = try element.value("encounter")
        onset = try FHIROnset(element, stem: "onset")
        abatement = try FHIROnset(element, stem: "abatement")
        recordedDate = try element.dateTime("recordedDate")
    }
}
