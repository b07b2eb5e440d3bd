import EventContracts
import MedicationDomain
import ServiceRuntime

/// What is kept of one patient: the facts that supply, stops and risk depend on, and what was last said about them.
///
/// Everything is bounded: it grows with the patient's open orders, not with the number of events ever seen.
struct SupplyRecord: Codable, Hashable, Sendable {
    static let table = DocumentTable<SupplyRecord>("supplyRecord")
    static let keptOrders = 24
    static let keptDispenses = 48
    static let keptStays = 16
    static let keptConditions = 48
    static let keptKidneyValues = 6
    static let keptSedatives = 16
    static let keptClaims = 24

    var patient: PatientID
    /// Baclofen orders, by id.
    var orders: [StoredOrder] = []
    /// Baclofen handed over, in order of time.
    var dispenses: [StoredDispense] = []
    /// What was left when the oldest kept dispense was handed over.
    var openingMilligrams: Double = 0
    /// Counted at home, in order of time; nil: never.
    var reportedStocks: [StoredStock]?
    /// When the course began, as known from orders no longer kept.
    var earlierCourse: EarlierCourse?
    var stays: [StoredStay] = []
    var birthDate: CalendarDay?
    var isDeceased = false
    /// The record that this one was merged into: supply and stops are judged there.
    var mergedInto: PatientID?
    var conditions: [StoredCondition] = []
    var kidneyValues: [StoredKidneyValue] = []
    var sedatives: [StoredSedative] = []
    /// Answers to claims that are or may be for baclofen, in order of time; nil: none.
    var claims: [KeptClaim]?
    /// Signs, pump visits, doses in hospital.
    var care = CareFacts()

    var alerts = AlertBook()
    var projection: SupplyProjection?
    var risk: RiskAssessment?
    /// What was last told of a pump; nil: there never was one.
    var pump: PumpProjection?
    /// The open withdrawal episode.
    var episode: WithdrawalEpisode?
    /// Deadlines that stand, so that only changes are told.
    var deadlines: [Deadline] = []
    /// The latest moment the record was judged at; a late deadline never turns time back.
    var judgedAt: Instant?

    init(patient: PatientID) { self.patient = patient }

    /// Nothing is watched here any more, and nothing is alarming.
    var isClosed: Bool { isDeceased || mergedInto != nil }
    /// Why what was open ends then.
    var closingReason: String? {
        isDeceased ? "the patient has died" : mergedInto != nil ? "patient merged" : nil
    }

    func order(_ id: OrderID) -> StoredOrder? { orders.first { $0.orderId == id } }
    func isDispensed(_ id: OrderID) -> Bool { dispenses.contains { $0.orderId == id } }
}

/// Medicine handed over.
struct StoredDispense: Codable, Hashable, Sendable {
    var dispenseId: DispenseID
    var orderId: OrderID?
    var medication: Medication
    /// Nil when quantity or strength could not be read.
    var milligrams: Double?
    var handedOverAt: Instant
    var daysSupply: Double?
}

/// A hospital stay; open while `endedAt` is nil.
struct StoredStay: Codable, Hashable, Sendable {
    var encounterId: EncounterID
    var encounterClass: String?
    var startedAt: Instant
    var endedAt: Instant?
}

struct StoredCondition: Codable, Hashable, Sendable {
    var conditionId: ResourceID
    var codes: [CodedConcept]
}

/// An eGFR in mL/min/1.73 m².
struct StoredKidneyValue: Codable, Hashable, Sendable {
    var observationId: ResourceID
    var value: Double
    var observedAt: Instant
}

/// A medicine whose own withdrawal adds to baclofen's.
struct StoredSedative: Codable, Hashable, Sendable {
    var orderId: OrderID
    var name: String
    var endedAt: Instant?
}

/// The span of a course known from orders that are no longer kept.
struct EarlierCourse: Codable, Hashable, Sendable {
    var from: Instant
    var until: Instant
}

// Records written before there were such facts are read as having none.
extension KeyedDecodingContainer {
    func decode(_ type: CareFacts.Type, forKey key: Key) throws -> CareFacts {
        try decodeIfPresent(type, forKey: key) ?? CareFacts()
    }
}
