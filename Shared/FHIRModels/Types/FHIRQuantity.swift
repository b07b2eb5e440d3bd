/// An amount with its unit; the coded unit counts, the written one is for people.
public struct FHIRQuantity: Hashable, Sendable, FHIRValue {
    public enum Comparator: String, Sendable {
        case less = "<"
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case greater = ">"
    }

    public let value: JSONNumber?
    /// The true value is only bounded by `value`.
    public let comparator: Comparator?
    public let unit: String?
    public let system: String?
    public let code: String?

    /// The code system of units, UCUM.
    public static let ucum = "http://unitsofmeasure.org"

    init(_ element: FHIRElement) throws(FHIRError) {
        value = try element.decimal("value")
        comparator = try element.code("comparator")
        unit = try element.string("unit")
        system = try element.string("system")
        code = try element.string("code")
    }

    /// The unit as UCUM code; nil when the sender coded it otherwise or not at all.
    public var ucumCode: String? { system == FHIRQuantity.ucum ? code : nil }
}

/// An interval of amounts, both ends included.
public struct FHIRRange: Hashable, Sendable, FHIRValue {
    public let low: FHIRQuantity?
    public let high: FHIRQuantity?

    init(_ element: FHIRElement) throws(FHIRError) {
        low = try element.value("low")
        high = try element.value("high")
    }
}

/// One amount per another, such as 250 µg per day.
public struct FHIRRatio: Hashable, Sendable, FHIRValue {
    public let numerator: FHIRQuantity?
    public let denominator: FHIRQuantity?

    init(_ element: FHIRElement) throws(FHIRError) {
        numerator = try element.value("numerator")
        denominator = try element.value("denominator")
    }
}

/// From when to when; an open end is nil.
public struct FHIRPeriod: Hashable, Sendable, FHIRValue {
    public let start: FHIRDateTime?
    public let end: FHIRDateTime?

    init(_ element: FHIRElement) throws(FHIRError) {
        start = try element.dateTime("start")
        end = try element.dateTime("end")
    }
}
