public import MedicationDomain

/// All that the owner of a merged record has of it, handed to the survivor's owner on `prescribing.intake.v1`.
///
/// Each one tells the whole state and replaces the one before it, so a repeat, a rebuilt store or a late word of a former
/// owner changes nothing: the newest revision counts. An inner event of `prescribing`, on its own input, because the
/// survivor lives on another partition: its owner must find the cause there when it is built again.
public struct PatientHandover: EntityPayload {
    public static let types: [EventType] = ["org.titrate.patient.handed-over.v1"]

    /// The survivor: whoever is to take it in.
    public var patientId: PatientID
    /// The record that was merged into it.
    public var from: PatientID
    /// False: nothing of `from` belongs to the survivor any more.
    public var isInForce: Bool
    /// Sorted by resource; patient ids inside are those the hospital used.
    public var facts: [HandedFact]
    /// Every merge that led here, this one included: who goes in a circle finds themselves in it.
    public var merges: [PatientMerge]

    public init(
        patientId: PatientID, from: PatientID, isInForce: Bool = true, facts: [HandedFact] = [],
        merges: [PatientMerge] = []
    ) {
        self.patientId = patientId
        self.from = from
        self.isInForce = isInForce
        self.facts = facts
        self.merges = merges
    }

    public var entityID: EntityID { EntityID("handover:\(from.rawValue)@\(patientId.rawValue)") }
    public var isTerminal: Bool { !isInForce }
}

/// That a record was merged into another.
public struct PatientMerge: Codable, Hashable, Comparable, Sendable {
    public var retired: PatientID
    public var survivor: PatientID

    public init(retired: PatientID, survivor: PatientID) { (self.retired, self.survivor) = (retired, survivor) }

    public static func < (left: PatientMerge, right: PatientMerge) -> Bool {
        (left.retired, left.survivor) < (right.retired, right.survivor)
    }
}

/// One resource of a merged record, with the patient the hospital gave it to.
public struct HandedFact: Codable, Hashable, Sendable {
    public var origin: PatientID
    public var fact: HospitalFact
    /// For orders.
    public var order: HandedOrder?

    public init(origin: PatientID, fact: HospitalFact, order: HandedOrder? = nil) {
        (self.origin, self.fact, self.order) = (origin, fact, order)
    }
}

/// What had become of an order where it was handed over.
public struct HandedOrder: Codable, Hashable, Sendable {
    /// Nil: nobody has judged it yet.
    public var status: OrderEvent.Status?
    /// When the hospital stopped, completed or paused it.
    public var changedAt: Instant?
    public var wasLetThrough: Bool?
    /// Rules for which it was held until a pharmacist let it go.
    public var releasedRules: [RuleID]?
    /// What it was before the hospital changed it, oldest first.
    public var earlier: [EarlierOrder]?

    public init(
        status: OrderEvent.Status? = nil, changedAt: Instant? = nil, wasLetThrough: Bool? = nil,
        releasedRules: [RuleID]? = nil, earlier: [EarlierOrder]? = nil
    ) {
        self.status = status
        self.changedAt = changedAt
        self.wasLetThrough = wasLetThrough
        self.releasedRules = releasedRules
        self.earlier = earlier
    }
}

/// An order as it stood until the hospital changed it: part of the history of the dose.
public struct EarlierOrder: Codable, Hashable, Sendable {
    public var version: SourceVersion
    public var medication: Medication
    public var route: Route?
    public var dosageInstructions: [DosageInstruction]
    public var authoredAt: Instant?
    /// When the edition after it was written, or read where the hospital gives no time.
    public var until: Instant
    /// False when it was held or rejected here, so that nobody took it; nil when that is not known.
    public var wasTaken: Bool?

    public init(_ fact: OrderFact, version: SourceVersion, until: Instant, wasTaken: Bool? = nil) {
        (self.version, self.until, self.wasTaken) = (version, until, wasTaken)
        (medication, route) = (fact.medication, fact.route)
        (dosageInstructions, authoredAt) = (fact.dosageInstructions, fact.authoredAt)
    }
}

/// A record says that it replaces another (FHIR `Patient.link` of type `replaces`), or no longer says so; told to the owner
/// of the other on `prescribing.intake.v1`.
public struct PatientClaim: EntityPayload {
    public static let types: [EventType] = ["org.titrate.patient.claimed.v1"]

    /// The record that is said to be replaced.
    public var patientId: PatientID
    /// The survivor.
    public var by: PatientID
    public var isInForce: Bool
    /// The survivor takes no further record in, so this one is to be judged where it is.
    public var isFull: Bool?

    public init(patientId: PatientID, by: PatientID, isInForce: Bool, isFull: Bool? = nil) {
        (self.patientId, self.by, self.isInForce, self.isFull) = (patientId, by, isInForce, isFull)
    }

    public var entityID: EntityID { EntityID("claim:\(by.rawValue)@\(patientId.rawValue)") }
    public var isTerminal: Bool { !isInForce }
}
