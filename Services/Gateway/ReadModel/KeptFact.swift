import EventContracts
import MedicationDomain

/// A fact that a patient's page tells of, and that a later one may take back.
protocol KeptFact: EntityPayload {
    var patientId: PatientID { get }
    var factKind: FactKind { get }
    /// When it happened, as far as it says; nil: when it was told.
    var factTime: Instant? { get }
    var isTakenBack: Bool { get }
    /// Facts of a kind that nobody looks at are not kept.
    var isKept: Bool { get }
}

/// What facts are counted by.
struct FactKind: RawRepresentable, Hashable, Sendable {
    let rawValue: String

    init(rawValue: String) { self.rawValue = rawValue }
    private init(_ name: String) { rawValue = name }

    static let order = FactKind("order")
    static let dispense = FactKind("dispense")
    static let administration = FactKind("administration")
    static let statement = FactKind("statement")
    static let condition = FactKind("condition")
    static let allergy = FactKind("allergy")
    /// What no longer stands is counted apart, so that it takes no place of what does.
    static let pastCondition = FactKind("condition.past")
    static let pastAllergy = FactKind("allergy.past")
    static let stay = FactKind("stay")
    static let care = FactKind("care")
    static let answer = FactKind("answer")
    static let risk = FactKind("risk")
    static func observation(_ kind: ObservationEvent.Kind) -> FactKind { FactKind("observation.\(kind.rawValue)") }
}

extension KeptFact {
    var isKept: Bool { true }
}

extension DispenseEvent: KeptFact {
    var factKind: FactKind { .dispense }
    var factTime: Instant? { handedOverAt }
    var isTakenBack: Bool { status == .retracted }
}

extension AdministrationEvent: KeptFact {
    var factKind: FactKind { .administration }
    var factTime: Instant? { administeredAt }
    var isTakenBack: Bool { status == .retracted }
}

extension ReportedMedicationEvent: KeptFact {
    var factKind: FactKind { .statement }
    var factTime: Instant? { startsAt }
    var isTakenBack: Bool { status == .retracted }
}

extension ObservationEvent: KeptFact {
    var factKind: FactKind { .observation(kind) }
    var factTime: Instant? { observedAt }
    var isTakenBack: Bool { status == .retracted }
    /// Of what no rule asks for by kind, only what somebody found or felt, counted at home or read from a pump.
    var isKept: Bool { kind != .other || isOwn || text != nil }
    /// Under a code of this suite's own.
    var isOwn: Bool { system?.hasPrefix("urn:titrate:") == true }
}

extension ConditionEvent: KeptFact {
    var factKind: FactKind { isActive ? .condition : .pastCondition }
    var factTime: Instant? { onsetAt }
    var isTakenBack: Bool { status == .retracted }
}

extension AllergyEvent: KeptFact {
    var factKind: FactKind { isActive ? .allergy : .pastAllergy }
    var factTime: Instant? { nil }
    var isTakenBack: Bool { status == .retracted }
}

extension StayEvent: KeptFact {
    var factKind: FactKind { .stay }
    var factTime: Instant? { startedAt ?? endedAt }
    var isTakenBack: Bool { change == .retracted }
}

extension CareEvent: KeptFact {
    var factKind: FactKind { .care }
    var factTime: Instant? { startsAt }
    var isTakenBack: Bool { status == .retracted }
}

extension RiskAssessment: KeptFact {
    var factKind: FactKind { .risk }
    var factTime: Instant? { nil }
    var isTakenBack: Bool { false }
}
