import EventContracts
import MedicationDomain

/// All the service keeps about one patient.
struct MedicationProfile: Codable, Hashable, Sendable {
    var patientId: PatientID
    /// By `order:`, `statement:` or `given:` and id. Ended medicines leave when their washout is over.
    var medicines: [String: SharedValue<ProfileMedicine>] = [:]
    var birthDate: CalendarDay?
    var isDeceased = false
    /// The record that this one was merged into: its medicines are judged there.
    var mergedInto: PatientID?
    /// The newest few of each kind a rule asks for, by observation id.
    var observations: [String: KeptObservation] = [:]
    /// Active conditions, by id.
    var conditions: [String: [CodedConcept]] = [:]
    /// Active allergies, by id: the ingredients.
    var allergies: [String: [Ingredient]] = [:]
    /// Those of them whose substance was not recognised: the text they came with.
    var unrecognizedAllergies: [String: String] = [:]
    /// Stays in hospital that have not ended.
    var stays: Set<EncounterID>?
    /// Open withdrawal episodes, by id.
    var episodes: [String: OpenEpisode] = [:]
    var alerts = AlertBook()
    /// Findings that ended: an answer to one of them comes too late rather than too early.
    var endedAlerts: Set<String> = []
    /// What was answered, by alert: the same finding need not interrupt again.
    var answered: [String: AnsweredFinding]?
    /// What new rules made interruptive and is not yet allowed to interrupt, by alert.
    var heldBack: [String: HeldBack]?
    /// Set where the profile is no patient's but a source's, while it cannot be relied upon.
    var failedSource: SourceReport?
    /// The deadlines that stand, so that only changes are written.
    var washoutEndsAt: Instant?
    var looksAgainAt: Instant?

    init(patientId: PatientID) { self.patientId = patientId }

    /// Nothing is looked for here any more.
    var isClosed: Bool { isDeceased || mergedInto != nil }
    var isInpatient: Bool { stays?.isEmpty == false }
}

/// An episode with its route, where one is known.
struct OpenEpisode: Codable, Hashable, Sendable {
    var route: Route?
}

/// A value that a rule may ask for.
struct KeptObservation: Codable, Hashable, Sendable {
    var kind: ObservationEvent.Kind
    var value: Double?
    var at: Instant
}

/// A medicine of the patient, as far as an interaction depends on it.
struct ProfileMedicine: Codable, Hashable, Sendable {
    enum Source: String, Codable, Sendable { case ordered, reported, given }
    /// How the dose changed within the order's own life.
    enum DoseChange: String, Codable, Sendable { case raised, lowered }

    var source: Source
    var text: String
    /// Empty when the medicine was not recognised.
    var ingredients: [Ingredient]
    var productRxNormCode: String?
    var ndc: String?
    var route: Route
    /// Acts only where it is put: no part of any interaction.
    var isLocal: Bool
    var orderId: OrderID?
    var priorOrderId: OrderID?
    var context: TherapyContext?
    var dailyDoseMilligrams: Double?
    var dailyDoseMicrograms: Double?
    var doseChange: DoseChange?
    var startsAt: Instant?
    /// The end that was planned from the start.
    var endsAt: Instant?
    /// The end that came: stopped, completed, no longer taken, or the one dose given.
    var endedAt: Instant?
    var indication: [String]
    var encounterId: EncounterID?
    var locationId: LocationID?
    var prescriberId: PractitionerID?
    var nextDoseAt: Instant?
    /// When the dose of an order for a single one is given at the earliest.
    var singleDoseAt: Instant?
    /// What is said of the order by itself.
    var own: OwnJudgement?

    /// When it ended or will have ended; nil while no end is known.
    var end: Instant? {
        guard let endedAt, let endsAt else { return endedAt ?? endsAt }
        return min(endedAt, endsAt)
    }
    func hasEnded(at now: Instant) -> Bool { end.map { $0 <= now } ?? false }
    var isRecognized: Bool { !ingredients.isEmpty }
}

extension ProfileMedicine {
    /// The route as written, else as the form has it, else by mouth.
    static func route(_ written: Route?, of medication: Medication, _ instructions: [DosageInstruction]) -> Route {
        if let written = written ?? instructions.lazy.compactMap(\.route).first { return written }
        return switch medication.form {
        case .intrathecalInjection: .intrathecal
        case .injection: .intravenous
        case .patch: .transdermal
        case .topical: .topical
        case .ophthalmic: .ophthalmic
        case .otic: .otic
        case .nasal: .nasal
        case .inhaled: .inhaled
        case .rectal: .rectal
        case .vaginal: .vaginal
        case .sublingual: .sublingual
        default: .oral
        }
    }

    /// What a rule can match by; an unrecognised medicine may still carry a code.
    static func ingredients(of medication: Medication) -> [Ingredient] {
        if medication.isRecognized { return medication.ingredients }
        return medication.ingredientRxNormCode.map {
            [Ingredient(name: medication.text.lowercased(), rxNormCode: $0)]
        } ?? []
    }
}
