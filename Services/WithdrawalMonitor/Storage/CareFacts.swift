import EventContracts
import MedicationDomain

/// What is kept beside orders and dispenses: signs, pump visits, doses given in hospital, what else is done.
///
/// Every list is sorted by time and id and bounded, so that arrival makes no difference.
struct CareFacts: Codable, Hashable, Sendable {
    static let kept = 64

    var signs: [StoredSign] = []
    var fills: [StoredFill] = []
    var volumes: [StoredVolume] = []
    /// Baclofen by mouth or tube, given or not, in hospital.
    var doses: [StoredDose] = []
    var cares: [StoredCare] = []
    var pregnancies: [StoredPregnancy] = []
    /// The latest record of any medicine given: the hospital's records do reach us.
    var recordsSeenAt: Instant?
    /// Stays in which anything was ordered: the hospital's orders do reach us.
    var orderedIn: [EncounterID] = []
    /// The latest withdrawal episode of a pump.
    var pumpEpisode: EarlierCourse?

    /// The pump's fills up to a moment.
    func fills(until now: Instant) -> [StoredFill] { fills.filter { $0.at <= now } }

    /// What has this meaning and was neither taken back nor called off.
    func cares(_ meaning: CareMeaning) -> [StoredCare] {
        cares.filter { $0.meanings.contains(meaning) && $0.state != .cancelled }
    }
}

/// What a code means for withdrawal.
enum CareMeaning: String, Codable, Sendable, CaseIterable {
    case pumpFill = "pump-fill"
    case pumpReprogramming = "pump-reprogramming"
    case pumpImplant = "pump-implant"
    case pumpRemoval = "pump-removal"
    case pumpInterrogation = "pump-interrogation"
    case mri
    case nilByMouth = "nil-by-mouth"
    case feedingTubeLost = "feeding-tube-lost"
    case feedingTubePlaced = "feeding-tube-placed"
    case operation, delivery, pregnancy
    case kidneyInjury = "kidney-injury"
}

/// A fact with an id and a time.
protocol StoredFact: Codable, Hashable, Sendable {
    var id: String { get }
    var at: Instant { get }
}

/// A sign of withdrawal or of too much, as it was reported.
struct StoredSign: StoredFact {
    var id: String
    /// Its id in the knowledge.
    var sign: String
    var isPresent: Bool
    var at: Instant
    /// When the log told us.
    var seenAt: Instant
}

/// A pump's reservoir was filled.
struct StoredFill: StoredFact {
    var id: String
    var at: Instant
    var seenAt: Instant
    /// Nil where the amount, or the strength, could not be read.
    var milliliters: Double?
    var microgramsPerMilliliter: Double?
}

/// A volume measured at, or set in, a pump.
struct StoredVolume: StoredFact {
    var id: String
    var kind: PumpVolume
    var milliliters: Double
    var at: Instant
    var seenAt: Instant
}

enum PumpVolume: String, Codable, Sendable, CaseIterable { case aspirated, expected, alarm }

/// A dose of baclofen by mouth or tube, in hospital.
struct StoredDose: StoredFact {
    var id: String
    var at: Instant
    var outcome: AdministrationEvent.Outcome
}

/// A procedure, a request or a finding that means something here.
struct StoredCare: StoredFact {
    var id: String
    var meanings: [CareMeaning]
    var state: CareEvent.State
    var at: Instant
    var seenAt: Instant
    var endsAt: Instant?
    var encounterId: EncounterID?
}

struct StoredPregnancy: StoredFact {
    var id: String
    var at: Instant
    var isPregnant: Bool
}

extension [StoredCare] {
    func contains(after time: Instant, until now: Instant) -> Bool {
        contains { time <= $0.at && $0.at <= now && ($0.state == .done || $0.state == .underway) }
    }
}
