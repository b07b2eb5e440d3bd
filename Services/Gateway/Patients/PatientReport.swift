import EventContracts
import MedicationDomain

/// What is kept of a patient, for programs.
struct PatientReport: Encodable, Sendable {
    let asOf: Instant
    let checks: ChecksReport
    let patientId: PatientID
    let isMerged: Bool
    let mergedInto: PatientID?
    let factors: [PatientFactors.Factor]
    let riskFactors: [String]
    let medicines: [PatientMedicine]
    let pastMedicines: [PatientMedicine]
    let reportedMedicines: [ReportedMedicationEvent]
    let alerts: [Alert]
    let resolvedAlerts: [Alert]
    let pendingAnswers: [AlertResponse]
    let answers: [AlertResponse]
    let conditions: [ConditionEvent]
    let allergies: [AllergyEvent]
    let observations: [ObservationEvent]
    let supplies: [SupplyProjection]
    let pump: PumpProjection?
    let plans: [DosePlan]
    let episodes: [WithdrawalEpisode]
    let stays: [StayEvent]
    let dispenses: [DispenseEvent]
    let administrations: [AdministrationEvent]
    let care: [CareEvent]
    let timeline: [PatientTimeline.Entry]
    /// Of these kinds older ones are left out.
    let leftOut: [String]
    /// Stored facts that could not be read, and are missing from the above.
    let unreadFacts: Int

    init(_ overview: PatientOverview, checks: ChecksReport, asOf now: Instant) {
        (asOf, self.checks, patientId) = (now, checks, overview.patient)
        (isMerged, mergedInto) = (overview.merged != nil, overview.merged?.survivor)
        factors = PatientFactors(overview, on: now.day).factors
        riskFactors = overview.risk?.factors ?? []
        medicines = overview.orders.items.filter(\.isCurrent)
        pastMedicines = overview.orders.items.filter { !$0.isCurrent }
        reportedMedicines = overview.statements.items
        alerts = overview.standing.items.map(\.alert)
        resolvedAlerts = overview.resolved.items.map(\.alert)
        pendingAnswers = overview.standing.items.compactMap(\.pendingAnswer)
        answers = overview.answers.items
        (conditions, allergies) = (overview.conditions.items, overview.allergies.items)
        observations = overview.observations.values.flatMap(\.items).sorted {
            ($0.observedAt, $0.observationId) > ($1.observedAt, $1.observationId)
        }
        (supplies, pump, plans) = (overview.supplies, overview.pump, overview.plans)
        (episodes, stays) = (overview.episodes.items, overview.stays.items)
        (dispenses, administrations) = (overview.dispenses.items, overview.administrations.items)
        care = overview.cares.items
        let timeline = PatientTimeline(overview)
        self.timeline = timeline.entries
        leftOut = overview.leftOut + (timeline.isCut ? ["timeline"] : [])
        unreadFacts = overview.unread
    }
}

extension PatientMedicine {
    /// In force, or held: about to be taken.
    var isCurrent: Bool { status.isActive || status == .held }
}
