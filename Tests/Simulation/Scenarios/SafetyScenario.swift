import EventContracts
import MedicationDomain

/// One published scenario: a patient's records, and what the suite is to say of them.
struct SafetyScenario: Sendable {
    /// The categories of the Leapfrog order-entry test, and the orders that must not interrupt.
    enum Category: String, Sendable, CaseIterable {
        case singleDose = "single-dose"
        case dailyDose = "daily-dose"
        case renal
        case drugDrug = "drug-drug"
        case duplicate, allergy, condition, age, monitoring
        case costOfSilence = "cost-of-silence"
        case nuisance
    }

    struct Patient: Sendable {
        var age: Int?
        var kilograms: Double?
        /// mL/min/1.73 m², measured the day before.
        var kidneyFunction: Double?
        /// Nothing is known of earlier medicines, so nobody can say whether a therapy is new.
        var isHistoryUnknown = false
        /// Baclofen by mouth as it has been taken for months.
        var baclofen: Dose?
    }

    struct Dose: Sendable {
        var amount: Double
        /// UCUM.
        var unit: String
        var perDay: Int?
    }

    struct Order: Sendable {
        var id: String
        var medicine: String
        var dose: Dose?
        var route: String?
        var status = "active"
        var daysAgo = 0.0
        /// How long it is to be given.
        var days: Double?
        var replaces: String?
        /// The hospital calls it a long-term therapy.
        var isContinuous = false
        var isAsNeeded = false
        var isOnce = false
        var text: String?
        /// ICD-10 code of the reason.
        var reason: String?
    }

    enum Fact: Sendable {
        case order(Order)
        /// An order told before changes its state.
        case becomes(order: String, status: String, daysAgo: Double)
        case dispense(order: String, tablets: Double, days: Double, daysAgo: Double)
        case report(medicine: String)
        case given(medicine: String, hoursAgo: Double, route: String?)
        case condition(icd10: String)
        case allergy(String)
        case observation(ObservedKind, value: Double, daysAgo: Double)
    }

    /// What hospitals measure and ask, as far as scenarios use it.
    enum ObservedKind: String, Sendable, CaseIterable {
        case kidneyFunction = "egfr"
        case kidneyFunctionCystatin = "egfr-cystatin"
        case creatinine, pregnancy, breastfeeding, alcohol, dialysis, fall, sedation, spasticity
    }

    struct Expectation: Sendable {
        var rule: String
        var kind: AlertKind?
        var severity: Severity
        var isInterruptive: Bool
        var isProvisional: Bool
    }

    var id: String
    var title: String
    var category: Category
    var place: String
    var source: String
    var patient: Patient
    var facts: [Fact]
    /// How long after the last record the state is looked at.
    var wait: Span
    var expected: [Expectation]
    /// Rules that must not speak.
    var silent: [String]
    /// How many alerts of all services interrupt; nil when the scenario does not count them.
    var interruptions: Int?
}

extension SafetyScenario {
    /// What is wrong with these open alerts of the patient; nil when all is as written.
    ///
    /// Whatever interrupts and is not expected is wrong, in every category. Passive findings beyond the expected ones
    /// are somebody else's scenario.
    func difference(from alerts: [Alert]) -> String? {
        var words: [String] = []
        for expectation in expected {
            guard let found = alerts.first(where: { $0.rule.id.rawValue == expectation.rule }) else {
                words.append("missing \(expectation.rule)")
                continue
            }
            if found.severity != expectation.severity {
                words.append("\(expectation.rule) is \(found.severity.rawValue), not \(expectation.severity.rawValue)")
            }
            if found.interruptive != expectation.isInterruptive {
                words.append("\(expectation.rule) \(found.interruptive ? "interrupts" : "does not interrupt")")
            }
            if let kind = expectation.kind, found.kind != kind {
                words.append("\(expectation.rule) is of kind \(found.kind.rawValue), not \(kind.rawValue)")
            }
            if (found.status == .provisional) != expectation.isProvisional {
                words.append("\(expectation.rule) is \(found.status.rawValue)")
            }
        }
        let named = Set(expected.map(\.rule))
        words += alerts.filter { $0.interruptive && !named.contains($0.rule.id.rawValue) }
            .map { "\($0.rule.id) interrupts" }
        words += alerts.filter { silent.contains($0.rule.id.rawValue) }.map { "\($0.rule.id) speaks" }
        let count = alerts.filter(\.interruptive).count
        if let interruptions, count != interruptions { words.append("\(count) interrupt, not \(interruptions)") }
        return words.isEmpty ? nil : words.joined(separator: "; ")
    }
}
