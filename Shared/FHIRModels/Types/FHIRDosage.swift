/// How a medicine is to be taken (FHIR `Dosage`).
public struct FHIRDosage: Hashable, Sendable, FHIRValue {
    /// Equal numbers run side by side, higher ones follow.
    public let sequence: Int?
    public let text: String?
    public let patientInstruction: String?
    public let timing: FHIRTiming?
    /// Only when needed (`asNeededBoolean`, or `asNeededCodeableConcept` with what for).
    public let isAsNeeded: Bool
    public let asNeededFor: FHIRCodeableConcept?
    public let route: FHIRCodeableConcept?
    public let doseAndRate: [DoseAndRate]
    public let maxDosePerPeriod: FHIRRatio?
    public let maxDosePerAdministration: FHIRQuantity?

    init(_ element: FHIRElement) throws(FHIRError) {
        sequence = try element.integer("sequence")
        text = try element.string("text")
        patientInstruction = try element.string("patientInstruction")
        timing = try element.value("timing")
        switch try element.choice("asNeeded", ["Boolean", "CodeableConcept"]) {
        case "Boolean": (isAsNeeded, asNeededFor) = (try element.boolean("asNeededBoolean") ?? false, nil)
        case "CodeableConcept": (isAsNeeded, asNeededFor) = (true, try element.value("asNeededCodeableConcept"))
        default: (isAsNeeded, asNeededFor) = (false, nil)
        }
        route = try element.value("route")
        doseAndRate = try element.values("doseAndRate")
        maxDosePerPeriod = try element.value("maxDosePerPeriod")
        maxDosePerAdministration = try element.value("maxDosePerAdministration")
    }

    /// One way to say how much; several are the same dose seen differently (ordered, calculated).
    public struct DoseAndRate: Hashable, Sendable, FHIRValue {
        public let type: FHIRCodeableConcept?
        public let dose: Dose?
        public let rate: FHIRRate?

        init(_ element: FHIRElement) throws(FHIRError) {
            type = try element.value("type")
            dose = try Dose(element)
            rate = try FHIRRate(element)
        }
    }

    /// `dose[x]`.
    public enum Dose: Hashable, Sendable {
        case quantity(FHIRQuantity)
        case range(FHIRRange)

        init?(_ element: FHIRElement) throws(FHIRError) {
            switch try element.choice("dose", ["Quantity", "Range"]) {
            case "Quantity": self = .quantity(try element.required("doseQuantity", element.value("doseQuantity")))
            case "Range": self = .range(try element.required("doseRange", element.value("doseRange")))
            default: return nil
            }
        }
    }
}

/// `rate[x]`: how fast a medicine runs in.
public enum FHIRRate: Hashable, Sendable {
    case ratio(FHIRRatio)
    case range(FHIRRange)
    case quantity(FHIRQuantity)

    init?(_ element: FHIRElement) throws(FHIRError) {
        switch try element.choice("rate", ["Ratio", "Range", "Quantity"]) {
        case "Ratio": self = .ratio(try element.required("rateRatio", element.value("rateRatio")))
        case "Range": self = .range(try element.required("rateRange", element.value("rateRange")))
        case "Quantity": self = .quantity(try element.required("rateQuantity", element.value("rateQuantity")))
        default: return nil
        }
    }
}
