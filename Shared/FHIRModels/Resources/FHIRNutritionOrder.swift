/// What the patient may eat and drink, nothing by mouth above all.
public struct FHIRNutritionOrder: FHIRResourceContent {
    public static let typeName = "NutritionOrder"

    public enum Status: String, Sendable, CaseIterable {
        case draft, active, revoked, completed, unknown
        case onHold = "on-hold"
        case enteredInError = "entered-in-error"
    }

    public let meta: FHIRMeta
    public let contained: [FHIRResource]
    public let status: Status
    public let patient: FHIRReference
    public let encounter: FHIRReference?
    public let dateTime: FHIRDateTime
    /// `oralDiet.type`.
    public let diets: [FHIRCodeableConcept]

    public var patientReference: FHIRReference? { patient }

    init(_ element: FHIRElement) throws(FHIRError) {
        meta = try FHIRMeta(element)
        contained = try element.contained()
        status = try element.required("status", element.code("status"))
        patient = try element.required("patient", element.value("patient"))
        encounter = try element.value("encounter")
        dateTime = try element.required("dateTime", element.dateTime("dateTime"))
        diets = try element.element("oralDiet")?.values("type") ?? []
    }
}
