/// An insurance that pays for the patient.
public struct FHIRCoverage: FHIRResourceContent {
    public static let typeName = "Coverage"

    public enum Status: String, Sendable, CaseIterable {
        case active, cancelled, draft
        case enteredInError = "entered-in-error"
    }

    public let meta: FHIRMeta
    public let contained: [FHIRResource]
    public let status: Status
    public let type: FHIRCodeableConcept?
    public let beneficiary: FHIRReference
    public let relationship: FHIRCodeableConcept?
    public let period: FHIRPeriod?
    public let payor: [FHIRReference]
    /// Which insurance pays first; lower comes earlier.
    public let order: Int?

    public var patientReference: FHIRReference? { beneficiary }

    init(_ element: FHIRElement) throws(FHIRError) {
        meta = try FHIRMeta(element)
        contained = try element.contained()
        status = try element.required("status", element.code("status"))
        type = try element.value("type")
        beneficiary = try element.required("beneficiary", element.value("beneficiary"))
        relationship = try element.value("relationship")
        period = try element.value("period")
        payor = try element.required("payor", element.values("payor"))
        order = try element.integer("order", atLeast: 1)
    }
}
