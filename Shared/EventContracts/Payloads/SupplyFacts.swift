public import MedicationDomain

/// Medicine handed over, or taken back.
public struct DispenseEvent: EntityPayload {
    public static let types: [EventType] = [
        "org.titrate.medication.dispensed.v1", "org.titrate.medication.dispense-retracted.v1",
    ]
    public var type: EventType { Self.types[status == .recorded ? 0 : 1] }

    public var dispenseId: DispenseID
    public var patientId: PatientID
    public var status: FactStatus
    public var orderId: OrderID?
    public var medication: Medication
    /// In the product's own unit (tablets, packets) or, for liquids, in millilitres.
    public var quantity: DoseAmount?
    /// The quantity as milligrams of the leading ingredient; nil when strength or unit is unknown.
    public var quantityMilligrams: Double?
    public var daysSupply: Double?
    public var handedOverAt: Instant?
    public var pharmacyId: LocationID?
    public var refillsLeft: Int?

    public init(
        dispenseId: DispenseID, patientId: PatientID, status: FactStatus = .recorded, orderId: OrderID? = nil,
        medication: Medication, quantity: DoseAmount? = nil, quantityMilligrams: Double? = nil,
        daysSupply: Double? = nil, handedOverAt: Instant? = nil, pharmacyId: LocationID? = nil,
        refillsLeft: Int? = nil
    ) {
        self.dispenseId = dispenseId
        self.patientId = patientId
        self.status = status
        self.orderId = orderId
        self.medication = medication
        self.quantity = quantity
        self.quantityMilligrams = quantityMilligrams
        self.daysSupply = daysSupply
        self.handedOverAt = handedOverAt
        self.pharmacyId = pharmacyId
        self.refillsLeft = refillsLeft
    }

    public var entityID: EntityID { .of(patientId, "dispense", dispenseId) }
    public var isTerminal: Bool { status == .retracted }
}

/// A dose given (or not given) in hospital.
public struct AdministrationEvent: EntityPayload {
    public enum Outcome: String, Codable, Sendable { case given, notDone, onHold, stopped, inProgress, unknown }
    public static let types: [EventType] = [
        "org.titrate.medication.administered.v1", "org.titrate.medication.administration-retracted.v1",
    ]
    public var type: EventType { Self.types[status == .recorded ? 0 : 1] }

    public var administrationId: ResourceID
    public var patientId: PatientID
    public var status: FactStatus
    public var outcome: Outcome
    public var orderId: OrderID?
    public var medication: Medication
    public var route: Route?
    public var dose: DoseAmount?
    public var administeredAt: Instant?

    public init(
        administrationId: ResourceID, patientId: PatientID, status: FactStatus = .recorded, outcome: Outcome,
        orderId: OrderID? = nil, medication: Medication, route: Route? = nil, dose: DoseAmount? = nil,
        administeredAt: Instant? = nil
    ) {
        self.administrationId = administrationId
        self.patientId = patientId
        self.status = status
        self.outcome = outcome
        self.orderId = orderId
        self.medication = medication
        self.route = route
        self.dose = dose
        self.administeredAt = administeredAt
    }

    public var entityID: EntityID { .of(patientId, "administration", administrationId) }
    public var isTerminal: Bool { true }
}

/// A medicine the patient takes that nobody here ordered.
public struct ReportedMedicationEvent: EntityPayload {
    public static let types: [EventType] = [
        "org.titrate.medication.reported.v1", "org.titrate.medication.report-retracted.v1",
    ]
    public var type: EventType { Self.types[status == .recorded ? 0 : 1] }

    public var statementId: ResourceID
    public var patientId: PatientID
    public var status: FactStatus
    /// Taken now, as far as the statement says.
    public var isActive: Bool
    public var medication: Medication
    public var route: Route?
    public var dosageInstructions: [DosageInstruction]
    public var startsAt: Instant?
    public var endsAt: Instant?

    public init(
        statementId: ResourceID, patientId: PatientID, status: FactStatus = .recorded, isActive: Bool = true,
        medication: Medication, route: Route? = nil, dosageInstructions: [DosageInstruction] = [],
        startsAt: Instant? = nil, endsAt: Instant? = nil
    ) {
        self.statementId = statementId
        self.patientId = patientId
        self.status = status
        self.isActive = isActive
        self.medication = medication
        self.route = route
        self.dosageInstructions = dosageInstructions
        self.startsAt = startsAt
        self.endsAt = endsAt
    }

    public var entityID: EntityID { .of(patientId, "statement", statementId) }
    public var isTerminal: Bool { status == .retracted }
}
