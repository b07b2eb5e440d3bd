import FHIRModels

/// The moments in a prescriber's or pharmacist's work at which Titrate speaks (CDS Hooks).
enum CDSService: String, Sendable, CaseIterable {
    case orderSelect = "order-select"
    case orderSign = "order-sign"
    case medicationVerify = "medication-verify"
    case medicationRefill = "medication-refill"

    var id: String { "titrate-\(rawValue)" }
    init?(id: String) {
        guard let service = CDSService.allCases.first(where: { $0.id == id }) else { return nil }
        self = service
    }

    /// Whoever answers this hook's cards answers as a pharmacist.
    var isPharmacists: Bool { self == .medicationVerify }

    /// Whether the orders have yet to be placed, so that withdrawing one is no stop.
    var takesDrafts: Bool { self == .orderSelect || self == .orderSign }

    /// The release of CDS Hooks that is spoken.
    static let version = "2.0"

    private var hookVersion: String {
        switch self {
        case .orderSelect, .orderSign: "1.0"
        case .medicationVerify, .medicationRefill: "0.1.0"
        }
    }

    private var title: String {
        switch self {
        case .orderSelect: "Titrate: baclofen safety while choosing"
        case .orderSign: "Titrate: baclofen safety before signing"
        case .medicationVerify: "Titrate: baclofen safety at verification"
        case .medicationRefill: "Titrate: baclofen safety at a refill"
        }
    }

    private var summary: String {
        let what = "Dose, titration, kidney function and interactions of baclofen"
        switch self {
        case .orderSelect: return "\(what), for the orders just chosen."
        case .orderSign: return "\(what), for the orders about to be signed."
        case .medicationVerify: return "\(what), for one order a pharmacist verifies; with the alerts that stand."
        case .medicationRefill: return "\(what), for a refill that was asked for."
        }
    }

    var json: JSONValue {
        .members([
            "hook": .string(rawValue), "id": .string(id), "title": .string(title), "description": .string(summary),
            "version": .string(Self.version), "hookVersion": .string(hookVersion),
            "prefetch": .object(
                Dictionary(uniqueKeysWithValues: Prefetch.allCases.map { ($0.rawValue, .string($0.query)) })),
            "usageRequirements": .string(
                "Prefetch is optional: Titrate knows its patients from the hospital's feed, and says what it could not "
                    + "check."),
        ])
    }

    static var discovery: JSONValue { .object(["services": .array(allCases.map(\.json))]) }
}

/// What an ordering system may send along, by name.
enum Prefetch: String, Sendable, CaseIterable {
    case patient, medications, kidney, conditions, allergies

    /// As people call it.
    var label: String {
        switch self {
        case .patient: "the patient's age"
        case .medications: "the patient's other medicines"
        case .kidney: "kidney function"
        case .conditions: "the patient's conditions"
        case .allergies: "the patient's allergies"
        }
    }

    var query: String {
        let patient = "patient={{context.patientId}}"
        return switch self {
        case .patient: "Patient/{{context.patientId}}"
        case .medications: "MedicationRequest?\(patient)&status=active"
        // CKD-EPI 2021, CKD-EPI 2009 and three MDRD codes (LOINC), newest first.
        case .kidney: "Observation?\(patient)&code=\(Self.kidneyCodes)&_sort=-date&_count=5"
        case .conditions: "Condition?\(patient)"
        case .allergies: "AllergyIntolerance?\(patient)"
        }
    }

    private static let kidneyCodes = ["98979-8", "62238-1", "33914-3", "48642-3", "48643-1"]
        .map { "http://loinc.org|\($0)" }.joined(separator: ",")
}
