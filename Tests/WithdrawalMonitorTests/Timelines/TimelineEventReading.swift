import EventContracts
import KnowledgeFiles
import MedicationDomain

@testable import WithdrawalMonitor

/// One line of a timeline's events. The key that is no moment says what it is, and its value which one:
/// `{ at: 0d, order: o-1, dose: 30 }`, `{ at: 3d 08:00, arrives: 5d, dispense: d-1, mg: 900 }`.
extension TimelineEvent {
    /// What can be told; each reader stands with its kind.
    static let readers: [String: Reader] = [
        "order": orders, "dispense": dispenses, "stay": stays, "observation": observations,
        "administration": administrations, "condition": conditions, "patient": patients, "coverage": coverages,
        "answer": answers, "reported": reports,
        "care": cares, "claim": claims,
    ]

    struct Reader: Sendable {
        /// Keys beside `at`, `arrives` and the kind itself.
        var keys: [String]
        var read: @Sendable (TimelineLine) throws -> any EntityPayload
    }

    init(_ node: KnowledgeNode, _ clock: TimelineClock) throws {
        let kinds = try node.entries().filter { Self.readers[$0.key] != nil }
        guard kinds.count == 1, let kind = kinds.first?.key, let reader = Self.readers[kind] else {
            throw node.error(
                .missingKey, "an event is one of \(Self.readers.keys.sorted().joined(separator: ", "))")
        }
        let fields = try node.mapping(allowed: ["at", "arrives", kind] + reader.keys)
        happened = try clock.instant(fields.required("at"))
        arrives = try fields.optional("arrives").map(clock.instant) ?? happened
        guard arrives >= happened else { throw try fields.required("arrives").error(.invalid, "before it happened") }
        let line = TimelineLine(fields: fields, kind: kind, at: happened, clock: clock)
        payload = try reader.read(line)
        answers = kind == "answer" ? try fields.choice(kind, AlertKind.self) : nil
        topic = kind == "answer" ? .alertResponses : .prescribingEvents
    }
}

/// The keys of one event, with what every kind of event needs.
struct TimelineLine: Sendable {
    var fields: KnowledgeMapping
    var kind: String
    var at: Instant
    var clock: TimelineClock

    var patient: PatientID { Timeline.patient }
    func id() throws -> String { try fields.string(kind) }
    func status() throws -> FactStatus { try fields.optionalBoolean("retracted") ?? false ? .retracted : .recorded }
    func instant(_ key: String) throws -> Instant? { try fields.optional(key).map(clock.instant) }

    /// Baclofen unless `medicine` names another: tablets of `strength` mg, a liquid of `per-ml` mg/mL, or ATC-coded.
    func medication() throws -> Medication {
        if let name = try fields.optionalString("medicine") {
            let code = try fields.optionalString("atc")
            let ingredient = Ingredient(name: name, atcCodes: code.map { [$0] } ?? [])
            return Medication(text: name, ingredients: code == nil ? [] : [ingredient])
        }
        var medication = Fact.baclofen
        if let concentration = try fields.optionalDouble("per-ml") {
            medication.text = "Baclofen \(Amount.text(concentration)) mg/mL oral solution"
            medication.form = .oralSolution
            medication.strength = Strength(milligramsPerMilliliter: concentration)
        } else if let strength = try fields.optionalDouble("strength") {
            medication.text = "Baclofen \(Amount.text(strength)) mg tablet"
            medication.strength = Strength(milligramsPerUnit: strength)
        }
        return medication
    }

    static let medicineKeys = ["medicine", "atc", "per-ml", "strength"]
}
