/// An order or prescription.
public struct FHIRMedicationRequest: FHIRResourceContent {
    public static let typeName = "MedicationRequest"

    public enum Status: String, Sendable, CaseIterable {
        case active, cancelled, completed, stopped, draft, unknown
        case onHold = "on-hold"
        case enteredInError = "entered-in-error"
    }

    public enum Intent: String, Sendable, CaseIterable {
        case proposal, plan, order, option
        case originalOrder = "original-order"
        case reflexOrder = "reflex-order"
        case fillerOrder = "filler-order"
        case instanceOrder = "instance-order"
    }

    public let meta: FHIRMeta
    public let contained: [FHIRResource]
    public let status: Status
    public let statusReason: FHIRCodeableConcept?
    public let intent: Intent
    public let priority: FHIRPriority?
    /// The order forbids the medicine instead of asking for it.
    public let doNotPerform: Bool
    public let category: [FHIRCodeableConcept]
    public let medication: FHIRMedicationChoice
    public let subject: FHIRReference
    public let encounter: FHIRReference?
    public let authoredOn: FHIRDateTime?
    public let requester: FHIRReference?
    public let reasonCode: [FHIRCodeableConcept]
    public let groupIdentifier: FHIRIdentifier?
    public let courseOfTherapyType: FHIRCodeableConcept?
    public let priorPrescription: FHIRReference?
    public let detectedIssue: [FHIRReference]
    public let dosageInstruction: [FHIRDosage]
    public let dispenseRequest: FHIRDispenseRequest?

    public var patientReference: FHIRReference? { subject }

    init(_ element: FHIRElement) throws(FHIRError) {
        meta = try FHIRMeta(element)
        contained = try element.contained()
        status = try element.required("status", element.code("status"))
        statusReason = try element.value("statusReason")
        intent = try element.required("intent", element.code("intent"))
        priority = try element.code("priority")
        doNotPerform = try element.boolean("doNotPerform") ?? false
        category = try element.values("category")
        medication = try FHIRMedicationChoice(element)
        subject = try element.required("subject", element.value("subject"))
        encounter = try element.value("encounter")
        authoredOn = try element.dateTime("authoredOn")
        requester = try element.value("requester")
        reasonCode = try element.values("reasonCode")
        groupIdentifier = try element.value("groupIdentifier")
        courseOfTherapyType = try element.value("courseOfTherapyType")
        priorPrescription = try element.value("priorPrescription")
        detectedIssue = try element.values("detectedIssue")
        dosageInstruction = try element.values("dosageInstruction")
        dispenseRequest = try element.value("dispenseRequest")
    }
}

/// How soon something is wanted.
public enum FHIRPriority: String, Sendable, CaseIterable { case routine, urgent, asap, stat }
