public import MedicationDomain

/// "What would these orders meet?": asked of `interaction-check` before anything is ordered.
///
/// What is not told here is taken from what the service keeps of the patient. Nothing changes by the question.
public struct InteractionCheckRequest: EventPayload {
    /// An order that nobody has placed yet.
    public struct Draft: Codable, Hashable, Sendable {
        /// The draft's own id; the id of an order that is kept already says what that order would become.
        public var orderId: OrderID
        /// A medicine without ingredients is recognised here, by its codes and its text.
        public var medication: Medication
        public var route: Route?
        public var dailyDoseMilligrams: Double?
        /// For intrathecal orders.
        public var dailyDoseMicrograms: Double?
        /// Nil: new unless an earlier order of the same medicine is kept.
        public var therapyContext: TherapyContext?
        /// The order it would replace.
        public var priorOrderId: OrderID?
        /// Nil: the moment of the question.
        public var startsAt: Instant?
        public var endsAt: Instant?
        /// Codes of the reason.
        public var indication: [String]?
        public var locationId: LocationID?
        public var prescriberId: PractitionerID?

        public init(
            orderId: OrderID, medication: Medication, route: Route? = nil, dailyDoseMilligrams: Double? = nil,
            dailyDoseMicrograms: Double? = nil, therapyContext: TherapyContext? = nil, priorOrderId: OrderID? = nil,
            startsAt: Instant? = nil, endsAt: Instant? = nil, indication: [String]? = nil,
            locationId: LocationID? = nil, prescriberId: PractitionerID? = nil
        ) {
            self.orderId = orderId
            self.medication = medication
            self.route = route
            self.dailyDoseMilligrams = dailyDoseMilligrams
            self.dailyDoseMicrograms = dailyDoseMicrograms
            self.therapyContext = therapyContext
            self.priorOrderId = priorOrderId
            self.startsAt = startsAt
            self.endsAt = endsAt
            self.indication = indication
            self.locationId = locationId
            self.prescriberId = prescriberId
        }
    }

    /// A medicine the patient takes that may be known to the asker alone.
    public struct OtherMedicine: Codable, Hashable, Sendable {
        public var medication: Medication
        public var route: Route?
        public init(medication: Medication, route: Route? = nil) { (self.medication, self.route) = (medication, route) }
    }

    /// What the asker knows of the patient. It fills gaps: where the service keeps a birth date, that one counts, and of
    /// two kidney values the newer.
    public struct Context: Codable, Hashable, Sendable {
        public var birthDate: CalendarDay?
        /// Full years, where no birth date is told.
        public var age: Int?
        /// mL/min/1.73 m².
        public var estimatedGFR: Double?
        /// When it was measured; nil: the moment of the question.
        public var estimatedGFRAt: Instant?
        /// Diagnoses, each by one code.
        public var conditions: [CodedConcept]?
        public var allergies: [Medication]?
        public var otherMedicines: [OtherMedicine]?
        public var encounterId: EncounterID?

        public init(
            birthDate: CalendarDay? = nil, age: Int? = nil, estimatedGFR: Double? = nil,
            estimatedGFRAt: Instant? = nil, conditions: [CodedConcept]? = nil, allergies: [Medication]? = nil,
            otherMedicines: [OtherMedicine]? = nil, encounterId: EncounterID? = nil
        ) {
            self.birthDate = birthDate
            self.age = age
            self.estimatedGFR = estimatedGFR
            self.estimatedGFRAt = estimatedGFRAt
            self.conditions = conditions
            self.allergies = allergies
            self.otherMedicines = otherMedicines
            self.encounterId = encounterId
        }
    }

    public static let types: [EventType] = ["org.titrate.interaction-check.requested.v1"]
    /// Nil: nobody the service knows; the answer stands on the context alone, and says so.
    public var patientId: PatientID?
    public var drafts: [Draft]
    public var context: Context?

    public init(patientId: PatientID? = nil, drafts: [Draft], context: Context? = nil) {
        (self.patientId, self.drafts, self.context) = (patientId, drafts, context)
    }
}
