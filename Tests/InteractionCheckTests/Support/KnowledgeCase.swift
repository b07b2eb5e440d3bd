import EventContracts
import KnowledgeFiles
import MedicationCatalog
import MedicationDomain
import Testing

@testable import InteractionCheck

/// One case of a `*.cases.yaml`: a patient, and what one rule is to say.
struct KnowledgeCase: Sendable, CustomTestStringConvertible {
    struct Medicine: Sendable {
        var text: String
        var context: TherapyContext
        var route: Route?
        var milligramsPerDay: Double?
        var source: ProfileMedicine.Source
        var endedHoursAgo: Double?
        /// Nil: weeks ago.
        var startedHoursAgo: Double?
        /// The end that was planned from the start.
        var endsInHours: Double?
        /// The medicine before it, counted from 1; 0 is the baseline order.
        var replaces: Int?
        /// A single dose.
        var isOnce = false
        var isHeld = false
        /// Kinds of what interrupts for the order itself, and the checks made on it.
        var says: [AlertKind] = []
        var checked: [String] = []
    }

    var file: String
    var line: Int
    var name: String
    var rule: String
    var patient: TestPatient
    /// Nil: no finding of the rule.
    var severity: Severity?
    var interrupts: Bool?
    var because: [String]
    /// Why the kidney function cannot be relied on; nil when the case does not say.
    var kidneyDoubt: String?
    /// How long an answer may take before the finding is said again.
    var dueInMinutes: Double?

    var testDescription: String { "\(rule): \(name)" }

    static let all: [KnowledgeCase] = {
        do {
            return try KnowledgeSource.embedded(EmbeddedFiles.all).openCases().flatMap { document in
                try document.mapping(allowed: ["cases"]).list("cases").map(KnowledgeCase.init)
            }
        } catch {
            return [KnowledgeCase(unreadable: error)]
        }
    }()

    /// A file that cannot be read is a case that fails with its reason.
    private init(unreadable error: any Error) {
        self.init(
            file: "", line: 0, name: "unreadable: \(error)", rule: "", patient: TestPatient(), severity: .info,
            because: [])
    }

    private init(
        file: String, line: Int, name: String, rule: String, patient: TestPatient, severity: Severity?,
        interrupts: Bool? = nil, because: [String]
    ) {
        (self.file, self.line, self.name, self.rule, self.patient) = (file, line, name, rule, patient)
        (self.severity, self.interrupts, self.because) = (severity, interrupts, because)
    }

    private init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(allowed: [
            "name", "rule", "age", "egfr", "conditions", "observations", "allergies", "episode", "index-milligrams",
            "indication", "without-index", "medicines", "severity", "interrupts", "because", "egfr-days-ago",
            "due-in-minutes", "age-unknown", "inpatient", "kidney-doubt",
        ])
        var patient = TestPatient()
        patient.age = try fields.optionalInteger("age") ?? patient.age
        if try fields.optionalBoolean("age-unknown") ?? false { patient.age = nil }
        patient.isInpatient = try fields.optionalBoolean("inpatient") ?? false
        patient.kidneyFunction = try fields.optionalDouble("egfr") ?? patient.kidneyFunction
        patient.kidneyDaysAgo = try fields.optionalDouble("egfr-days-ago") ?? patient.kidneyDaysAgo
        patient.conditions = try fields.optionalStrings("conditions")
        patient.observations = try fields.optionalList("observations").map { try $0.choice() }
        patient.allergies = try fields.optionalStrings("allergies")
        patient.episode = try fields.optionalChoice("episode")
        patient.indexMilligrams = try fields.optionalDouble("index-milligrams") ?? patient.indexMilligrams
        patient.indication = try fields.optionalString("indication")
        patient.takesIndex = !(try fields.optionalBoolean("without-index") ?? false)
        patient.medicines = try fields.list("medicines").map(Medicine.init)
        let severity = try fields.string("severity")
        self.init(
            file: node.file, line: node.line, name: try fields.string("name"), rule: try fields.string("rule"),
            patient: patient,
            severity: severity == "none" ? nil : try fields.choice("severity", Severity.self),
            interrupts: try fields.optionalBoolean("interrupts"), because: try fields.optionalStrings("because"))
        kidneyDoubt = try fields.optionalString("kidney-doubt")
        dueInMinutes = try fields.optionalDouble("due-in-minutes")
    }

    /// What is wrong with the findings; empty when the case holds.
    func failures(_ knowledge: InteractionKnowledge) throws -> [String] {
        failures(of: try patient.profile(knowledge), knowledge)
    }

    /// The same for a profile made before, whatever has become of the knowledge since.
    func failures(of profile: MedicationProfile, _ knowledge: InteractionKnowledge) -> [String] {
        let findings = InteractionPolicy.findings(profile, knowledge, asOf: TestPatient.now)
        let found = findings.first { $0.rule.id.rawValue == rule }
        guard let severity else { return found.map { ["found \($0.severity): \($0.summary)"] } ?? [] }
        guard let found else { return ["not found"] }
        var failures: [String] = []
        if found.severity != severity { failures.append("severity \(found.severity)") }
        if let interrupts, found.interruptive != interrupts { failures.append("interruptive \(found.interruptive)") }
        if let dueInMinutes, found.dueAt != TestPatient.now + .minutes(dueInMinutes) {
            failures.append("due \(found.dueAt.map { "\($0)" } ?? "never")")
        }
        let doubt = found.checks.notChecked.first { $0.check == "renal-escalation" }?.reason ?? "none"
        if let kidneyDoubt, doubt != kidneyDoubt { failures.append("kidney doubt: \(doubt)") }
        if !found.medications.contains(where: { $0.ingredientRxNormCode == TestPatient.indexCode }) {
            failures.append("does not name baclofen")
        }
        failures += because.filter { !found.factors.contains($0) }.map { "not because \($0), but \(found.factors)" }
        return failures
    }
}

extension KnowledgeCase.Medicine {
    fileprivate init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(allowed: [
            "name", "context", "route", "milligrams-per-day", "source", "ended-hours-ago", "replaces",
            "started-hours-ago", "ends-in-hours", "once", "held", "says", "checked",
        ])
        self.init(
            text: try fields.string("name"), context: try fields.optionalChoice("context") ?? .unknown,
            route: try fields.optionalChoice("route"),
            milligramsPerDay: try fields.optionalDouble("milligrams-per-day"),
            source: try fields.optionalString("source").flatMap(ProfileMedicine.Source.init(rawValue:)) ?? .ordered,
            endedHoursAgo: try fields.optionalDouble("ended-hours-ago"),
            startedHoursAgo: try fields.optionalDouble("started-hours-ago"),
            endsInHours: try fields.optionalDouble("ends-in-hours"),
            replaces: try fields.optionalInteger("replaces"),
            isOnce: try fields.optionalBoolean("once") ?? false, isHeld: try fields.optionalBoolean("held") ?? false,
            says: try fields.optionalList("says").map { try $0.choice() },
            checked: try fields.optionalStrings("checked"))
    }
}
