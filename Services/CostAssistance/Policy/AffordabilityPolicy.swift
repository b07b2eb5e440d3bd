import EventContracts
import MedicationDomain

/// Watches for the moment when nobody pays and the supply is short: then money becomes a danger to health.
enum AffordabilityPolicy {
    enum Reason: String, Sendable {
        case coverageReturned = "coverage-returned"
        case coverageUnknown = "coverage-unknown"
        case supplySufficient = "supply-sufficient"
        case handedOver = "handed-over"
        case answerAged = "answer-aged"
        case patientDied = "patient-died"
        case patientMerged = "patient-merged"
        case ruleChanged = "rule-changed"
        case claimAccepted = "claim-accepted"
        case claimAged = "claim-aged"
        case claimRetracted = "claim-retracted"
        case notTaken = "not-taken"
    }

    static func alertID(of patient: PatientID) -> AlertID {
        AlertID("cost-assistance:affordability:\(patient.rawValue)")
    }

    /// The alert that must stand now; or why there is none.
    ///
    /// - Parameter standing: the alert that stands so far, which tells what has ended.
    static func judge(
        _ facts: CoverageFacts, rules: AffordabilityRules, standing: Alert? = nil, asOf now: Instant
    ) -> Result<Alert, Ended> {
        if facts.isDeceased { return .failure(Ended(.patientDied)) }
        if facts.isMerged { return .failure(Ended(.patientMerged)) }
        let causes = AffordabilityCause.standing(facts, rules: rules, asOf: now)
        guard !causes.isEmpty else {
            let isForClaim = standing?.factors.contains { $0.hasPrefix(AffordabilityCause.refused) } ?? false
            return .failure(Ended(isForClaim ? whyNoRefusal(facts, rules, now) : whyNone(facts, rules, now)))
        }
        return .success(alert(facts, causes, rules, now))
    }

    struct Ended: Error, Hashable { var reason: Reason; init(_ reason: Reason) { self.reason = reason } }

    private static func whyNoRefusal(_ facts: CoverageFacts, _ rules: AffordabilityRules, _ now: Instant) -> Reason {
        switch ClaimRefusal.whyNone(facts, rules: rules, asOf: now) {
        case .accepted: .claimAccepted
        case .handedOver: .handedOver
        case .notTaken: .notTaken
        case .aged: .claimAged
        case .retracted: .claimRetracted
        }
    }

    private static func whyNone(_ facts: CoverageFacts, _ rules: AffordabilityRules, _ now: Instant) -> Reason {
        if let answer = facts.tooCostly { return answer.isSettled ? .handedOver : .answerAged }
        // A patient whose insurance nobody told us of is unknown, not uninsured.
        if facts.periods.isEmpty { return .coverageUnknown }
        return facts.periods.contains { $0.pays(on: now.day) } ? .coverageReturned : .supplySufficient
    }

    /// When the answer may next change by itself: a period begins or ends, or the supply comes within the days.
    static func nextReview(_ facts: CoverageFacts, rules: AffordabilityRules, after now: Instant) -> Instant? {
        if facts.isDeceased || facts.isMerged { return nil }
        var moments = facts.periods.flatMap { period in
            [period.startsOn?.start, period.endsOn.map { $0.adding(days: 1).start }].compactMap { $0 }
        }
        if let supply = facts.supply { moments.append(supply.runOutAt - .days(Double(rules.supplyDays))) }
        if let answer = facts.tooCostly { moments.append(answer.at + .days(Double(rules.tooCostlyDays))) }
        moments += ClaimRefusal.moments(facts, rules: rules)
        return moments.filter { $0 > now }.min()
    }

    private static func alert(
        _ facts: CoverageFacts, _ causes: [AffordabilityCause], _ rules: AffordabilityRules, _ now: Instant
    ) -> Alert {
        let refusal = ClaimRefusal(facts, rules: rules, asOf: now)
        let medicine = facts.supply?.medication.text ?? refusal?.medicine
        let lead = causes.map(\.summary).joined(separator: "; ")
        return Alert(
            alertId: alertID(of: facts.patient), patientId: facts.patient,
            kind: .affordability, severity: rules.severity, interruptive: false,
            summary: "\(medicine ?? "Medicine"): \(lead)",
            detail: (causes.map { $0.detail(facts, rules) } + [rules.danger]).joined(separator: " "),
            management: rules.management + (refusal == nil ? [] : rules.claims.management),
            medications: facts.supply.map { supply in
                [
                    AlertMedication(
                        text: supply.medication.text, ingredientRxNormCode: supply.medication.ingredientRxNormCode,
                        productRxNormCode: supply.medication.productRxNormCode, ndc: supply.medication.ndc)
                ]
            } ?? [], rule: rules.reference,
            factors: causes.map(\.factor) + (facts.supply.map { ["supply until \($0.runOutAt.day)"] } ?? []),
            checks: CheckStatement(
                checked: ["affordability"],
                notChecked: [
                    .init(check: "income-and-household", reason: "asked of the patient, not part of this alert")
                ]),
            raisedAt: now, options: options(facts, refusal, rules, now))
    }

    /// What can help, from what is known here: nothing of income or household, and nothing of it in the copy.
    private static func options(
        _ facts: CoverageFacts, _ refusal: ClaimRefusal?, _ rules: AffordabilityRules, _ now: Instant
    ) -> [AssistanceOption] {
        var circumstances = Circumstances(asOf: now.day)
        // That a known period ended says nothing of other insurance: what is not known stays open.
        circumstances.age = facts.birthDate.map { now.day.fullYears(since: $0) }
        circumstances.medicine = (facts.supply?.medication.text ?? refusal?.medicine).map {
            rules.assistance.medicines.read($0)
        }
        for question in (refusal?.kinds ?? []).compactMap({ rules.claims.reasons[$0]?.answers }) {
            circumstances.answers[question] = "yes"
        }
        circumstances.runOutAt = facts.supply?.runOutAt
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
        /// The patient is recorded as paying alone: no insurance at all.
        var isSelfPay = false

        func pays(on day: CalendarDay) -> Bool { covers(day) && !isSelfPay }

        func covers(_ day: CalendarDay) -> Bool {
            isActive && startsOn.map { $0 <= day } ?? true && endsOn.map { day <= $0 } ?? true
        }
    }
    struct Supply: Hashable, Sendable {
        var medication: Medication
        var runOutAt: Instant
    }
    /// Somebody answered an alert with "too costly".
    struct TooCostly: Hashable, Sendable {
        var at: Instant
        /// The medicine has been handed over since.
        var isSettled: Bool
    }
    struct HandedOver: Hashable, Sendable {
        var at: Instant
        var orderId: OrderID?
    }
    var patient: PatientID
    var periods: [Period]
    /// The supply that ends first, where its end is known.
    var supply: Supply?
    var tooCostly: TooCostly?
    /// What insurers answered to claims that are or may be for baclofen, in order of time.
    var claims: [KeptClaim] = []
    /// Baclofen that was handed over.
    var handedOver: [HandedOver] = []
    /// Whether baclofen by mouth is taken, by each supply that is projected; nil: not known.
    var taken: [Bool?] = []
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
    /// How long "too costly" stands when nothing is heard of it.
    var tooCostlyDays: Int
    /// The coded reasons of an answer that mean it.
    var tooCostlyReasons: Set<String>
    /// The codes of a coverage that mean there is none.
    var selfPayCodes: Set<String>
    var claims: ClaimPaymentRules
    var severity: Severity
    var danger: String
    var management: [String]
    var reference: RuleReference
    var assistance: AssistanceRules
}
