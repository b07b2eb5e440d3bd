public import MedicationDomain

/// A measurement or finding: eGFR, weight, pregnancy, a symptom.
public struct FHIRObservation: FHIRResourceContent {
    public static let typeName = "Observation"

    public enum Status: String, Sendable, CaseIterable {
        case registered, preliminary, final, amended, corrected, cancelled, unknown
        case enteredInError = "entered-in-error"
    }

    public let meta: FHIRMeta
    public let contained: [FHIRResource]
    public let status: Status
    public let category: [FHIRCodeableConcept]
    public let code: FHIRCodeableConcept
    public let subject: FHIRReference?
    public let encounter: FHIRReference?
    public let effective: FHIRWhen?
    public let issued: Instant?
    public let value: FHIRObservationValue?
    public let dataAbsentReason: FHIRCodeableConcept?
    public let interpretation: [FHIRCodeableConcept]
    public let components: [Component]

    public var patientReference: FHIRReference? { subject }

    init(_ element: FHIRElement) throws(FHIRError) {
        meta = try FHIRMeta(element)
        contained = try element.contained()
        status = try element.required("status", element.code("status"))
        category = try element.values("category")
        code = try element.required("code", element.value("code"))
        subject = try element.value("subject")
        encounter = try element.value("encounter")
        effective = try FHIRWhen(element)
        issued = try element.instant("issued")
        value = try FHIRObservationValue(element)
        dataAbsentReason = try element.value("dataAbsentReason")
        interpretation = try element.values("interpretation")
        components = try element.values("component")
    }

    /// One of several values taken together.
    public struct Component: Hashable, Sendable, FHIRValue {
        public let code: FHIRCodeableConcept
        public let value: FHIRObservationValue?
        public let dataAbsentReason: FHIRCodeableConcept?

        init(_ element: FHIRElement) throws(FHIRError) {
            code = try element.required("code", element.value("code"))
            value = try FHIRObservationValue(element)
            dataAbsentReason = try element.value("dataAbsentReason")
        }
    }
}

/// `value[x]` of an observation.
public enum FHIRObservationValue: Hashable, Sendable {
    case quantity(FHIRQuantity)
    case concept(FHIRCodeableConcept)
    case text(String)
    case boolean(Bool)
    case integer(Int)
    case range(FHIRRange)
    case ratio(FHIRRatio)
    /// `HH:MM:SS`.
    case timeOfDay(String)
    case moment(FHIRDateTime)
    case period(FHIRPeriod)
    /// A curve; nothing here reads one.
    case sampledData

    private static let types = [
        "Quantity", "CodeableConcept", "String", "Boolean", "Integer", "Range", "Ratio", "Time", "DateTime", "Period",
        "SampledData",
    ]

    init?(_ element: FHIRElement) throws(FHIRError) {
        guard let type = try element.choice("value", FHIRObservationValue.types) else { return nil }
        let name = "value" + type
        switch type {
        case "Quantity": self = .quantity(try element.required(name, element.value(name)))
        case "CodeableConcept": self = .concept(try element.required(name, element.value(name)))
        case "String": self = .text(try element.required(name, element.string(name)))
        case "Boolean": self = .boolean(try element.required(name, element.boolean(name)))
        case "Integer": self = .integer(try element.required(name, element.integer(name)))
        case "Range": self = .range(try element.required(name, element.value(name)))
        case "Ratio": self = .ratio(try element.required(name, element.value(name)))
        case "Time": self = .timeOfDay(try element.required(name, element.timeOfDay(name)))
        case "DateTime": self = .moment(try element.required(name, element.dateTime(name)))
        case "Period": self = .period(try element.required(name, element.value(name)))
        default: self = .sampledData
        }
    }
}
