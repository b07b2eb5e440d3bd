public import MedicationDomain

/// How long the patient's supply lasts, with the arithmetic behind it.
public struct SupplyProjection: EntityPayload {
    public enum State: String, Codable, Sendable { case known, unknown }
    public static let types: [EventType] = ["org.titrate.supply.projected.v1"]

    public var patientId: PatientID
    public var medication: Medication
    public var onHandMilligrams: Double?
    public var dailyDoseMilligrams: Double?
    /// Nil: it does not run out (nothing is taken), or it is unknown; `state` says which.
    public var runOutAt: Instant?
    public var state: State
    /// The arithmetic, one step a line.
    public var because: [String]
    /// The account behind it, oldest turn first, from the first fill that counts to the steps ordered ahead; nil where
    /// supply is unknown. Between two turns every day at home uses up one daily dose.
    public var course: [SupplyTurn]?

    public init(
        patientId: PatientID, medication: Medication, onHandMilligrams: Double? = nil,
        dailyDoseMilligrams: Double? = nil, runOutAt: Instant? = nil, state: State, because: [String],
        course: [SupplyTurn]? = nil
    ) {
        self.patientId = patientId
        self.medication = medication
        self.onHandMilligrams = onHandMilligrams
        self.dailyDoseMilligrams = dailyDoseMilligrams
        self.runOutAt = runOutAt
        self.state = state
        self.because = because
        self.course = course
    }

    private enum CodingKeys: CodingKey {
        case patientId, medication, onHandMilligrams, dailyDoseMilligrams, runOutAt, state, because, course
    }

    /// `runOutAt` is written even when there is none: the contract shows it as null.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(patientId, forKey: .patientId)
        try container.encode(medication, forKey: .medication)
        try container.encodeIfPresent(onHandMilligrams, forKey: .onHandMilligrams)
        try container.encodeIfPresent(dailyDoseMilligrams, forKey: .dailyDoseMilligrams)
        try container.encode(runOutAt, forKey: .runOutAt)
        try container.encode(state, forKey: .state)
        try container.encode(because, forKey: .because)
        try container.encodeIfPresent(course, forKey: .course)
    }

    public var entityID: EntityID {
        EntityID("supply:\(patientId.rawValue):\(medication.ingredientRxNormCode ?? medication.text.lowercased())")
    }
}

/// A day from which on supply at home stood, or will stand, otherwise than before.
public struct SupplyTurn: Codable, Hashable, Sendable {
    public var on: CalendarDay
    /// At home on that day, with what was handed over or counted on it; nil: it follows from the turn before.
    public var onHandMilligrams: Double?
    /// Taken a day from then on; 0: nothing is to be taken; nil: the dose is not understood.
    public var dailyDoseMilligrams: Double?
    /// From then on in hospital, where nothing is taken from the supply at home.
    public var isInHospital: Bool?

    public init(
        on: CalendarDay, onHandMilligrams: Double? = nil, dailyDoseMilligrams: Double? = nil, isInHospital: Bool? = nil
    ) {
        (self.on, self.onHandMilligrams) = (on, onHandMilligrams)
        (self.dailyDoseMilligrams, self.isInHospital) = (dailyDoseMilligrams, isInHospital)
    }
}

/// A plan to come off the medicine in steps.
public struct TaperPlan: EntityPayload {
    public struct Step: Codable, Hashable, Sendable {
        /// Day of the plan on which the step begins; the first is 1.
        public var day: Int
        public var dailyDoseMilligrams: Double
        public var doses: [ScheduledDose]
        /// Tablets a day by strength in milligrams, e.g. `"10": 1.5`.
        public var tablets: [String: Double]

        public init(day: Int, dailyDoseMilligrams: Double, doses: [ScheduledDose], tablets: [String: Double]) {
            self.day = day
            self.dailyDoseMilligrams = dailyDoseMilligrams
            self.doses = doses
            self.tablets = tablets
        }
    }

    public static let types: [EventType] = ["org.titrate.taper.planned.v1"]
    public var planId: String
    public var patientId: PatientID
    public var medication: Medication
    public var template: RuleReference
    /// The pharmacist who signed the template; nil: a proposal.
    public var approvedBy: String?
    public var startsOn: CalendarDay
    public var steps: [Step]
    public var totalDays: Int
    /// How it came to differ from its template, in words: a hold, a step back; nil: it does not.
    public var notes: [String]?

    public init(
        planId: String, patientId: PatientID, medication: Medication, template: RuleReference,
        approvedBy: String? = nil, startsOn: CalendarDay, steps: [Step], totalDays: Int, notes: [String]? = nil
    ) {
        self.planId = planId
        self.patientId = patientId
        self.medication = medication
        self.template = template
        self.approvedBy = approvedBy
        self.startsOn = startsOn
        self.steps = steps
        self.totalDays = totalDays
        self.notes = notes
    }

    public var entityID: EntityID { EntityID("taper:\(planId)") }
}

/// One dose of a plan's day.
public struct ScheduledDose: Codable, Hashable, Sendable {
    /// `morning`, `midday`, `evening`, `bedtime`, or `HH:MM`.
    public var time: String
    public var milligrams: Double
    /// Tablets or packets by strength in milligrams, e.g. `"10": 1.5`; nil where the plan does not say, or for a liquid.
    public var tablets: [String: Double]?
    /// The same dose in millilitres, for a liquid.
    public var milliliters: Double?

    public init(time: String, milligrams: Double, tablets: [String: Double]? = nil, milliliters: Double? = nil) {
        self.time = time
        self.milligrams = milligrams
        self.tablets = tablets
        self.milliliters = milliliters
    }
}

/// How dangerous a sudden stop would be for the patient.
public struct RiskAssessment: EntityPayload {
    public enum Level: String, Codable, Sendable, CaseIterable { case low, moderate, high }
    public static let types: [EventType] = ["org.titrate.risk.changed.v1"]
    public var patientId: PatientID
    public var level: Level
    public var points: Int
    public var factors: [String]

    public init(patientId: PatientID, level: Level, points: Int, factors: [String]) {
        (self.patientId, self.level, self.points, self.factors) = (patientId, level, points, factors)
    }

    public var entityID: EntityID { EntityID("risk:\(patientId.rawValue)") }
}

/// A time in which withdrawal is to be expected, watched or treated.
public struct WithdrawalEpisode: EntityPayload {
    public enum Change: String, Codable, Sendable, CaseIterable { case opened, closed }
    public static let types: [EventType] = ["org.titrate.episode.opened.v1", "org.titrate.episode.closed.v1"]
    public var type: EventType { Self.types[change == .opened ? 0 : 1] }

    public var episodeId: String
    public var patientId: PatientID
    public var change: Change
    public var route: Route?
    public var startedAt: Instant
    public var closedAt: Instant?
    public var reason: String
    /// The highest grade of withdrawal (1 mild to 4 life-threatening) among the signs that stand; nil: none is reported,
    /// which is not to say that there is none.
    public var grade: Int?

    public init(
        episodeId: String, patientId: PatientID, change: Change, route: Route? = nil, startedAt: Instant,
        closedAt: Instant? = nil, reason: String, grade: Int? = nil
    ) {
        self.episodeId = episodeId
        self.patientId = patientId
        self.change = change
        self.route = route
        self.startedAt = startedAt
        self.closedAt = closedAt
        self.reason = reason
        self.grade = grade
    }

    public var entityID: EntityID { EntityID("episode:\(episodeId)") }
    public var isTerminal: Bool { change == .closed }
}
