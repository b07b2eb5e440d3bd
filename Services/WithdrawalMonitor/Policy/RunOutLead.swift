import EventContracts
import MedicationDomain

// How long ahead the end of supply is told: from dose, duration and risk.

extension RunOutLead {
    /// The longest lead that the patient's danger asks for and the fill allows; nil: the first rung is early enough.
    static func reached(
        _ state: SupplyState?, record: SupplyRecord, isHighRisk: Bool, rules: MonitorRules, asOf now: Instant
    ) -> RunOutLead? {
        guard let state, let first = rules.runOut.rungs.first?.gapDays else { return nil }
        let course = Course.start(of: record, rules: rules, asOf: now).map { now.since($0).days } ?? 0
        let dose = state.projection.dailyDoseMilligrams ?? 0
        let longest = state.daysOfLatestFill.map { Double($0) * rules.runOut.leadSharePercent / 100 } ?? 0
        return rules.runOut.leads.filter { lead in
            guard lead.days > -first, Double(lead.days) <= longest else { return false }
            switch lead.reason {
            case .highRisk: return isHighRisk
            case .dose: return dose >= lead.from
            case .course: return course >= lead.from
            }
        }.max { $0.days < $1.days }
    }

    var words: String {
        let why =
            switch reason {
            case .highRisk: "high risk"
            case .dose: "\(Amount.text(from)) mg/day or more"
            case .course: "on baclofen for \(Amount.text(from)) days or longer"
            }
        return "told \(days) days ahead: \(why)"
    }
}
