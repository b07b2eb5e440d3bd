/// A medicine the patient takes, whoever ordered it.
public struct FHIRMedicationStatement: FHIRResourceContent {
    public static let typeName = "MedicationStatement"

    public enum Status: String, Sendable, CaseIterable {
        case active, completed, intended, stopped, unknown
        case enteredInError = "entered-in-error"
        case onHold = "on-hold"
        case notTaken = "not-taken"
    }

    public let meta: FHIRMeta
    public let contained: [FHIRResource]
    public let status: Status
    public let statusReason: [FHIRCodeableConcept]
    public let category: FHIRCodeableConcept?
    public let medication: FHIRMedicationChoice
    public let subject: FHIRReference
    public let context: FHIRReference?
    public let effective: FHIRWhen?
    public let dateAsserted: FHIRDateTime?
    public let informationSource: FHIRReference?
    public let basedOn: [FHIRReference]
    public let reasonCode: [FHIRCodeableConcept]
    public let dosage: [FHIRDosage]

    public var patientReference: FHIRReference? { subject }

    init(_ element: FHIRElement) throws(FHIRError) {
        meta = try FHIRMeta(element)
        contained = try element.contained()
        status = try element.required("status", element.code("status"))
        statusReason = try element.values("statusReason")
        category = try element.value("category")
        medication = try FHIRMedicationChoice(element)
        subject = try element.required("subject", element.value("subject"))
        context = try element.value("context")
        effective = try FHIRWhen(element)
        dateAsserted = try element.dateTime("dateAsserted")
        informationSource = try element.value("informationSource")
        basedOn = try element.values("basedOn")
        reasonCode = try element.values("reasonCode")
        dosage = try element.values("dosage")
    }
}
