import EventContracts
import GRDB
import MedicationDomain

/// All that is kept of one patient.
struct PatientOverview: Sendable {
    let patient: PatientID
    var person: KeptPerson?
    /// Set when the record was merged into another: what is known stands there.
    var merged: MergedPatient?
    /// Those in force first, then what ended last.
    var orders = Bounded<PatientMedicine>()
    /// What has become of them, newest first.
    var changes = Bounded<OrderChange>()
    var statements = Bounded<ReportedMedicationEvent>()
    /// By risk.
    var standing = Bounded<AlertEntry>()
    /// Resolved ones, newest first.
    var resolved = Bounded<AlertEntry>()
    var answers = Bounded<AlertResponse>()
    var supplies: [SupplyProjection] = []
    var pump: PumpProjection?
    var plans: [DosePlan] = []
    var episodes = Bounded<WithdrawalEpisode>()
    var risk: RiskAssessment?
    var dispenses = Bounded<DispenseEvent>()
    var administrations = Bounded<AdministrationEvent>()
    var stays = Bounded<StayEvent>()
    var cares = Bounded<CareEvent>()
    var conditions = Bounded<ConditionEvent>()
    var allergies = Bounded<AllergyEvent>()
    /// Newest first.
    var observations: [ObservationEvent.Kind: Bounded<ObservationEvent>] = [:]
    /// Stored facts that could not be read.
    var unread = 0

    init(_ patient: PatientID, in database: Database) throws {
        self.patient = patient
        merged = try MergedTable.find(patient, in: database)
        guard merged == nil else { return }
        person = try PersonTable.find(patient, in: database)
        orders = try MedicationTable.all(of: patient, limit: GatewayLimits.ordersShown, in: database)
        // An order that went back to the record it came from was never this patient's.
        orders.items.removeAll { $0.status == .retracted || $0.isHandedBack == true }
        (standing, resolved) = (
            try AlertTable.standing(of: patient, limit: GatewayLimits.alertsShown, in: database),
            try AlertTable.resolved(of: patient, limit: GatewayLimits.alertsShown, in: database)
        )
        supplies = try SupplyTable.all(of: patient, in: database)
        pump = try PumpTable.find(patient, in: database).flatMap { $0.state == .absent ? nil : $0 }
        plans = try PlanTable.all(of: patient, in: database)
        let kept = try EpisodeTable.all(of: patient, in: database).map(\.episode)
        episodes = Bounded(
            kept.sorted { ($0.startedAt, $0.episodeId) > ($1.startedAt, $1.episodeId) },
            limit: GatewayLimits.episodesShown)
        var facts = try PatientFactTable.all(of: patient, in: database)
        changes = facts.all(.order)
        statements = facts.all(.statement)
        answers = facts.all(.answer)
        risk = facts.all(.risk, as: RiskAssessment.self).items.first
        dispenses = facts.all(.dispense)
        administrations = facts.all(.administration)
        stays = facts.all(.stay)
        cares = facts.all(.care)
        conditions = facts.all(.condition, .pastCondition)
        allergies = facts.all(.allergy, .pastAllergy)
        for kind in ObservationEvent.Kind.allCases {
            let found: Bounded<ObservationEvent> = facts.all(.observation(kind))
            if !found.items.isEmpty { observations[kind] = found }
        }
        unread = facts.unread
    }

    /// Nothing at all has been heard of such a patient.
    var isEmpty: Bool {
        person == nil && merged == nil && orders.items.isEmpty && changes.items.isEmpty && standing.items.isEmpty
            && resolved.items.isEmpty && supplies.isEmpty && pump == nil && plans.isEmpty && episodes.items.isEmpty
            && risk == nil && dispenses.items.isEmpty && administrations.items.isEmpty && stays.items.isEmpty
            && cares.items.isEmpty && conditions.items.isEmpty && allergies.items.isEmpty && observations.isEmpty
            && statements.items.isEmpty && answers.items.isEmpty && unread == 0
    }

    /// The newest of a kind; nil when none is known.
    func newest(_ kinds: ObservationEvent.Kind...) -> ObservationEvent? {
        kinds.compactMap { observations[$0]?.items.first }.max { $0.observedAt < $1.observedAt }
    }

    /// What is not all there, in words.
    var leftOut: [String] {
        let parts: [(Bool, String)] = [
            (orders.isCut, "orders"), (changes.isCut, "changes of orders"), (statements.isCut, "reported medicines"),
            (standing.isCut, "open findings"), (resolved.isCut, "resolved findings"), (answers.isCut, "answers"),
            (episodes.isCut, "withdrawal episodes"), (dispenses.isCut, "dispenses"),
            (administrations.isCut, "doses given"), (stays.isCut, "stays"), (cares.isCut, "procedures"),
            (conditions.isCut, "conditions"), (allergies.isCut, "allergies"),
            (observations.values.contains(where: \.isCut), "measurements and reports"),
        ]
        return parts.filter(\.0).map(\.1)
    }
}

extension ReadModel {
    /// Nil when nothing at all has been heard of such a patient.
    func overview(of patient: PatientID) async throws -> PatientOverview? {
        let overview = try await store.database.read { try PatientOverview(patient, in: $0) }
        return overview.isEmpty ? nil : overview
    }
}
