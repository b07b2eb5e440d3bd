/// Something asked for: an operation, a scan, nothing by mouth.
public struct FHIRServiceRequest: FHIRResourceContent {
    public static let typeName = "ServiceRequest"

    public enum Status: String, Sendable, CaseIterable {
        case draft, active, revoked, completed, unknown
        case onHold = "on-hold"
        case enteredInError = "entered-in-error"
    }

    public let meta: FHIRMeta
    public let contained: [FHIRResource]
    public let status: Status
    public let category: [FHIRCodeableConcept]
    public let doNotPerform: Bool
    public let code: FHIRCodeableConcept?
    public let subject: FHIRReference
    public let encounter: FHIRReference?
    public let occurrence: FHIRWhen?
    public let authoredOn: FHIRDateTime?

    public var patientReference: FHIRReference? { subject }

    init(_ element: FHIRElement) throws(FHIRError) {
        meta = try FHIRMeta(element)
        contained = try element.contained()
        status = try element.required("status", element.code("status"))
        category = try element.values("category")
        doNotPerform = try element.boolean("doNotPerform") ?? false
        code = try element.value("code")
        subject = try element.required("subject", element.value("subject"))
        encounter = try element.value("encounter")
        occurrence = try FHIRWhen(element, stem: "occurrence")
        authoredOn = try element.dateTime("authoredOn")
    }
}
