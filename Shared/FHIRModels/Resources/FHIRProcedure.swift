/// Something done to the patient: an operation, a scan, a pump refill.
public struct FHIRProcedure: FHIRResourceContent {
    public static let typeName = "Procedure"

    public enum Status: String, Sendable, CaseIterable {
        case preparation, stopped, completed, unknown
        case inProgress = "in-progress"
        case notDone = "not-done"
        case onHold = "on-hold"
        case enteredInError = "entered-in-error"
    }

    public let meta: FHIRMeta
    public let contained: [FHIRResource]
    public let status: Status
    public let category: FHIRCodeableConcept?
    public let code: FHIRCodeableConcept?
    public let subject: FHIRReference
    public let encounter: FHIRReference?
    public let performed: FHIRWhen?

    public var patientReference: FHIRReference? { subject }

    init(_ element: FHIRElement) throws(FHIRError) {
        meta = try FHIRMeta(element)
        contained = try element.contained()
        status = try element.required("status", element.code("status"))
        category = try element.value("category")
        code = try element.value("code")
        subject = try element.required("subject", element.value("subject"))
        encounter = try element.value("encounter")
        performed = try FHIRWhen(element, stem: "performed")
    }
}
