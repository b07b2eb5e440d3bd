import EventContracts
import MedicationDomain

/// When a rule speaks: everything named must be the case, and what is not named does not matter.
struct RuleCircumstances: Hashable, Sendable {
    /// How far pump therapy has come.
    enum PumpPhase: String, Hashable, Sendable, CaseIterable {
        /// The first, the second, any later trial dose before a pump is implanted.
        case firstScreening = "first-screening"
        case secondScreening = "second-screening"
        case laterScreening = "later-screening"
        /// The first continuous dose after trial doses.
        case firstDay = "first-day"
        /// The first continuous dose of which no trial dose is known.
        case unscreened
        /// A changed dose before the first refill that is known of.
        case titration
        /// A changed dose after that.
        case maintenance
    }

    /// Where the spasticity comes from; the steps of a pump depend on it.
    enum Origin: String, Hashable, Sendable, CaseIterable { case spinal, cerebral, unknown }

    enum Weight: Hashable, Sendable {
        case unknown
        /// In kg.
        case band(DoseRule.Band)
    }

    /// What is another product than before.
    enum ProductChange: String, Hashable, Sendable, CaseIterable {
        /// Tablets for a liquid or the other way round.
        case form
        /// A liquid or an injection of another concentration.
        case concentration
    }

    /// What the patient shows since the dose last rose.
    enum Response: String, Hashable, Sendable, CaseIterable {
        /// The dose rises and nobody has written down what the dose before it did.
        case unrecorded
        /// The dose rises and the score is no better than before the last rise.
        case unchanged
        /// Weeks on this dose, and the score is no better than before it.
        case noBenefit = "no-benefit"
        case sedation, fall
    }

    var contexts: Set<TherapyContext>
    var ways: Set<DoseRule.Way>
    var age: DoseRule.Band?
    var kidney: DoseRule.Kidney?
    var weight: Weight?
    var asNeeded = false
    var unread: DoseRule.Unread?
    /// Diagnoses, any of them.
    var conditions: Set<ConditionGroup> = []
    /// Reasons for the order, any of them.
    var indications: Set<ConditionGroup> = []
    /// Reasons for the order that silence the rule.
    var unlessIndicated: Set<ConditionGroup> = []
    var isPregnant = false
    var isBreastfeeding = false
    /// Allergic to the medicine ordered.
    var isAllergic = false
    var forms: Set<DoseForm> = []
    var pumpPhases: Set<PumpPhase> = []
    var origins: Set<Origin> = []
    var productChange: ProductChange?
    /// Of a liquid only milligrams or only millilitres are stated.
    var isOneUnitOnly = false
    var response: Response?
}
