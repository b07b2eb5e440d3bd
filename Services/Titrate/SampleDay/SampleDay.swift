import EventContracts
import Foundation
import MedicationDomain

/// An invented hospital day: most patients are fine, and every rule is met by somebody.
///
/// The same seed and moment give the same bytes. Patients, names and numbers are made up.
struct SampleDay {
    /// What the suite must say about the day.
    struct Expectation {
        let what: String
        let patient: PatientID
        let service: ServiceName
        let kind: AlertKind
        let severity: Severity?
        /// It must have been raised and then resolved.
        var isResolved = false
    }

    private(set) var records: [[UInt8]] = []
    private(set) var resourceCount = 0
    private(set) var expectations: [Expectation] = []
    private(set) var finePatients: Set<PatientID> = []
    /// Records that must end in the dead letters.
    private(set) var brokenCount = 0
    private(set) var questions: [AssistanceRequest] = []

    private let fhir: SampleFHIR
    private var random: SampleRandom
    private var patientCount = 0

    init(seed: UInt64 = 1, now: Instant) {
        fhir = SampleFHIR(now: now)
        random = SampleRandom(seed: seed)
        addFinePatients(60)
        addDoseStories()
        addInteractionStories()
        addSupplyStories()
        addOddities()
        addQuestions(asOf: now.day)
    }

    var patients: Int { patientCount }

    // MARK: Building blocks

    private mutating func add(_ resources: [SampleFHIR.JSON]) {
        resourceCount += resources.count
        // Some systems send single resources, some send Bundles.
        if resources.count > 1, Bool.random(using: &random) {
            records.append(SampleFHIR.bytes(fhir.bundle(resources)))
        } else {
            records += resources.map(SampleFHIR.bytes)
        }
    }

    private mutating func expect(
        _ what: String, _ patient: String, _ service: ServiceName, _ kind: AlertKind, _ severity: Severity?,
        isResolved: Bool = false
    ) {
        expectations.append(
            Expectation(
                what: what, patient: PatientID(patient), service: service, kind: kind, severity: severity,
                isResolved: isResolved))
    }

    /// A new patient with an age and a kidney function.
    private mutating func newPatient(age: Int? = nil, eGFR: Double? = 95) -> String {
        patientCount += 1
        let id = "demo-\(String(patientCount + 1000).dropFirst())"
        let years = age ?? Int.random(in: 24...60, using: &random)
        let born = fhir.now.day.adding(days: -(years * 365 + years / 4 + Int.random(in: 1...300, using: &random)))
        let given = ["Ilse", "Oskar", "Mirela", "Tomas", "Ayla", "Nuno", "Greta", "Pavel"]
        let family = ["Demoway", "Sampleton", "Testova", "Exempel", "Muster", "Fabrikat"]
        var resources = [
            fhir.patient(
                id, born: born, sex: Bool.random(using: &random) ? "female" : "male",
                name: (
                    given[Int.random(in: 0..<given.count, using: &random)],
                    family[Int.random(in: 0..<family.count, using: &random)]
                )),
            fhir.condition("cond-\(id)", of: id, icd10: "G35", text: "Multiple sclerosis"),
        ]
        if let eGFR { resources.append(fhir.eGFR("egfr-\(id)", of: id, value: eGFR, daysAgo: 20)) }
        add(resources)
        return id
    }

    /// Baclofen 10 mg three times a day, taken for long, with tablets for 20 more days.
    private mutating func addStableBaclofen(_ id: String, milligrams: Double = 10, daysAgo: Double = 10) {
        add([
            fhir.order(
                "bac-\(id)", of: id, medicine: .baclofen10, milligrams: milligrams, perDay: 3, daysAgo: 60,
                isContinuing: true),
            fhir.dispense(
                "disp-\(id)", of: id, order: "bac-\(id)", medicine: .baclofen10, tablets: Int(9 * milligrams),
                days: 30, daysAgo: daysAgo),
        ])
    }

    // MARK: Stories

    private mutating func addFinePatients(_ count: Int) {
        let harmless = [
            SampleMedicine("Acetaminophen 500 MG Oral Tablet", "161"), SampleMedicine("Omeprazole 20 MG", "7646"),
            SampleMedicine("Loratadine 10 MG Oral Tablet", "28889"), SampleMedicine("Atorvastatin 20 MG", "83367"),
            SampleMedicine("Levothyroxine 0.05 MG", "10582"), SampleMedicine("Folic acid 1 MG", "4511"),
        ]
        for index in 0..<count {
            let id = newPatient()
            addStableBaclofen(id)
            add([
                fhir.order(
                    "other-\(id)", of: id, medicine: harmless[index % harmless.count], milligrams: 20, perDay: 1)
            ])
            finePatients.insert(PatientID(id))
        }
    }

    private mutating func addDoseStories() {
        var id = newPatient()
        add([fhir.order("bac-\(id)", of: id, medicine: .baclofen20, milligrams: 30, perDay: 3)])
        expect("a new order of 90 mg a day, above the ceiling", id, .prescribing, .dose, nil)

        id = newPatient()
        add([fhir.order("bac-\(id)", of: id, medicine: .baclofen10, milligrams: 10, perDay: 3)])
        expect("a first order of 30 mg a day", id, .prescribing, .dose, .major)

        id = newPatient(eGFR: 22)
        add([fhir.order("bac-\(id)", of: id, medicine: .baclofen10, milligrams: 5, perDay: 3)])
        expect("a new order with an eGFR of 22", id, .prescribing, .renalDose, nil)

        id = newPatient(age: 78, eGFR: 41)
        add([fhir.order("bac-\(id)", of: id, medicine: .baclofen10, milligrams: 5, perDay: 3)])
        expect("a new order at 78 years with an eGFR of 41", id, .prescribing, .renalDose, .major)

        id = newPatient(eGFR: nil)
        add([fhir.order("bac-\(id)", of: id, medicine: .baclofen10, milligrams: 5, perDay: 3)])
        expect("a new order without any kidney function", id, .prescribing, .renalDose, .moderate)

        id = newPatient()
        var unreadable = fhir.order("bac-\(id)", of: id, medicine: .baclofen10, milligrams: 5, perDay: 3)
        unreadable["dosageInstruction"] = [["text": "as discussed with the ward"]]
        add([unreadable])
        expect("a dose nobody can read", id, .prescribing, .dose, nil)
    }

    private mutating func addInteractionStories() {
        for partner in SamplePartner.all {
            let id = newPatient()
            addStableBaclofen(id)
            add([
                fhir.order(
                    "other-\(id)", of: id, medicine: partner.medicine, milligrams: partner.milligrams, perDay: 1)
            ])
            expect(
                "baclofen with \(partner.medicine.text)", id, .interactionCheck, partner.kind, partner.severity)
        }

        let id = newPatient()
        addStableBaclofen(id)
        let oxycodone = SampleMedicine("Oxycodone 5 MG Oral Tablet", "7804")
        add([fhir.order("opi-\(id)", of: id, medicine: oxycodone, milligrams: 5, perDay: 3)])
        add([
            fhir.order(
                "opi-\(id)", of: id, medicine: oxycodone, milligrams: 5, perDay: 3, status: "entered-in-error",
                version: 2)
        ])
        expect("an opioid entered in error", id, .interactionCheck, .interaction, nil, isResolved: true)

        let twice = newPatient()
        addStableBaclofen(twice)
        add([
            fhir.order(
                "lio-\(twice)", of: twice, medicine: SampleMedicine("Lioresal 10 mg tablets", nil), milligrams: 10,
                perDay: 3, isContinuing: true)
        ])
        expect("brand and generic at once", twice, .interactionCheck, .duplicateTherapy, .major)
    }

    private mutating func addSupplyStories() {
        var id = newPatient()
        addStableBaclofen(id, milligrams: 20)
        add([
            fhir.order(
                "bac-\(id)", of: id, medicine: .baclofen10, milligrams: 20, perDay: 3, status: "stopped", version: 2,
                daysAgo: 60, isContinuing: true)
        ])
        expect("60 mg a day stopped without a taper", id, .withdrawalMonitor, .abruptStop, .major)

        id = newPatient()
        addStableBaclofen(id)
        add([
            fhir.order(
                "bac-\(id)", of: id, medicine: .baclofen10, milligrams: 10, perDay: 3, status: "stopped", version: 2,
                daysAgo: 60, isContinuing: true),
            fhir.order(
                "new-\(id)", of: id, medicine: .baclofen10, milligrams: 10, perDay: 3, prior: "bac-\(id)",
                isContinuing: true),
        ])
        finePatients.insert(PatientID(id))

        id = newPatient()
        addStableBaclofen(id, daysAgo: 26)
        expect("tablets for four more days", id, .withdrawalMonitor, .runOut, nil)

        id = newPatient()
        addStableBaclofen(id, milligrams: 20, daysAgo: 33)
        expect("tablets used up three days ago", id, .withdrawalMonitor, .missedRefill, .major)
    }

    private mutating func addOddities() {
        let id = newPatient()
        addStableBaclofen(id)
        add([
            fhir.order(
                "odd-\(id)", of: id, medicine: SampleMedicine("Zorbanexil forte 12 drops", nil), milligrams: 1,
                perDay: 1)
        ])
        expect("a medicine nobody knows, beside baclofen", id, .interactionCheck, .checksDegraded, .info)

        records.append(Array(#"{"resourceType":"MedicationRequest","id":"broken-1","status":"#.utf8))
        records.append(Array(#"{"resourceType":"MedicationRequest","id":"broken-2","status":"active"}"#.utf8))
        brokenCount = 2
    }

    private mutating func addQuestions(asOf day: CalendarDay) {
        questions = [
            AssistanceRequest(
                asOf: day, state: "NY", householdSize: 1, annualIncome: Money(amount: "15000.00"), age: 40,
                disabled: false, pregnant: false, insurance: "none", medication: "baclofen 10 mg tablet", quantity: 90,
                daysSupply: 30),
            AssistanceRequest(
                asOf: day, state: "TX", householdSize: 3, annualIncome: Money(amount: "24000.00"), age: 38,
                disabled: false, pregnant: false, parent: false, insurance: "none",
                medication: "baclofen 10 mg tablet"),
            AssistanceRequest(asOf: day, medication: "baclofen 10 mg tablet"),
        ]
    }
}
