import EventContracts
import MedicationDomain

/// All that `prescribing` knows, as plain values.
struct PrescribingKnowledge: Hashable, Sendable {
    /// Sorted by id.
    var rules: [DoseRule] {
        didSet { index = RuleIndex(rules) }
    }
    /// The same rules as they are asked.
    private(set) var index: RuleIndex
    var conditions: ConditionGroups
    var numbers: Numbers
    var monitoring: MonitoringSchedule
    var titration: TitrationRules

    init(
        rules: [DoseRule], conditions: ConditionGroups, numbers: Numbers, monitoring: MonitoringSchedule,
        titration: TitrationRules
    ) {
        (self.rules, self.conditions, self.numbers) = (rules, conditions, numbers)
        (self.monitoring, self.titration) = (monitoring, titration)
        index = RuleIndex(rules)
    }

    /// Named numbers beside the rules.
    struct Numbers: Hashable, Sendable {
        /// Days an eGFR stands for a younger patient with good kidneys, for others, and for inpatients.
        var kidneyValueDays: DatedNumber
        var kidneyValueDaysAtRisk: DatedNumber
        var kidneyValueDaysInpatient: DatedNumber
        /// mL/min/1.73 m² from which kidneys count as good for the age of a value.
        var kidneyGoodFrom: DatedNumber
        /// Years from which a patient counts as older for the age of a value.
        var olderFromYears: DatedNumber
        /// Creatinine rise within days that counts as kidney injury: as a ratio, and in mg/dL within hours.
        var injuryRatio: DatedNumber
        var injuryRatioDays: DatedNumber
        var injuryRise: DatedNumber
        var injuryRiseHours: DatedNumber
        /// Days a supply or an ended order speaks for therapy under way.
        var continuingDays: DatedNumber
        /// Days after which a continuous order that was written is therapy under way itself.
        var runningDays: DatedNumber
        /// Hours after its first dose from which an order that was let through is therapy under way itself.
        var begunHours: DatedNumber
        /// Days the known history must reach back before its silence means a new therapy.
        var historyDays: DatedNumber
        /// Days a statement of pregnancy can be true.
        var pregnancyDays: DatedNumber
        /// Days on a dose after which its benefit is reviewed, and within which a side effect is put down to a rise.
        var reviewDays: DatedNumber
        /// Hours until the next dose when the order does not tell.
        var nextDoseHours: DatedNumber
        /// Minutes between escalations of a held order.
        var escalationMinutes: DatedNumber
        var escalationLevels: DatedNumber
    }
}

extension DatedNumber {
    /// The number of the day; before the first value the first one, which the files explain.
    func number(on day: CalendarDay) -> Double { (value(on: day) ?? values.first)?.number ?? 0 }
}
