/// A name given by somebody else, wrapped so that the compiler knows a patient from a medicine.
///
/// Printing one shows only its kind: an identifier of a patient never reaches a log by accident.
public protocol Identifier: RawRepresentable, Hashable, Comparable, Codable, Sendable, CustomStringConvertible,
    CustomDebugStringConvertible, ExpressibleByStringLiteral
where RawValue == String, StringLiteralType == String {
    init(rawValue: String)
}

extension Identifier {
    public init(_ rawValue: String) { self.init(rawValue: rawValue) }
    public init(stringLiteral value: String) { self.init(rawValue: value) }
    public init(from decoder: any Decoder) throws {
        self.init(rawValue: try decoder.singleValueContainer().decode(String.self))
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    public var description: String { "<\(Self.self)>" }
    public var debugDescription: String { description }
}

/// The patient, as the hospital names them; the key of every record about them.
public struct PatientID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// One prescription (FHIR `MedicationRequest.id`).
public struct OrderID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// One hand-over of medicine (FHIR `MedicationDispense.id`).
public struct DispenseID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// One stay or visit (FHIR `Encounter.id`).
public struct EncounterID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A ward, clinic or pharmacy.
public struct LocationID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Who ordered, answered or owns.
public struct PractitionerID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Any hospital resource that is none of the above (an observation, a condition …).
public struct ResourceID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// One finding, for as long as it lives: `<service>:<what>:<about whom or what>`.
public struct AlertID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A rule of a knowledge file; shown to people, so it prints as it is.
public struct RuleID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public var description: String { rawValue }
}
