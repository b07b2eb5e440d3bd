public import MedicationDomain

// Facts about a patient that are neither orders nor supply.

/// A fact that a later record may take back.
public enum FactStatus: String, Codable, Sendable { case recorded, retracted }

/// Who the patient is, as far as doses depend on it; no name, address or further identifier.
///
/// `merged` and `unmerged` tell all that is known of the person, so that what another record said can be let go; the
/// other changes leave open what they do not mention. A record is merged as long as its newest event says `merged`.
public struct PatientEvent: EntityPayload {
    public enum Change: String, Codable, Sendable, CaseIterable { case updated, died, merged, unmerged }
    public enum Sex: String, Codable, Sendable { case male, female, other, unknown }

    public static let types: [EventType] = Change.allCases.map { type(of: $0) }
    public var type: EventType { Self.type(of: change) }
    private static func type(of change: Change) -> EventType {
        EventType(rawValue: "org.titrate.patient.\(change.rawValue).v1")
    }

    public var patientId: PatientID
    public var change: Change
    /// The latest day a partial birth date allows, so that an age is never overstated for a child.
    public var birthDate: CalendarDay?
    public var sex: Sex?
    /// Nil where the source says nothing of it: who has died does not live again because a form leaves it out.
    public var isDeceased: Bool?
    public var deceasedAt: Instant?
    /// The other id of a merge or its undoing: for `merged` the survivor, into whose record this one went.
    public var otherPatientId: PatientID?
    /// Ids that this record says it replaces, as a hospital's record tells it; never announced.
    public var replaces: [PatientID]?
    /// The source has no way to say it here (HL7 v2 demographics), so its silence undoes no merge; never announced.
    public var isSilentOnLinks: Bool?

    public init(
        patientId: PatientID, change: Change = .updated, birthDate: CalendarDay? = nil, sex: Sex? = nil,
        isDeceased: Bool? = nil, deceasedAt: Instant? = nil, otherPatientId: PatientID? = nil,
        replaces: [PatientID]? = nil
    ) {
        self.patientId = patientId
        self.change = change
        self.birthDate = birthDate
        self.sex = sex
        self.isDeceased = isDeceased
        self.deceasedAt = deceasedAt
        self.otherPatientId = otherPatientId
        self.replaces = replaces
    }

    public var entityID: EntityID { EntityID("patient:\(patientId.rawValue)") }
}

/// A measured or reported value.
public struct ObservationEvent: EntityPayload {
    /// What was observed, as far as a rule asks for it.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// mL/min/1.73 m².
        case estimatedGFR
        /// mL/min/1.73 m², from cystatin C.
        case estimatedGFRCystatinC
        /// mg/dL.
        case creatinine
        /// kg.
        case weight
        /// cm.
        case height
        case pregnancy, breastfeeding, alcoholUse, symptom, spasticity, pain, sedation, fall, bloodPressure, dialysis
        /// Transaminases, alkaline phosphatase or bilirubin.
        case liverTest
        case other
    }

    public static let types: [EventType] = [
        "org.titrate.observation.recorded.v1", "org.titrate.observation.retracted.v1",
    ]
    public var type: EventType { Self.types[status == .recorded ? 0 : 1] }

    public var observationId: ResourceID
    public var patientId: PatientID
    public var status: FactStatus
    public var kind: Kind
    public var system: String?
    public var code: String?
    /// In the unit of `kind`.
    public var value: Double?
    public var unit: String?
    /// A coded answer (a symptom, a pregnancy status).
    public var valueCode: String?
    /// For a symptom or another coded finding, its name as the source writes it, for people to read.
    public var text: String?
    public var observedAt: Instant

    public init(
        observationId: ResourceID, patientId: PatientID, status: FactStatus = .recorded, kind: Kind,
        system: String? = nil, code: String? = nil, value: Double? = nil, unit: String? = nil,
        valueCode: String? = nil, text: String? = nil, observedAt: Instant
    ) {
        self.observationId = observationId
        self.patientId = patientId
        self.status = status
        self.kind = kind
        self.system = system
        self.code = code
        self.value = value
        self.unit = unit
        self.valueCode = valueCode
        self.text = text
        self.observedAt = observedAt
    }

    public var entityID: EntityID { .of(patientId, "observation", observationId) }
    public var isTerminal: Bool { status == .retracted }
}

/// A diagnosis or problem.
public struct ConditionEvent: EntityPayload {
    public static let types: [EventType] = ["org.titrate.condition.recorded.v1", "org.titrate.condition.retracted.v1"]
    public var type: EventType { Self.types[status == .recorded ? 0 : 1] }

    public var conditionId: ResourceID
    public var patientId: PatientID
    public var status: FactStatus
    /// FHIR `clinicalStatus` is active, recurrence or relapse (or absent).
    public var isActive: Bool
    public var codes: [CodedConcept]
    public var text: String?
    public var onsetAt: Instant?

    public init(
        conditionId: ResourceID, patientId: PatientID, status: FactStatus = .recorded, isActive: Bool = true,
        codes: [CodedConcept] = [], text: String? = nil, onsetAt: Instant? = nil
    ) {
        self.conditionId = conditionId
        self.patientId = patientId
        self.status = status
        self.isActive = isActive
        self.codes = codes
        self.text = text
        self.onsetAt = onsetAt
    }

    public var entityID: EntityID { .of(patientId, "condition", conditionId) }
    public var isTerminal: Bool { status == .retracted }
}

/// A code in a code system.
public struct CodedConcept: Codable, Hashable, Sendable {
    public var system: String
    public var code: String
    public init(system: String, code: String) { (self.system, self.code) = (system, code) }
}

/// An allergy or intolerance to a substance.
public struct AllergyEvent: EntityPayload {
    public static let types: [EventType] = ["org.titrate.allergy.recorded.v1", "org.titrate.allergy.retracted.v1"]
    public var type: EventType { Self.types[status == .recorded ? 0 : 1] }

    public var allergyId: ResourceID
    public var patientId: PatientID
    public var status: FactStatus
    public var isActive: Bool
    public var allergen: Medication

    private enum CodingKeys: String, CodingKey {
        case allergyId, patientId, status, isActive
        case allergen = "substance"
    }

    public init(
        allergyId: ResourceID, patientId: PatientID, status: FactStatus = .recorded, isActive: Bool = true,
        substance: Medication
    ) {
        self.allergyId = allergyId
        self.patientId = patientId
        self.status = status
        self.isActive = isActive
        self.allergen = substance
    }

    public var entityID: EntityID { .of(patientId, "allergy", allergyId) }
    public var isTerminal: Bool { status == .retracted }
}

/// A stay in hospital; it pauses home supply.
public struct StayEvent: EntityPayload {
    public enum Change: String, Codable, Sendable, CaseIterable { case started, ended, retracted }
    public static let types: [EventType] = Change.allCases.map { type(of: $0) }
    public var type: EventType { Self.type(of: change) }
    private static func type(of change: Change) -> EventType {
        EventType(rawValue: "org.titrate.stay.\(change.rawValue).v1")
    }

    public var encounterId: EncounterID
    public var patientId: PatientID
    public var change: Change
    /// FHIR `Encounter.class` code: `IMP`, `ACUTE`, `EMER`, `AMB` …
    public var encounterClass: String?
    public var locationId: LocationID?
    public var startedAt: Instant?
    public var endedAt: Instant?

    public init(
        encounterId: EncounterID, patientId: PatientID, change: Change, encounterClass: String? = nil,
        locationId: LocationID? = nil, startedAt: Instant? = nil, endedAt: Instant? = nil
    ) {
        self.encounterId = encounterId
        self.patientId = patientId
        self.change = change
        self.encounterClass = encounterClass
        self.locationId = locationId
        self.startedAt = startedAt
        self.endedAt = endedAt
    }

    public var entityID: EntityID { .of(patientId, "stay", encounterId) }
    public var isTerminal: Bool { change != .started }
}

/// Who pays, and for how long.
public struct CoverageEvent: EntityPayload {
    public static let types: [EventType] = ["org.titrate.coverage.changed.v1", "org.titrate.coverage.retracted.v1"]
    public var type: EventType { Self.types[status == .recorded ? 0 : 1] }

    public var coverageId: ResourceID
    public var patientId: PatientID
    public var status: FactStatus
    public var isActive: Bool
    /// FHIR `Coverage.type` code, or the payer's kind where given.
    public var kind: String?
    public var payerId: String?
    public var startsOn: CalendarDay?
    public var endsOn: CalendarDay?

    public init(
        coverageId: ResourceID, patientId: PatientID, status: FactStatus = .recorded, isActive: Bool = true,
        kind: String? = nil, payerId: String? = nil, startsOn: CalendarDay? = nil, endsOn: CalendarDay? = nil
    ) {
        self.coverageId = coverageId
        self.patientId = patientId
        self.status = status
        self.isActive = isActive
        self.kind = kind
        self.payerId = payerId
        self.startsOn = startsOn
        self.endsOn = endsOn
    }

    public var entityID: EntityID { .of(patientId, "coverage", coverageId) }
    public var isTerminal: Bool { status == .retracted }
}
