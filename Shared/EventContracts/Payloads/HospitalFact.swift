public import MedicationDomain

/// What the hospital said about one patient in one record, understood and validated: `prescribing.intake.v1`.
///
/// FHIR and HL7 v2 become the same facts here, so nothing downstream knows the difference.
public struct HospitalFacts: EventPayload {
    public static let types: [EventType] = ["org.titrate.hospital.received.v1"]
    public var patientId: PatientID
    public var facts: [HospitalFact]

    public init(patientId: PatientID, facts: [HospitalFact]) { (self.patientId, self.facts) = (patientId, facts) }
}

/// One resource, as we understand it.
public struct HospitalFact: Codable, Hashable, Sendable {
    public enum Content: Codable, Hashable, Sendable {
        case order(OrderFact)
        case dispense(DispenseEvent)
        case administration(AdministrationEvent)
        case reportedMedication(ReportedMedicationEvent)
        case patient(PatientEvent)
        case observation(ObservationEvent)
        case condition(ConditionEvent)
        case allergy(AllergyEvent)
        case stay(StayEvent)
        case coverage(CoverageEvent)
        case claim(ClaimEvent)
        case care(CareEvent)
    }

    /// `MedicationRequest/o-1`.
    public var resource: String
    public var version: SourceVersion
    public var content: Content

    public init(resource: String, version: SourceVersion, content: Content) {
        (self.resource, self.version, self.content) = (resource, version, content)
    }
}

/// Which edition of a resource it is, as the hospital counts.
public struct SourceVersion: Codable, Hashable, Sendable {
    public var versionId: String?
    public var lastUpdated: Instant?

    public init(versionId: String? = nil, lastUpdated: Instant? = nil) {
        (self.versionId, self.lastUpdated) = (versionId, lastUpdated)
    }

    /// Numbers where both count in numbers, else the time of the update; nil when neither tells.
    public func isNewer(than other: SourceVersion) -> Bool? {
        if let mine = versionId.flatMap({ Int64($0) }), let theirs = other.versionId.flatMap({ Int64($0) }) {
            return mine > theirs
        }
        if let mine = lastUpdated, let theirs = other.lastUpdated { return mine > theirs }
        return nil
    }
}

/// An order as the hospital placed it, before anybody judged it.
public struct OrderFact: Codable, Hashable, Sendable {
    /// FHIR R4 `MedicationRequest.status`.
    public enum Status: String, Codable, Sendable, CaseIterable {
        case active, draft, completed, cancelled, stopped, unknown
        case onHold = "on-hold"
        case enteredInError = "entered-in-error"
    }

    public var orderId: OrderID
    public var patientId: PatientID
    public var status: Status
    public var medication: Medication
    public var route: Route?
    public var dosageInstructions: [DosageInstruction]
    public var authoredAt: Instant?
    public var priorOrderId: OrderID?
    public var encounterId: EncounterID?
    public var locationId: LocationID?
    public var prescriberId: PractitionerID?
    public var indication: [String]
    /// FHIR `courseOfTherapyType` code, e.g. `continuous`.
    public var courseOfTherapy: String?
    /// FHIR `statusReason` code, e.g. `sintol`.
    public var statusReasonCode: String?
    public var refillsAllowed: Int?
    public var daysSupply: Double?
    public var validFrom: Instant?
    public var validUntil: Instant?
    public var pharmacyId: LocationID?
    /// FHIR `category` code `inpatient`, `outpatient`, `community`, `discharge`.
    public var category: String?

    public init(
        orderId: OrderID, patientId: PatientID, status: Status, medication: Medication, route: Route? = nil,
        dosageInstructions: [DosageInstruction] = [], authoredAt: Instant? = nil, priorOrderId: OrderID? = nil,
        encounterId: EncounterID? = nil, locationId: LocationID? = nil, prescriberId: PractitionerID? = nil,
        indication: [String] = [], courseOfTherapy: String? = nil, statusReasonCode: String? = nil,
        refillsAllowed: Int? = nil, daysSupply: Double? = nil, validFrom: Instant? = nil, validUntil: Instant? = nil,
        pharmacyId: LocationID? = nil, category: String? = nil
    ) {
        self.orderId = orderId
        self.patientId = patientId
        self.status = status
        self.medication = medication
        self.route = route
        self.dosageInstructions = dosageInstructions
        self.authoredAt = authoredAt
        self.priorOrderId = priorOrderId
        self.encounterId = encounterId
        self.locationId = locationId
        self.prescriberId = prescriberId
        self.indication = indication
        self.courseOfTherapy = courseOfTherapy
        self.statusReasonCode = statusReasonCode
        self.refillsAllowed = refillsAllowed
        self.daysSupply = daysSupply
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.pharmacyId = pharmacyId
        self.category = category
    }
}
