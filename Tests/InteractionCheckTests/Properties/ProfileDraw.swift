import EventContracts
import MedicationDomain
import TestSupport

@testable import InteractionCheck

/// A patient drawn at random: facts of every kind, each entity's own in their order.
struct ProfileDraw {
    static let medicines = [
        "oxycodone 5 mg tablet", "tramadol 50 mg tablet", "morphine 15 mg tablet", "methadone 10 mg tablet",
        "Percocet", "lorazepam 1 mg tablet", "diazepam 5 mg tablet", "clonazepam 0.5 mg tablet",
        "gabapentin 300 mg capsule", "pregabalin 75 mg capsule", "sertraline 50 mg tablet", "duloxetine 30 mg capsule",
        "amitriptyline 25 mg tablet", "mirtazapine 15 mg tablet", "phenelzine 15 mg tablet", "zolpidem 5 mg tablet",
        "ibuprofen 400 mg tablet", "naproxen 250 mg tablet", "lisinopril 10 mg tablet", "amlodipine 5 mg tablet",
        "clonidine 0.1 mg tablet", "prazosin 1 mg capsule", "tizanidine 4 mg tablet", "cyclobenzaprine 10 mg tablet",
        "dantrolene 25 mg capsule", "cyproheptadine 4 mg tablet", "diphenhydramine 25 mg capsule",
        "cetirizine 10 mg tablet", "quetiapine 50 mg tablet", "haloperidol 1 mg tablet", "lithium carbonate 300 mg",
        "metformin 500 mg tablet", "insulin glargine", "phenobarbital 30 mg tablet", "levetiracetam 500 mg tablet",
        "valproate 250 mg", "carbidopa/levodopa", "dronabinol", "kava", "phenibut", "sodium oxybate", "melatonin",
        "acetaminophen 500 mg tablet", "ciprofloxacin 250 mg tablet", "atorvastatin 20 mg tablet", "Xyzzyol 3 mg",
    ]
    private static let icd10 = "http://hl7.org/fhir/sid/icd-10-cm"
    private static let diagnoses = ["J44.9", "R55", "W19", "F10.20", "Z99.2", "G35", "I10"]

    let patient = TestPatient.id
    let now = TestPatient.now
    /// What each entity says, in its order.
    private(set) var entities: [[PatientFact]] = []
    /// What is ordered, reported or given, beside the index medicine.
    private(set) var texts: [String] = []

    /// `stable`: nothing that time alone would change within a season.
    init(_ random: inout SeededGenerator, stable: Bool = false) throws {
        try addIndex(&random, stable: stable)
        for number in 1...Int.random(in: 1...6, using: &random) { try addOrder(number, &random, stable: stable) }
        if random.percent(40) { try addReport(&random, stable: stable) }
        if !stable, random.percent(25) { try addGiven(&random) }
        addPatient(&random)
        addObservations(&random)
        if random.percent(40) { addCondition(&random) }
        if random.percent(15) { try addAllergy(&random) }
        if random.percent(15) { addEpisode(&random) }
    }

    /// All facts, entity after entity.
    var facts: [PatientFact] { entities.flatMap(\.self) }

    /// All facts in another order, each entity's own in theirs.
    func interleaved(_ random: inout SeededGenerator) -> [PatientFact] {
        var rest = entities
        var result: [PatientFact] = []
        while !rest.isEmpty {
            let index = Int.random(in: 0..<rest.count, using: &random)
            result.append(rest[index].removeFirst())
            if rest[index].isEmpty { rest.remove(at: index) }
        }
        return result
    }

    func order(
        _ id: OrderID, _ text: String, _ status: OrderEvent.Status = .accepted, context: TherapyContext,
        route: Route? = nil, milligrams: Double? = nil, daysAgo: Double, endsInDays: Double? = nil,
        changedHoursAgo: Double? = nil, prior: OrderID? = nil
    ) throws -> PatientFact {
        .order(
            OrderEvent(
                orderId: id, patientId: patient, status: status, medication: try TestMedications.named(text),
                route: route, dailyDoseMilligrams: route == .intrathecal ? nil : milligrams,
                dailyDoseMicrograms: route == .intrathecal ? milligrams : nil, therapyContext: context,
                startsAt: now - .days(daysAgo), endsAt: endsInDays.map { now + .days($0) },
                statusChangedAt: changedHoursAgo.map { now - .hours($0) }, priorOrderId: prior))
    }

    // MARK: - Entities

    private mutating func addIndex(_ random: inout SeededGenerator, stable: Bool) throws {
        let dose = random.pick([15.0, 30, 45, 60, 80])
        entities.append([
            try order("index", "baclofen 10 mg tablet", context: .continuing, milligrams: dose, daysAgo: 90)
        ])
        if random.percent(15) {
            let route = random.pick([Route.oral, .intrathecal])
            entities.append([
                try order(
                    "index-2", "baclofen 20 mg tablet", context: random.pick(TherapyContext.allCases), route: route,
                    milligrams: random.pick([20, 40, 80]), daysAgo: 3)
            ])
        }
    }

    private mutating func addOrder(_ number: Int, _ random: inout SeededGenerator, stable: Bool) throws {
        let isRepeat = !stable && !texts.isEmpty && random.percent(30)
        let text = isRepeat ? random.pick(texts) : random.pick(Self.medicines)
        if stable, texts.contains(text) { return }
        texts.append(text)
        let id = OrderID("o-\(number)")
        let context = stable ? .continuing : random.pick(TherapyContext.allCases)
        let (daysAgo, dose) = (Double(Int.random(in: 1...60, using: &random)), random.pick([nil, 5.0, 10, 20, 40]))
        let end = !stable && random.percent(20) ? random.pick([-40.0, -2, -0.1, 5]) : nil
        let prior = !stable && number > 1 && random.percent(30) ? OrderID("o-\(number - 1)") : nil
        var life = [
            try order(
                id, text, context: context, milligrams: dose, daysAgo: daysAgo, endsInDays: end, prior: prior)
        ]
        if !stable, random.percent(25) {
            life.append(
                try order(
                    id, text, .amended, context: context, milligrams: random.pick([5, 10, 20, 40]), daysAgo: daysAgo,
                    endsInDays: end, prior: prior))
        }
        if !stable, random.percent(35) {
            let status = random.pick([OrderEvent.Status.stopped, .completed, .retracted, .held])
            life.append(
                try order(
                    id, text, status, context: context, milligrams: dose, daysAgo: daysAgo, endsInDays: end,
                    changedHoursAgo: random.pick([0.5, 30, 200, 900]), prior: prior))
        }
        entities.append(life)
    }

    private mutating func addReport(_ random: inout SeededGenerator, stable: Bool) throws {
        let text = random.pick(["alcohol", "valerian", "cannabis", "oxycodone 5 mg tablet", "ibuprofen 400 mg tablet"])
        if stable, texts.contains(text) { return }
        texts.append(text)
        let statement = ReportedMedicationEvent(
            statementId: "s-1", patientId: patient, medication: try TestMedications.named(text))
        var life = [PatientFact.report(statement)]
        if !stable, random.percent(30) {
            var ended = statement
            (ended.isActive, ended.endsAt) = (false, now - .hours(random.pick([1, 50, 2000])))
            life.append(.report(ended))
        }
        entities.append(life)
    }

    private mutating func addGiven(_ random: inout SeededGenerator) throws {
        let text = random.pick(["propofol", "fentanyl", "rocuronium", "midazolam"])
        texts.append(text)
        entities.append([
            .given(
                AdministrationEvent(
                    administrationId: "g-1", patientId: patient, outcome: .given,
                    medication: try TestMedications.named(text), route: .intravenous,
                    administeredAt: now - .hours(random.pick([0.5, 20, 300]))))
        ])
    }

    private mutating func addPatient(_ random: inout SeededGenerator) {
        guard random.percent(85) else { return }
        let age = Int.random(in: 20...90, using: &random)
        entities.append([.patient(PatientEvent(patientId: patient, birthDate: now.day.adding(days: -age * 366)))])
    }

    private mutating func addObservations(_ random: inout SeededGenerator) {
        let kinds: [(ObservationEvent.Kind, ClosedRange<Int>)] = [
            (.estimatedGFR, 20...110), (.estimatedGFRCystatinC, 20...110), (.alcoholUse, 0...3), (.fall, 0...1),
            (.dialysis, 0...1),
        ]
        for (kind, values) in kinds where random.percent(35) {
            let observation = ObservationEvent(
                observationId: ResourceID(kind.rawValue), patientId: patient, kind: kind,
                value: Double(Int.random(in: values, using: &random)),
                observedAt: now - .days(Double(Int.random(in: 1...30, using: &random))))
            var life = [PatientFact.observation(observation)]
            if random.percent(15) {
                var retracted = observation
                retracted.status = .retracted
                life.append(.observation(retracted))
            }
            entities.append(life)
        }
    }

    private mutating func addCondition(_ random: inout SeededGenerator) {
        let code = CodedConcept(system: Self.icd10, code: random.pick(Self.diagnoses))
        entities.append([.condition(ConditionEvent(conditionId: "c-1", patientId: patient, codes: [code]))])
    }

    private mutating func addAllergy(_ random: inout SeededGenerator) throws {
        let allergen = try TestMedications.named(random.pick(["baclofen", "penicillin", "Xyzzyol"]))
        entities.append([.allergy(AllergyEvent(allergyId: "a-1", patientId: patient, substance: allergen))])
    }

    private mutating func addEpisode(_ random: inout SeededGenerator) {
        let opened = WithdrawalEpisode(
            episodeId: "e-1", patientId: patient, change: .opened, route: random.pick([.intrathecal, .oral]),
            startedAt: now - .hours(5), reason: "test")
        var life = [PatientFact.episode(opened)]
        if random.percent(30) {
            var closed = opened
            (closed.change, closed.closedAt) = (.closed, now - .hours(1))
            life.append(.episode(closed))
        }
        entities.append(life)
    }
}
