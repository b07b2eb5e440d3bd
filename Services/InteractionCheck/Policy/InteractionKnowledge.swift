import EventContracts
import MedicationDomain

/// Everything the policies take from the knowledge files, as plain values.
struct InteractionKnowledge: Hashable, Sendable {
    var version: String
    /// The class everything turns on; without a medicine of it there is nothing to find.
    var indexClass: String { didSet { ruleIndex = RuleIndex(rules, indexClass) } }
    var classes: [MedicineClass] { didSet { (index, depressants) = (ClassIndex(classes), classes.depressants) } }
    /// Sorted by id.
    var rules: [InteractionRule] { didSet { ruleIndex = RuleIndex(rules, indexClass) } }
    var escalators: [Escalator]
    var conditions: [String: ConditionGroup]
    var kidneyValue: KidneyValueRule
    var escalation: EscalationTimes
    var answering: AnsweringRules
    var unrecognized: UnrecognizedText
    var failedSource: FailedSourceRule
    // Made from what stands above, once.

    private(set) var index: ClassIndex
    /// The classes that depress the central nervous system.
    private(set) var depressants: Set<String>
    private(set) var ruleIndex: RuleIndex

    init(
        version: String, indexClass: String, classes: [MedicineClass], rules: [InteractionRule],
        escalators: [Escalator], conditions: [String: ConditionGroup], kidneyValue: KidneyValueRule,
        escalation: EscalationTimes, answering: AnsweringRules, unrecognized: UnrecognizedText,
        failedSource: FailedSourceRule
    ) {
        self.version = version
        self.indexClass = indexClass
        self.classes = classes
        self.rules = rules
        self.escalators = escalators
        self.conditions = conditions
        self.kidneyValue = kidneyValue
        self.escalation = escalation
        self.answering = answering
        self.unrecognized = unrecognized
        self.failedSource = failedSource
        index = ClassIndex(classes)
        depressants = classes.depressants
        ruleIndex = RuleIndex(rules, indexClass)
    }

    func medicineClass(_ id: String) -> MedicineClass? { classes.first { $0.id == id } }
    func rule(_ id: String) -> InteractionRule? { rules.first { $0.id.rawValue == id } }
}

extension [MedicineClass] {
    fileprivate var depressants: Set<String> { Set(filter(\.isDepressant).map(\.id)) }
}

/// Something about the patient that makes a finding weigh one tier more.
struct Escalator: Hashable, Sendable {
    enum Trigger: Hashable, Sendable {
        case age(atLeast: Int)
        /// mL/min/1.73 m².
        case kidneyFunction(below: Double)
        case condition(String)
        /// Milligrams a day of the index medicine, intrathecal doses apart.
        case indexDose(atLeast: Double)
        /// Depressants beyond the first beside the index medicine.
        case furtherDepressants(atLeast: Int)
    }

    var id: String
    var trigger: Trigger
    var actsOn: Set<String>
    var evidence: EvidenceLevel
    var citations: [Citation]
    var reviewBy: CalendarDay
}

/// Diagnoses that mean the same to a rule.
struct ConditionGroup: Hashable, Sendable {
    var id: String
    var name: String
    /// Beginnings of ICD-10 codes.
    var icd10: [String]
    var snomed: Set<String>
    /// Observations that say the same.
    var observations: Set<ObservationEvent.Kind>

    func contains(_ concept: CodedConcept) -> Bool {
        switch concept.system {
        case "http://snomed.info/sct", "": return snomed.contains(concept.code) || matchesICD(concept.code)
        case let system where system.contains("icd-10"): return matchesICD(concept.code)
        default: return false
        }
    }

    /// Codes arrive with and without the dot.
    private func matchesICD(_ code: String) -> Bool {
        let plain = code.uppercased().filter { $0 != "." }
        return icd10.contains { plain.hasPrefix($0.filter { $0 != "." }) }
    }
}

/// When an interruptive alert that nobody answered is said again.
struct EscalationTimes: Hashable, Sendable {
    /// The wait before each reminder; after the last one the alert waits without a date.
    var steps: [Span]

    /// The wait at a level of escalation; nil when there are no more reminders.
    func wait(atLevel level: Int) -> Span? { level < steps.count ? steps[level] : nil }
}

/// What is said about medicines no rule can speak of.
struct UnrecognizedText: Hashable, Sendable {
    var reference: RuleReference
    var summary: String
    var detail: String
    var management: [String]
}
