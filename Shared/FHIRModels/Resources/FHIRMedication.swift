/// A medicine as a resource of its own, pointed to by `medicationReference`.
public struct FHIRMedication: FHIRResourceContent {
    public static let typeName = "Medication"

    public enum Status: String, Sendable, CaseIterable {
        case active, inactive
        case enteredInError = "entered-in-error"
    }

    public let meta: FHIRMeta
    public let contained: [FHIRResource]
    public let code: FHIRCodeableConcept?
    public let status: Status?
    public let form: FHIRCodeableConcept?
    public let amount: FHIRRatio?
    public let ingredients: [Ingredient]

    /// A medicine belongs to nobody.
    public var patientReference: FHIRReference? { nil }

    init(_ element: FHIRElement) throws(FHIRError) {
        meta = try FHIRMeta(element)
        contained = try element.contained()
        code = try element.value("code")
        status = try element.code("status")
        form = try element.value("form")
        amount = try element.value("amount")
        ingredients = try element.values("ingredient")
    }

    /// One substance in it.
    public struct Ingredient: Hashable, Sendable, FHIRValue {
        public let item: FHIRMedicationChoice
        public let isActive: Bool?
        public let strength: FHIRRatio?

        init(_ element: FHIRElement) throws(FHIRError) {
            item = try FHIRMedicationChoice(element, stem: "item")
            isActive = try element.boolean("isActive")
            strength = try element.value("strength")
        }
    }
}
