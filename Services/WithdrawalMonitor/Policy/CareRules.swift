import EventContracts
import MedicationDomain

/// What the alarms of signs, pumps and hospital days take from the knowledge files.
struct CareRules: Hashable, Sendable {
    var codes: CareCodes
    var symptoms: SymptomRules
    var pump: PumpRules
    var hospital: HospitalRules
    var newborn: NewbornRules
}

/// Codes by what they mean.
struct CareCodes: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        var meaning: CareMeaning
        /// A part of the system's name, such as `icd-10`.
        var system: String
        /// Whole codes; of ICD-10 also all codes below them.
        var codes: [String]
    }
    struct Volume: Hashable, Sendable {
        var kind: PumpVolume
        var system: String
        var codes: [String]
    }
    var entries: [Entry]
    var volumes: [Volume]

    func meanings(of concepts: [CodedConcept]) -> [CareMeaning] {
        let found = Set(
            concepts.flatMap { concept in
                entries.filter { CareCodes.matches(concept, system: $0.system, codes: $0.codes) }.map(\.meaning)
            })
        return found.sorted { $0.rawValue < $1.rawValue }
    }

    func volume(of event: ObservationEvent) -> PumpVolume? {
        guard let system = event.system, let code = event.code else { return nil }
        let concept = CodedConcept(system: system, code: code)
        return volumes.first { CareCodes.matches(concept, system: $0.system, codes: $0.codes) }?.kind
    }

    static func matches(_ concept: CodedConcept, system: String, codes: [String]) -> Bool {
        guard concept.system.contains(system) else { return false }
        guard system.contains("icd-10") else { return codes.contains(concept.code) }
        let plain = concept.code.uppercased().filter { $0 != "." }
        return codes.contains { plain.hasPrefix($0) }
    }
}

struct SymptomRules: Hashable, Sendable {
    /// One sign, and how far it goes in either direction; 0: it says nothing of that.
    struct Sign: Hashable, Sendable {
        var id: String
        var name: String
        var withdrawalGrade: Int
        var toxicityGrade: Int
        var snomed: [String]
        /// Words by which it is recognised where no code is given.
        var words: [String]
    }
    var withdrawal: RuleText
    var toxicity: RuleText
    var indeterminate: RuleText
    var signs: [Sign]
    var lookAlikes: [String]
    /// Answers that say that a sign is absent.
    var absentAnswers: [String]
    /// How long a report counts.
    var watchDays: Double
    var increaseDays: Double
    /// From this grade on it is an emergency.
    var emergencyGrade: Int
    /// Both pictures are judged with the pump visits of this long before.
    var pumpHours: Double

    /// The sign an observation reports, and whether it is there; nil when it is about something else.
    func sign(of event: ObservationEvent) -> (Sign, isPresent: Bool)? {
        let answer = event.valueCode
        let isAbsent = event.value.map { $0 <= 0 } ?? answer.map { absentAnswers.contains($0) } ?? false
        if let code = event.code, let sign = signs.first(where: { $0.snomed.contains(code) }) {
            return (sign, !isAbsent)
        }
        guard let answer else { return nil }
        if let sign = signs.first(where: { $0.snomed.contains(answer) }) { return (sign, true) }
        guard event.kind == .symptom else { return nil }
        let words = answer.lowercased()
        return signs.first { $0.words.contains(words) }.map { ($0, true) }
    }
}

struct PumpRules: Hashable, Sendable {
    /// How loud the alarm is, by days from the day on which the refill is due at the latest.
    struct Rung: Hashable, Sendable {
        var day: Int
        var severity: Severity
        var interruptive: Bool
    }
    var refill: RuleText
    var fault: RuleText
    var watch: RuleText
    var scan: RuleText
    var concentration: RuleText
    var oral: RuleText
    var rungs: [Rung]
    var boxedWarning: String
    var alarmMilliliters: Double
    var stabilityDays: Int
    var appointmentDays: Int
    /// Less than this is a bolus.
    var fillFromMilliliters: Double
    var residualMilliliters: Double
    var watchHours: Double
    /// Without a stay, a patient leaves this long after the scan.
    var scanHours: Double
    /// A pump order without any fill for this long says so.
    var unfilledDays: Double
    /// What is not answered stays; what is answered, or old, ends after this.
    var concernDays: Double
    var maximumDailyMicrograms: Double
}

struct HospitalRules: Hashable, Sendable {
    var missed: RuleText
    var route: RuleText
    var admission: RuleText
    var discharge: RuleText
    var dosesInARow: Int
    var graceMinutes: Double
    var interruptiveHours: Double
    var orderHours: Double
    var dischargeHours: Double
    var operationLeadHours: Double
    var concernDays: Double
}

struct NewbornRules: Hashable, Sendable {
    var watch: RuleText
    var watchDays: Double
    /// A report of pregnancy older than this is over.
    var pregnancyDays: Double
}
