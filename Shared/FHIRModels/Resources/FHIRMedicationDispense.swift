/// A hand-over of medicine by the pharmacy.
public struct FHIRMedicationDispense: FHIRResourceContent {
    public static let typeName = "MedicationDispense"

    public enum Status: String, Sendable, CaseIterable {
        case preparation, cancelled, completed, stopped, declined, unknown
        case inProgress = "in-progress"
        case onHold = "on-hold"
        case enteredInError = "entered-in-error"
    }

    public let meta: FHIRMeta
    public let contained: [FHIRResource]
    public let status: Status
    public let medication: FHIRMedicationChoice
    public let subject: FHIRReference?
    public let context: FHIRReference?
    public let authorizingPrescription: [FHIRReference]
    /// First fill `FF`, refill `RF`, emergency supply `EM` … (HL7 v3 ActCode).
    public let type: FHIRCodeableConcept?
    public let quantity: FHIRQuantity?
    public let daysSupply: FHIRQuantity?
    public let whenPrepared: FHIRDateTime?
    public let whenHandedOver: FHIRDateTime?
    public let location: FHIRReference?
    /// Who did it: the pharmacist, the pharmacy.
    public let performers: [FHIRReference]
    public let dosageInstruction: [FHIRDosage]
    /// Another product than the ordered one was handed over; nil when not said.
    public let wasSubstituted: Bool?

    public var patientReference: FHIRReference? { subject }

    init(_ element: FHIRElement) throws(FHIRError) {
        meta = try FHIRMeta(element)
        contained = try element.contained()
        status = try element.required("status", element.code("status"))
        _ = try element.choice("statusReason", ["CodeableConcept", "Reference"])
        medication = try FHIRMedicationChoice(element)
        subject = try element.value("subject")
        context = try element.value("context")
        authorizingPrescription = try element.values("authorizingPrescription")
        type = try element.value("type")
        quantity = try element.value("quantity")
        daysSupply = try element.value("daysSupply")
        whenPrepared = try element.dateTime("whenPrepared")
        whenHandedOver = try element.dateTime("whenHandedOver")
        location = try element.value("location")
        var actors: [FHIRReference] = []
        for performer in try element.elements("performer") {
            actors.append(try performer.required("actor", performer.value("actor")))
        }
        performers = actors
        dosageInstruction = try element.values("dosageInstruction")
        let substitution = try element.element("substitution")
        wasSubstituted = try substitution?.required("wasSubstituted", substitution?.boolean("wasSubstituted"))
    }
}
