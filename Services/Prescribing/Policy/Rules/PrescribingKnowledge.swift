import EventContracts
import MedicationDomain

/// All that `prescribing` knows, as plain values.
struct PrescribingKnowledge: Hashable, Sendable {
    /// Sorted by id.
    var rules: [DoseRule]
    var conditions: ConditionGroups
    var numbers: Numbers
    var titration: TitrationRules

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
        /// Days the known history must reach back before its silence means a new therapy.
        var historyDays: DatedNumber
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

/// Diagnoses by code, in the groups that rules ask for.
struct ConditionGroups: Hashable, Sendable {
    enum Group: String, Hashable, Sendable, CaseIterable {
        case dialysis
        /// Muscle mass is low, so creatinine overestimates kidney function.
        case creatinineMisleads = "creatinine-misleads"
    }

    struct Code: Hashable, Sendable {
        var system: String
        /// A code, and with `isPrefix` all codes below it.
        var code: String
        var isPrefix: Bool
    }

    var codes: [Group: [Code]]

    func contains(_ condition: ConditionEvent, in group: Group) -> Bool {
        guard condition.isActive, condition.status == .recorded else { return false }
        return codes[group, default: []].contains { known in
            condition.codes.contains { coded in
                coded.system == known.system
                    && (coded.code == known.code || (known.isPrefix && coded.code.hasPrefix(known.code)))
            }
        }
    }
}
