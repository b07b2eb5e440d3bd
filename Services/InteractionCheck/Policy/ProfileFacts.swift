import EventContracts
import MedicationDomain

// How facts change a profile. Each is a value in, a value out; what they mean is the policy's business.

extension MedicationProfile {
    /// The newest values of one kind that are kept: enough to survive a retraction.
    static let keptPerKind = 4
    /// Given doses kept per patient: the newest of them decide, older ones have long been washed out.
    static let keptGivenDoses = 40
    static let keptKinds: Set<ObservationEvent.Kind> = [
        .estimatedGFR, .estimatedGFRCystatinC, .alcoholUse, .fall, .sedation, .dialysis,
    ]

    mutating func take(_ order: OrderEvent, at now: Instant) {
        let key = "order:\(order.orderId.rawValue)"
        switch order.status {
        case .rejected, .retracted: medicines[key] = nil
        case .accepted, .released, .amended, .held:
            // A held order counts as ordered: what it would meet is worth knowing before it is let go.
            medicines[key] = SharedValue(ProfileMedicine(order, replacing: medicines[key]?.value, at: now))
        case .stopped, .completed:
            var medicine = ProfileMedicine(order, replacing: medicines[key]?.value, at: now)
            medicine.endedAt = order.statusChangedAt ?? order.endsAt.map { min($0, now) } ?? now
            medicines[key] = SharedValue(medicine)
        }
    }

    mutating func take(_ report: ReportedMedicationEvent, at now: Instant) {
        let key = "statement:\(report.statementId.rawValue)"
        guard report.status == .recorded else { return medicines[key] = nil }
        var medicine = ProfileMedicine(report)
        if !report.isActive { medicine.endedAt = report.endsAt.map { min($0, now) } ?? now }
        medicines[key] = SharedValue(medicine)
    }

    /// A dose given without an order we know is a medicine that began and ended then.
    mutating func take(_ administration: AdministrationEvent, at now: Instant) {
        let key = "given:\(administration.administrationId.rawValue)"
        let isGiven = administration.outcome == .given || administration.outcome == .inProgress
        guard administration.status == .recorded, isGiven, administration.orderId == nil else {
            return medicines[key] = nil
        }
        medicines[key] = SharedValue(
            ProfileMedicine(administration, at: administration.administeredAt ?? now))
        let given = medicines.filter { $0.value.source == .given }
            .sorted { ($0.value.endedAt ?? now, $0.key) > ($1.value.endedAt ?? now, $1.key) }
        for (key, _) in given.dropFirst(Self.keptGivenDoses) { medicines[key] = nil }
    }

    mutating func take(_ observation: ObservationEvent) {
        guard Self.keptKinds.contains(observation.kind) else { return }
        let id = observation.observationId.rawValue
        guard observation.status == .recorded else { return observations[id] = nil }
        observations[id] = KeptObservation(
            kind: observation.kind, value: observation.value, at: observation.observedAt)
        let kind = observations.filter { $0.value.kind == observation.kind }
            .sorted { ($0.value.at, $0.key) > ($1.value.at, $1.key) }
        for (id, _) in kind.dropFirst(Self.keptPerKind) { observations[id] = nil }
    }

    mutating func take(_ patient: PatientEvent) {
        switch patient.change {
        case .updated, .died:
            birthDate = patient.birthDate ?? birthDate
            isDeceased = patient.isDeceased ?? (patient.change == .died || isDeceased)
        case .merged, .unmerged:
            // All that is known of the person: what another record had said is let go.
            (birthDate, isDeceased) = (patient.birthDate, patient.isDeceased ?? false)
        }
        mergedInto = patient.change == .merged ? patient.otherPatientId ?? patient.patientId : nil
    }

    mutating func take(_ condition: ConditionEvent) {
        let counts = condition.status == .recorded && condition.isActive
        conditions[condition.conditionId.rawValue] = counts ? condition.codes : nil
    }

    mutating func take(_ allergy: AllergyEvent) {
        let counts = allergy.status == .recorded && allergy.isActive
        let (id, allergen) = (allergy.allergyId.rawValue, allergy.allergen)
        allergies[id] = counts ? ProfileMedicine.ingredients(of: allergen) : nil
        unrecognizedAllergies[id] = counts && !allergen.isRecognized ? allergen.text : nil
    }

    mutating func take(_ stay: StayEvent) {
        var open = stays ?? []
        if stay.change == .started { open.insert(stay.encounterId) } else { open.remove(stay.encounterId) }
        stays = open.isEmpty ? nil : open
    }

    mutating func take(_ episode: WithdrawalEpisode) {
        episodes[episode.episodeId] = episode.change == .opened ? OpenEpisode(route: episode.route) : nil
    }
}

extension ProfileMedicine {
    init(_ order: OrderEvent, replacing earlier: ProfileMedicine?, at now: Instant) {
        let route = Self.route(order.route, of: order.medication, order.dosageInstructions)
        self.init(
            source: .ordered, text: order.medication.text, ingredients: Self.ingredients(of: order.medication),
            productRxNormCode: order.medication.productRxNormCode, ndc: order.medication.ndc, route: route,
            isLocal: order.medication.isLocal(by: route), orderId: order.orderId,
            priorOrderId: order.priorOrderId, context: order.therapyContext,
            dailyDoseMilligrams: order.dailyDoseMilligrams, dailyDoseMicrograms: order.dailyDoseMicrograms,
            doseChange: nil, startsAt: order.startsAt ?? order.authoredAt, endsAt: order.endsAt, endedAt: nil,
            indication: order.indication, encounterId: order.encounterId, locationId: order.locationId,
            prescriberId: order.prescriberId, nextDoseAt: order.nextDoseAt,
            singleDoseAt: Self.singleDose(of: order, replacing: earlier, at: now), own: OwnJudgement(order))
        switch earlier.flatMap({ doseRatio(to: $0) }) {
        case .some(let ratio) where ratio > 1: doseChange = .raised
        case .some(let ratio) where ratio < 1: doseChange = .lowered
        default: doseChange = earlier?.doseChange
        }
    }

    init(_ report: ReportedMedicationEvent) {
        let route = Self.route(report.route, of: report.medication, report.dosageInstructions)
        self.init(
            source: .reported, text: report.medication.text, ingredients: Self.ingredients(of: report.medication),
            productRxNormCode: report.medication.productRxNormCode, ndc: report.medication.ndc, route: route,
            isLocal: report.medication.isLocal(by: route), startsAt: report.startsAt,
            endsAt: report.endsAt, indication: [])
    }

    init(_ administration: AdministrationEvent, at instant: Instant) {
        let route = Self.route(administration.route, of: administration.medication, [])
        self.init(
            source: .given, text: administration.medication.text,
            ingredients: Self.ingredients(of: administration.medication),
            productRxNormCode: administration.medication.productRxNormCode, ndc: administration.medication.ndc,
            route: route, isLocal: administration.medication.isLocal(by: route),
            startsAt: instant, endedAt: instant, indication: [])
    }

    /// This daily dose as a multiple of the other; nil when they cannot be compared.
    func doseRatio(to other: ProfileMedicine) -> Double? {
        if let mine = dailyDoseMilligrams, let theirs = other.dailyDoseMilligrams, theirs > 0 { return mine / theirs }
        if let mine = dailyDoseMicrograms, let theirs = other.dailyDoseMicrograms, theirs > 0 { return mine / theirs }
        return nil
    }
}
