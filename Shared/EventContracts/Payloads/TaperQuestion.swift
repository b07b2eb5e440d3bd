public import MedicationDomain

/// "How does this patient come off baclofen?": asked of `withdrawal-monitor`, answered by a `TaperPlan` or refused with
/// the reason. Nothing is kept of it.
///
/// What is not told here (the present dose, length of the course, age, risk) is taken from what `withdrawal-monitor`
/// knows of the patient.
public struct TaperQuestion: EventPayload {
    public static let types: [EventType] = ["org.titrate.taper.requested.v1"]

    public var patientId: PatientID
    /// The daily dose taken now; nil: what the orders say.
    public var dailyDoseMilligrams: Double?
    /// How long it has been taken, in days.
    public var courseDays: Int?
    /// In years.
    public var age: Int?
    /// Points of the risk of a sudden stop, as `org.titrate.risk.changed.v1` tells them.
    public var riskPoints: Int?
    /// `intrathecal` for a pump, which no plan of tablets can taper; nil: by mouth, unless only a pump is known.
    public var route: Route?
    /// Tablets at hand; nil: what is on the market.
    public var strengthsMilligrams: [Double]?
    /// Whether scored tablets may be halved; nil: no.
    public var halvesAllowed: Bool?
    /// For a liquid instead of tablets.
    public var milligramsPerMilliliter: Double?
    /// Nil: the day of the question.
    public var startsOn: CalendarDay?

    public init(
        patientId: PatientID, dailyDoseMilligrams: Double? = nil, courseDays: Int? = nil, age: Int? = nil,
        riskPoints: Int? = nil, route: Route? = nil, strengthsMilligrams: [Double]? = nil,
        halvesAllowed: Bool? = nil, milligramsPerMilliliter: Double? = nil, startsOn: CalendarDay? = nil
    ) {
        self.patientId = patientId
        self.dailyDoseMilligrams = dailyDoseMilligrams
        self.courseDays = courseDays
        self.age = age
        self.riskPoints = riskPoints
        self.route = route
        self.strengthsMilligrams = strengthsMilligrams
        self.halvesAllowed = halvesAllowed
        self.milligramsPerMilliliter = milligramsPerMilliliter
        self.startsOn = startsOn
    }
}
