/// A dose given in hospital; also a pump's refill or bolus.
public struct FHIRMedicationAdministration: FHIRResourceContent {
    public static let typeName = "MedicationAdministration"

    public enum Status: String, Sendable, CaseIterable {
        case completed, stopped, unknown
        case inProgress = "in-progress"
        case notDone = "not-done"
        case onHold = "on-hold"
        case enteredInError = "entered-in-error"
    }

    public let meta: FHIRMeta
    public let contained: [FHIRResource]
    public let status: Status
    public let statusReason: [FHIRCodeableConcept]
    public let category: FHIRCodeableConcept?
    public let medication: FHIRMedicationChoice
    public let subject: FHIRReference
    public let context: FHIRReference?
    public let effective: FHIRWhen
    public let reasonCode: [FHIRCodeableConcept]
    /// The order it carries out.
    public let request: FHIRReference?
    public let device: [FHIRReference]
    public let dosage: Dosage?

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
        effective = try element.required("effective[x]", FHIRWhen(element))
        reasonCode = try element.values("reasonCode")
        request = try element.value("request")
        device = try element.values("device")
        dosage = try element.value("dosage")
    }

    /// What was given.
    public struct Dosage: Hashable, Sendable, FHIRValue {
        public let text: String?
        public let route: FHIRCodeableConcept?
        public let method: FHIRCodeableConcept?
        public let dose: FHIRQuantity?
        public let rate: FHIRRate?

        init(_ element: FHIRElement) throws(FHIRError) {
            text = try element.string("text")
            route = try element.value("route")
            method = try element.value("method")
            dose = try element.value("dose")
            rate = try FHIRRate(element)
        }
    }
}
