public import MedicationDomain

/// "How does this patient reach a dose?": asked of `prescribing`, answered by a plan or by a refusal with its reason.
///
/// What is not told here (age, weight, kidneys, the present dose) is taken from what `prescribing` knows of the patient.
public struct TitrationRequest: EventPayload {
    /// What the doses are made of.
    public struct Product: Codable, Hashable, Sendable {
        /// `tablet`, `granules`, `oralSolution` or `oralSuspension`.
        public var form: DoseForm
        /// Strengths at hand, for tablets and packets; nil: all that are known.
        public var strengthsMilligrams: [Double]?
        /// For a liquid; without it there is no plan in millilitres.
        public var milligramsPerMilliliter: Double?

        public init(
            form: DoseForm, strengthsMilligrams: [Double]? = nil, milligramsPerMilliliter: Double? = nil
        ) {
            self.form = form
            self.strengthsMilligrams = strengthsMilligrams
            self.milligramsPerMilliliter = milligramsPerMilliliter
        }
    }

    /// Why a plan is wanted where the rules say to avoid the medicine.
    public struct Override: Codable, Hashable, Sendable {
        /// The prescriber who answers for it.
        public var by: String
        public var reason: String
        public init(by: String, reason: String) { (self.by, self.reason) = (by, reason) }
    }

    public static let types: [EventType] = ["org.titrate.titration.requested.v1"]
    public var patientId: PatientID
    /// The daily dose to reach; nil: the patient's ceiling.
    public var goalDailyDoseMilligrams: Double?
    /// The daily dose taken now; nil: what the orders say.
    public var fromDailyDoseMilligrams: Double?
    /// Nil: whole tablets of all known strengths.
    public var product: Product?
    /// Whether scored tablets may be halved; nil: no.
    public var halvesAllowed: Bool?
    /// Nil: the day of the question.
    public var startsOn: CalendarDay?
    /// Longer steps than the schedule's own; shorter than the label's are refused.
    public var daysPerStep: Int?
    public var dosesPerDay: Int?
    public var pregnant: Bool?
    public var breastfeeding: Bool?
    public var allergicToBaclofen: Bool?
    public var kidneyOverride: Override?

    public init(
        patientId: PatientID, goalDailyDoseMilligrams: Double? = nil, fromDailyDoseMilligrams: Double? = nil,
        product: Product? = nil, halvesAllowed: Bool? = nil, startsOn: CalendarDay? = nil, daysPerStep: Int? = nil,
        dosesPerDay: Int? = nil, pregnant: Bool? = nil, breastfeeding: Bool? = nil, allergicToBaclofen: Bool? = nil,
        kidneyOverride: Override? = nil
    ) {
        self.patientId = patientId
        self.goalDailyDoseMilligrams = goalDailyDoseMilligrams
        self.fromDailyDoseMilligrams = fromDailyDoseMilligrams
        self.product = product
        self.halvesAllowed = halvesAllowed
        self.startsOn = startsOn
        self.daysPerStep = daysPerStep
        self.dosesPerDay = dosesPerDay
        self.pregnant = pregnant
        self.breastfeeding = breastfeeding
        self.allergicToBaclofen = allergicToBaclofen
        self.kidneyOverride = kidneyOverride
    }
}

/// A plan to reach a dose in steps, from the label's titration and the patient's own ceiling.
public struct TitrationPlan: EntityPayload {
    public struct Step: Codable, Hashable, Sendable {
        /// Day of the plan on which the step begins; the first is 1.
        public var day: Int
        /// How long it lasts before the next; nil for the last, which goes on.
        public var days: Int?
        public var dailyDoseMilligrams: Double
        public var doses: [ScheduledDose]

        public init(day: Int, days: Int? = nil, dailyDoseMilligrams: Double, doses: [ScheduledDose]) {
            (self.day, self.days, self.dailyDoseMilligrams, self.doses) = (day, days, dailyDoseMilligrams, doses)
        }
    }

    /// The most the plan may reach for this patient, and the rule that says so.
    public struct Ceiling: Codable, Hashable, Sendable {
        public var reason: String
        public var rule: RuleReference
        public init(reason: String, rule: RuleReference) { (self.reason, self.rule) = (reason, rule) }
    }

    public static let types: [EventType] = ["org.titrate.titration.planned.v1"]
    public var planId: String
    public var patientId: PatientID
    public var medication: Medication
    /// The schedule the steps follow.
    public var rule: RuleReference
    /// The pharmacist who signed the schedule; nil: a proposal.
    public var approvedBy: String?
    public var ceilingMilligrams: Double
    public var ceiling: Ceiling
    /// What the last step reaches: never above the ceiling, and what the products can make.
    public var goalDailyDoseMilligrams: Double
    public var startsOn: CalendarDay
    public var daysPerStep: Int
    public var steps: [Step]
    /// What of the patient the plan stands on, in words.
    public var factors: [String]
    /// In words for whoever hands the plan over.
    public var cautions: [String]
    public var checks: CheckStatement

    public init(
        planId: String, patientId: PatientID, medication: Medication, rule: RuleReference, approvedBy: String? = nil,
        ceilingMilligrams: Double, ceiling: Ceiling, goalDailyDoseMilligrams: Double, startsOn: CalendarDay,
        daysPerStep: Int, steps: [Step], factors: [String] = [], cautions: [String] = [],
        checks: CheckStatement = CheckStatement()
    ) {
        self.planId = planId
        self.patientId = patientId
        self.medication = medication
        self.rule = rule
        self.approvedBy = approvedBy
        self.ceilingMilligrams = ceilingMilligrams
        self.ceiling = ceiling
        self.goalDailyDoseMilligrams = goalDailyDoseMilligrams
        self.startsOn = startsOn
        self.daysPerStep = daysPerStep
        self.steps = steps
        self.factors = factors
        self.cautions = cautions
        self.checks = checks
    }

    /// One per patient: a newer plan takes the place of the one before it.
    public var entityID: EntityID { .titrationPlan(of: patientId) }
}

/// There is no plan, and why; it takes the place of an earlier plan, which no longer fits what is known.
public struct TitrationRefusal: EntityPayload {
    public static let types: [EventType] = ["org.titrate.titration.refused.v1"]
    public var patientId: PatientID
    /// Lower case with dashes: `kidney-avoid`, `weight-needed`.
    public var code: String
    /// In words for a pharmacist.
    public var reason: String
    /// What would help: a value to ask for, a product, another way.
    public var advice: [String]
    /// Nil when no clinical rule but the question itself is the reason.
    public var rule: RuleReference?

    public init(
        patientId: PatientID, code: String, reason: String, advice: [String] = [], rule: RuleReference? = nil
    ) {
        self.patientId = patientId
        self.code = code
        self.reason = reason
        self.advice = advice
        self.rule = rule
    }

    public var entityID: EntityID { .titrationPlan(of: patientId) }
}

extension EntityID {
    /// What stands for a patient's titration: the newest plan or refusal.
    public static func titrationPlan(of patient: PatientID) -> EntityID {
        EntityID("titration-plan:\(patient.rawValue)")
    }
}

/// The answer to a `TitrationRequest`, under the type of what it holds.
public enum TitrationAnswer: EventPayload {
    case planned(TitrationPlan)
    case refused(TitrationRefusal)

    public static let types: [EventType] = TitrationPlan.types + TitrationRefusal.types
    public var type: EventType {
        switch self {
        case .planned(let plan): plan.type
        case .refused(let refusal): refusal.type
        }
    }

    /// A plan has steps; a refusal has none.
    private enum CodingKeys: CodingKey { case steps }

    public init(from decoder: any Decoder) throws {
        let isPlan = try decoder.container(keyedBy: CodingKeys.self).contains(.steps)
        self = isPlan ? .planned(try TitrationPlan(from: decoder)) : .refused(try TitrationRefusal(from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .planned(let plan): try plan.encode(to: encoder)
        case .refused(let refusal): try refusal.encode(to: encoder)
        }
    }
}
