public import MedicationDomain

/// `medication[x]`: the medicine in words and codes, or a pointer to it.
public enum FHIRMedicationChoice: Hashable, Sendable {
    case concept(FHIRCodeableConcept)
    case reference(FHIRReference)

    init(_ element: FHIRElement, stem: String = "medication") throws(FHIRError) {
        let (concept, reference) = (stem + "CodeableConcept", stem + "Reference")
        switch try element.choice(stem, ["CodeableConcept", "Reference"]) {
        case "CodeableConcept": self = .concept(try element.required(concept, element.value(concept)))
        case "Reference": self = .reference(try element.required(reference, element.value(reference)))
        default: throw element.failure(.missingElement, "\(stem)[x]")
        }
    }
}

/// `effective[x]`, `occurrence[x]`: a moment or a stretch of time.
public enum FHIRWhen: Hashable, Sendable {
    case moment(FHIRDateTime)
    case period(FHIRPeriod)

    init?(_ element: FHIRElement, stem: String = "effective") throws(FHIRError) {
        let (dateTime, instant, period) = (stem + "DateTime", stem + "Instant", stem + "Period")
        switch try element.choice(stem, ["DateTime", "Instant", "Period", "Timing"]) {
        case "DateTime": self = .moment(try element.required(dateTime, element.dateTime(dateTime)))
        case "Instant":
            _ = try element.instant(instant)
            self = .moment(try element.required(instant, element.dateTime(instant)))
        case "Period": self = .period(try element.required(period, element.value(period)))
        default: return nil
        }
    }

    /// The first moment it may mean; nil when the beginning is open.
    public var earliest: Instant? {
        switch self {
        case .moment(let moment): moment.earliest
        case .period(let period): period.start?.earliest
        }
    }

    /// The last moment it may mean; nil when the end is open.
    public var latest: Instant? {
        switch self {
        case .moment(let moment): moment.latest
        case .period(let period): period.end?.latest
        }
    }
}

/// `onset[x]` and `abatement[x]`: when a condition began or ended, in the form somebody remembers it.
public enum FHIROnset: Hashable, Sendable {
    case moment(FHIRDateTime)
    case age(FHIRQuantity)
    case period(FHIRPeriod)
    case range(FHIRRange)
    case text(String)

    init?(_ element: FHIRElement, stem: String) throws(FHIRError) {
        guard let type = try element.choice(stem, ["DateTime", "Age", "Period", "Range", "String"]) else { return nil }
        let name = stem + type
        switch type {
        case "DateTime": self = .moment(try element.required(name, element.dateTime(name)))
        case "Age": self = .age(try element.required(name, element.value(name)))
        case "Period": self = .period(try element.required(name, element.value(name)))
        case "Range": self = .range(try element.required(name, element.value(name)))
        default: self = .text(try element.required(name, element.string(name)))
        }
    }
}
