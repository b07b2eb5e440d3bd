import MedicationDomain

/// One thing that a sig says.
enum SigItem: Hashable {
    case amount(DoseAmount)
    /// `10 mg tablet`: the product, which is also the dose when no other is told.
    case product(DoseAmount)
    /// An amount in brackets or behind `=`: the same dose in another unit.
    case equivalent(DoseAmount)
    /// So much in each tablet or capsule.
    case perUnit(DoseAmount)
    /// So much in each millilitre.
    case concentration(DoseAmount)
    /// So much a day in all, as written with a stroke or in brackets.
    case dailyTotal(DoseAmount)
    /// What was said of a day is split: into so many doses, or as the timing says.
    case divided(Int?)
    /// Counts for morning, noon and night: `1-0-1`.
    case morningNoonNight(Double, Double, Double)
    case timing(SigTiming)
    case asNeeded
    case lasts(days: Double)
    /// The first and the last day of a stretch, counted from 1; the last one of all may be open.
    case days(Int, Int?)
    case ramp(SigRamp)
    case maximum(SigMaximum)
    case route(Route)
    case then
    case stop
    case and
    /// A comma, a full stop.
    case separator
    /// Said to people, without meaning for the dose.
    case remark
}

/// The most of a day, in units of medicine or in doses.
enum SigMaximum: Hashable {
    case amount(DoseAmount)
    case doses(Double)
}

/// `increase by 5 mg per dose every 3 days to 20 mg`.
struct SigRamp: Hashable {
    /// Negative when the dose goes down.
    var change: DoseAmount
    var isPerDose: Bool
    var everyDays: Double
    /// Where it ends; nil: at nothing.
    var goal: DoseAmount?
}

/// When, as far as one phrase says.
struct SigTiming: Hashable {
    var frequency: Int?
    var frequencyMax: Int?
    var period: Double?
    var periodMax: Double?
    var unit: PeriodUnit?
    /// `daily` beside events only says: on each day.
    var isEveryDay = false
    /// FHIR event codes.
    var when: [String] = []
    /// `HH:MM:SS`.
    var times: [String] = []
    var weekdays: [String] = []

    static func perDay(_ low: Int, _ high: Int? = nil) -> SigTiming {
        SigTiming(frequency: low, frequencyMax: high == low ? nil : high, period: 1, unit: .day)
    }
    static func every(_ low: Double, _ high: Double? = nil, _ unit: PeriodUnit) -> SigTiming {
        SigTiming(frequency: 1, period: low, periodMax: high == low ? nil : high, unit: unit)
    }
    static let everyDay = SigTiming(frequency: 1, period: 1, unit: .day, isEveryDay: true)
    static func at(_ event: String) -> SigTiming { SigTiming(when: [event]) }

    var hasEvents: Bool { !when.isEmpty || !times.isEmpty }
}

extension DoseAmount {
    func times(_ factor: Double) -> DoseAmount { DoseAmount(low: low * factor, high: high * factor, unit) }

    /// In milligrams at its upper end; nil for tablets and millilitres.
    var milligrams: Double? {
        switch unit {
        case .milligram: high
        case .microgram: high / 1000
        case .gram: high * 1000
        case .milliliter, .unit, .other: nil
        }
    }
}
