/// One instruction of an order: how much, how often, how long. Mirrors FHIR R4 `Dosage`, in our units.
public struct DosageInstruction: Codable, Hashable, Sendable {
    /// Instructions with the same number run side by side, higher numbers follow lower ones.
    public var sequence: Int?
    public var text: String?
    public var timing: DoseTiming?
    public var asNeeded: Bool
    public var route: Route?
    /// The dose of one administration; a range keeps both ends.
    public var dose: DoseAmount?
    public var maximumPerDay: DoseAmount?

    public init(
        sequence: Int? = nil, text: String? = nil, timing: DoseTiming? = nil, asNeeded: Bool = false,
        route: Route? = nil, dose: DoseAmount? = nil, maximumPerDay: DoseAmount? = nil
    ) {
        self.sequence = sequence
        self.text = text
        self.timing = timing
        self.asNeeded = asNeeded
        self.route = route
        self.dose = dose
        self.maximumPerDay = maximumPerDay
    }
}

extension [DosageInstruction] {
    /// Given once: a trial dose, a bolus, a dose before an operation.
    public var isSingleDose: Bool {
        !isEmpty
            && allSatisfy { instruction in
                instruction.timing?.count == 1
                    || ["ONCE", "STAT"].contains(instruction.timing?.code?.uppercased() ?? "")
            }
    }
}

/// When doses are due.
public struct DoseTiming: Codable, Hashable, Sendable {
    /// FHIR `timing.repeat.frequency` and `frequencyMax`: doses per period.
    public var frequency: Int?
    public var frequencyMax: Int?
    public var period: Double?
    public var periodMax: Double?
    public var periodUnit: PeriodUnit?
    /// `HH:MM:SS`.
    public var timesOfDay: [String]
    /// FHIR event timing codes such as `HS`, `MORN`.
    public var when: [String]
    /// `mon` … `sun`.
    public var daysOfWeek: [String]
    /// FHIR `timing.code`, upper case: `TID`, `Q6H`.
    public var code: String?
    public var start: Instant?
    public var end: Instant?
    /// How long the instruction runs, in days, from `boundsDuration`.
    public var durationDays: Double?
    public var count: Int?

    public init(
        frequency: Int? = nil, frequencyMax: Int? = nil, period: Double? = nil, periodMax: Double? = nil,
        periodUnit: PeriodUnit? = nil, timesOfDay: [String] = [], when: [String] = [], daysOfWeek: [String] = [],
        code: String? = nil, start: Instant? = nil, end: Instant? = nil, durationDays: Double? = nil,
        count: Int? = nil
    ) {
        self.frequency = frequency
        self.frequencyMax = frequencyMax
        self.period = period
        self.periodMax = periodMax
        self.periodUnit = periodUnit
        self.timesOfDay = timesOfDay
        self.when = when
        self.daysOfWeek = daysOfWeek
        self.code = code
        self.start = start
        self.end = end
        self.durationDays = durationDays
        self.count = count
    }
}

/// UCUM units of a timing period, as FHIR writes them.
public enum PeriodUnit: String, Codable, Sendable, CaseIterable {
    case second = "s"
    case minute = "min"
    case hour = "h"
    case day = "d"
    case week = "wk"
    case month = "mo"
    case year = "a"

    /// Months count 30 days and years 365: these are dosing intervals, not birthdays.
    public var days: Double {
        switch self {
        case .second: 1 / 86_400
        case .minute: 1 / 1440
        case .hour: 1 / 24
        case .day: 1
        case .week: 7
        case .month: 30
        case .year: 365
        }
    }
}

/// An amount of medicine in the unit it was written in; `low` equals `high` unless a range was given.
public struct DoseAmount: Codable, Hashable, Sendable {
    public var low: Double
    public var high: Double
    public var unit: DoseUnit

    public init(_ value: Double, _ unit: DoseUnit) { (low, high, self.unit) = (value, value, unit) }
    public init(low: Double, high: Double, _ unit: DoseUnit) { (self.low, self.high, self.unit) = (low, high, unit) }
}

/// Units a dose may be written in.
public enum DoseUnit: String, Codable, Sendable, CaseIterable {
    case milligram = "mg"
    case microgram = "ug"
    case gram = "g"
    case milliliter = "mL"
    /// Tablets, capsules, packets, patches: the product's own unit.
    case unit = "1"
    /// A unit we do not understand; the dose is then not computed.
    case other
}
