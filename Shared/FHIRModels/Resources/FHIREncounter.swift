/// A stay or visit.
public struct FHIREncounter: FHIRResourceContent {
    public static let typeName = "Encounter"

    public enum Status: String, Sendable, CaseIterable {
        case planned, arrived, triaged, onleave, finished, cancelled, unknown
        case inProgress = "in-progress"
        case enteredInError = "entered-in-error"
    }

    public let meta: FHIRMeta
    public let contained: [FHIRResource]
    public let status: Status
    /// Inpatient `IMP`, ambulatory `AMB`, emergency `EMER` … (HL7 v3 ActCode).
    public let classCode: FHIRCoding
    public let type: [FHIRCodeableConcept]
    public let subject: FHIRReference?
    public let period: FHIRPeriod?
    public let dischargeDisposition: FHIRCodeableConcept?
    public let locations: [Location]
    public let partOf: FHIRReference?

    public var patientReference: FHIRReference? { subject }

    init(_ element: FHIRElement) throws(FHIRError) {
        meta = try FHIRMeta(element)
        contained = try element.contained()
        status = try element.required("status", element.code("status"))
        classCode = try element.required("class", element.value("class"))
        type = try element.values("type")
        subject = try element.value("subject")
        period = try element.value("period")
        dischargeDisposition = try element.element("hospitalization")?.value("dischargeDisposition")
        locations = try element.values("location")
        partOf = try element.value("partOf")
    }

    /// Where the patient was, and when.
    public struct Location: Hashable, Sendable, FHIRValue {
        public enum Status: String, Sendable, CaseIterable { case planned, active, reserved, completed }

        public let location: FHIRReference
        public let status: Status?
        public let period: FHIRPeriod?

        init(_ element: FHIRElement) throws(FHIRError) {
            location = try element.required("location", element.value("location"))
            status = try element.code("status")
            period = try element.value("period")
        }
    }
}
