import EventContracts
import MedicationDomain

/// Watches for the moment when nobody pays and the supply is short: then money becomes a danger to health.
enum AffordabilityPolicy {
    enum Reason: String, Sendable {
        case coverageReturned = "coverage-returned"
        case coverageUnknown = "coverage-unknown"
        case supplySufficient = "supply-sufficient"
        case patientDied = "patient-died"
        case patientMerged = "patient-merged"
        case ruleChanged = "rule-changed"
    }

    /// The alert that must stand now; or why there is none.
    static func judge(_ facts: CoverageFacts, rules: AffordabilityRules, asOf now: Instant) -> Result<Alert, Ended> {
        if facts.isDeceased { return .failure(Ended(.patientDied)) }
        if facts.isMerged { return .failure(Ended(.patientMerged)) }
        // A patient whose insurance nobody told us of is unknown, not uninsured.
        if facts.periods.isEmpty { return .failure(Ended(.coverageUnknown)) }
        if facts.periods.contains(where: { $0.covers(now.day) }) { return .failure(Ended(.coverageReturned)) }
        guard let supply = facts.supply, supply.runOutAt <= now + .days(Double(rules.supplyDays)) else {
            return .failure(Ended(.supplySufficient))
        }
        return .success(alert(facts, supply, rules, now))
    }

    struct Ended: Error, Hashable { var reason: Reason; init(_ reason: Reason) { self.reason = reason } }

    /// When the answer may next change by itself: a period begins or ends, or the supply comes within the days.
    static func nextReview(_ facts: CoverageFacts, rules: AffordabilityRules, after now: Instant) -> Instant? {
        if facts.isDeceased || facts.isMerged { return nil }
        var moments = facts.periods.flatMap { period in
            [period.startsOn?.start, period.endsOn.map { $0.adding(days: 1).start }].compactMap { $0 }
        }
        if let supply = facts.supply { moments.append(supply.runOutAt - .days(Double(rules.supplyDays))) }
        return moments.filter { $0 > now }.min()
    }

    private static func alert(
        _ facts: CoverageFacts, _ supply: CoverageFacts.Supply, _ rules: AffordabilityRules, _ now: Instant
    ) -> Alert {
        let medicine = supply.medication.text
        let endOfCover = facts.periods.compactMap(\.endsOn).filter { $0 < now.day }.max()
        let ended = endOfCover.map { "ended on \($0)" } ?? "has ended"
        return Alert(
            alertId: AlertID("cost-assistance:affordability:\(facts.patient.rawValue)"), patientId: facts.patient,
            kind: .affordability, severity: rules.severity, interruptive: false,
            summary: "\(medicine): insurance \(ended) and the supply is short",
            detail: "No insurance is known to be in force, and the supply lasts until \(supply.runOutAt.day), "
                + "within \(rules.supplyDays) days. \(rules.danger)",
            management: rules.management,
            medications: [
                AlertMedication(
                    text: medicine, ingredientRxNormCode: supply.medication.ingredientRxNormCode,
                    productRxNormCode: supply.medication.productRxNormCode, ndc: supply.medication.ndc)
            ],
            rule: rules.reference, factors: ["insurance \(ended)", "supply until \(supply.runOutAt.day)"],
            checks: CheckStatement(
                checked: ["affordability"],
                notChecked: [
                    .init(check: "income-and-household", reason: "asked of the patient, not part of this alert")
                ]),
            raisedAt: now, options: options(facts, supply, rules, now))
    }

    /// What can help, from what is known here: nothing of income or household, and nothing of it in the copy.
    private static func options(
        _ facts: CoverageFacts, _ supply: CoverageFacts.Supply, _ rules: AffordabilityRules, _ now: Instant
    ) -> [AssistanceOption] {
        var circumstances = Circumstances(asOf: now.day)
        // That a known period ended says nothing of other insurance: what is not known stays open.
        circumstances.age = facts.birthDate.map { now.day.fullYears(since: $0) }
        circumstances.medicine = rules.assistance.medicines.read(supply.medication.text)
        circumstances.runOutAt = supply.runOutAt
        let possible = AssistancePolicy.answers(circumstances, rules: rules.assistance).map(\.option.withoutHousehold)
            .filter { $0.result == .appearsEligible || $0.result == .undetermined }
        // What bridges the days until somebody pays is always named; an alert is read only where it is short.
        let bridges = possible.filter { $0.kind == "bridge-supply" }
        let others = possible.filter { $0.kind != "bridge-supply" }.prefix(max(0, rules.mostOptions - bridges.count))
        return possible.filter { bridges.contains($0) || others.contains($0) }
    }
}

/// What the alert depends on.
struct CoverageFacts: Hashable, Sendable {
    struct Period: Hashable, Sendable {
        var isActive: Bool
        var startsOn: CalendarDay?
        /// The last day that is paid for.
        var endsOn: CalendarDay?

        func covers(_ day: CalendarDay) -> Bool {
            isActive && startsOn.map { $0 <= day } ?? true && endsOn.map { day <= $0 } ?? true
        }
    }
    struct Supply: Hashable, Sendable {
        var medication: Medication
        var runOutAt: Instant
    }
    var patient: PatientID
    var periods: [Period]
    /// The supply that ends first, where its end is known.
    var supply: Supply?
    var birthDate: CalendarDay?
    var isDeceased = false
    /// The record was merged into another one, which is judged.
    var isMerged = false
}

/// When an affordability alert is due, and what it says.
struct AffordabilityRules: Sendable {
    var supplyDays: Int
    /// How many options an alert names.
    var mostOptions: Int
    var severity: Severity
    var danger: String
    var management: [String]
    var reference: RuleReference
    var assistance: AssistanceRules
}
