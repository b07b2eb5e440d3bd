import EventContracts
import MedicationDomain

/// One case of a `*.cases.yaml`: a patient, an order, and the verdict that a source says it deserves.
///
/// The case is played through the whole intake: it becomes FHIR resources, which are read, charted and judged as in the
/// running service.
struct Scenario: Sendable, CustomStringConvertible {
    /// An amount of one dose, as the order states it.
    struct Dose: Hashable, Sendable {
        var amount: Double
        var unit: DoseUnit
        var perDay: Int?
        var days: Double?
    }

    /// An order before the one in question.
    struct Earlier: Hashable, Sendable {
        var dose: Dose
        var hoursAgo: Double
        /// Nil while it runs.
        var endedHoursAgo: Double?
        var milligramsPerMilliliter: Double?
        var form: DoseForm?
        var route: Route?
        var isOnce: Bool
    }

    struct Observed: Hashable, Sendable {
        var kind: ObservationEvent.Kind
        var value: Double
        var daysAgo: Double
    }

    struct Patient: Hashable, Sendable {
        var age: Int?
        var weight: Double?
        var estimatedGFR: Double?
        var kidney: String?
        var conditions: [ConditionGroup]
        var isPregnant: Bool
        var isBreastfeeding: Bool
        var isAllergic: Bool
        var observed: [Observed]
        var refilledDaysAgo: Double?
    }

    struct Order: Hashable, Sendable {
        var steps: [Dose]
        var milligramsPerMilliliter: Double?
        var form: DoseForm?
        var route: Route
        var isOnce: Bool
        var isAsNeeded: Bool
        var namesPrior: Bool
        var reasons: [ConditionGroup]
        var text: String?
    }

    var name: String
    /// Where the expectation comes from.
    var source: String
    var context: TherapyContext
    var patient: Patient
    var earlier: [Earlier]
    var order: Order
    var disposition: DoseRule.Disposition
    /// Sorted.
    var findings: [RuleID]

    var description: String { name }
    /// When every case is judged.
    static let moment = Instant(millisecondsSince1970: 1_795_176_000_000)
}
