import EventContracts
import MedicationCatalog
import MedicationDomain

@testable import InteractionCheck

/// The fixed baseline patient: 40 years, eGFR 95, baclofen 15 mg a day and nothing else.
struct TestPatient: Sendable {
    static let now = CalendarDay(daysSince1970: 20_778).start + .hours(12)
    static let id: PatientID = "patient-1"
    static let indexCode = "1292"

    var age: Int? = 40
    var kidneyFunction: Double? = 95
    var kidneyDaysAgo = 1.0
    var isInpatient = false
    var conditions: [String] = []
    var observations: [ObservationEvent.Kind] = []
    var allergies: [String] = []
    var episode: Route?
    var takesIndex = true
    var indexMilligrams = 15.0
    var indication: String?
    var medicines: [KnowledgeCase.Medicine] = []

    func profile(_ knowledge: InteractionKnowledge) throws -> MedicationProfile {
        var profile = MedicationProfile(patientId: Self.id)
        if takesIndex { profile.take(try index, at: Self.now) }
        for (number, medicine) in medicines.enumerated() {
            try take(medicine, number: number + 1, into: &profile)
        }
        profile.birthDate = age.flatMap { age in
            let (year, month, day) = Self.now.day.components
            return CalendarDay(year: year - age, month: month, day: day)
        }
        if let kidneyFunction {
            let measured = Self.now - .days(kidneyDaysAgo)
            profile.observations["egfr"] = KeptObservation(kind: .estimatedGFR, value: kidneyFunction, at: measured)
        }
        for kind in observations {
            profile.observations[kind.rawValue] = KeptObservation(kind: kind, value: 2, at: Self.now)
        }
        for id in conditions {
            let codes = knowledge.conditions[id]?.icd10 ?? []
            profile.conditions[id] = codes.prefix(1).map {
                CodedConcept(system: "http://hl7.org/fhir/sid/icd-10-cm", code: $0)
            }
        }
        for name in allergies {
            profile.allergies[name] = [Ingredient(name: name)]
        }
        if isInpatient { profile.stays = ["encounter-1"] }
        if let episode { profile.episodes["episode-1"] = OpenEpisode(route: episode) }
        return profile
    }

    private var index: OrderEvent {
        get throws {
            OrderEvent(
                orderId: "order-0", patientId: Self.id, status: .accepted,
                medication: try Self.medication("baclofen 5 mg tablet"), route: .oral,
                dailyDoseMilligrams: indexMilligrams, therapyContext: .continuing, startsAt: Self.now - .days(90),
                indication: indication.map { [$0] } ?? [])
        }
    }

    private func take(
        _ medicine: KnowledgeCase.Medicine, number: Int, into profile: inout MedicationProfile
    ) throws {
        let medication = try Self.medication(medicine.text)
        let end = medicine.endedHoursAgo.map { Self.now - .hours($0) }
        switch medicine.source {
        case .ordered:
            profile.take(
                OrderEvent(
                    orderId: OrderID("order-\(number)"), patientId: Self.id,
                    status: end != nil ? .stopped : medicine.isHeld ? .held : .accepted, medication: medication,
                    route: medicine.route,
                    dosageInstructions: medicine.isOnce ? [DosageInstruction(timing: DoseTiming(count: 1))] : [],
                    dailyDoseMilligrams: medicine.milligramsPerDay, therapyContext: medicine.context,
                    startsAt: Self.now - (medicine.startedHoursAgo.map { .hours($0) } ?? .days(Double(30 - number))),
                    endsAt: medicine.endsInHours.map { Self.now + .hours($0) }, statusChangedAt: end,
                    priorOrderId: medicine.replaces.map { OrderID("order-\($0)") },
                    findings: medicine.says.map(Self.finding), checks: CheckStatement(checked: medicine.checked)),
                at: Self.now)
        case .reported:
            profile.take(
                ReportedMedicationEvent(
                    statementId: ResourceID("statement-\(number)"), patientId: Self.id, isActive: end == nil,
                    medication: medication, route: medicine.route, endsAt: end),
                at: Self.now)
        case .given:
            profile.take(
                AdministrationEvent(
                    administrationId: ResourceID("given-\(number)"), patientId: Self.id, outcome: .given,
                    medication: medication, route: medicine.route, administeredAt: end),
                at: Self.now)
        }
    }

    /// What `prescribing` would say of an order.
    static func finding(_ kind: AlertKind) -> Finding {
        Finding(
            rule: RuleReference(id: "own", version: "1", evidence: .house, citations: []), kind: kind,
            severity: .major, summary: "", detail: "", interruptive: true)
    }

    static func medication(_ text: String) throws -> Medication {
        try MedicationCatalog.standard.recognize(text: text).medication
    }
}
