import EventContracts
import MedicationDomain
import ServiceRuntime
import Testing

@testable import Prescribing

@Suite struct IntakeTests {
    let intake: HospitalIntake

    init() throws { intake = try hospitalIntake() }

    private func facts(_ text: String) -> [HospitalFact] {
        intake.read(Hospital.message(text)).forwarded.compactMap { $0 as? HospitalFacts }.flatMap(\.facts)
    }

    @Test(arguments: [
        ("{\"resourceType\":\"MedicationRequest\"", "truncated", ""),
        ("hello", "not-json", ""),
        ("[]", "not-fhir", ""),
        ("{\"id\":\"x\"}", "not-fhir", "resourceType"),
        ("MSH|^~\\&|WARD|HOSP|||20261121||RDE^O11|1|P|2.5", "truncated", "MSH"),
        ("\u{0B}MSH|^~\\&|", "truncated", "MSH"),
        ("\u{FEFF}msh|^~\\&|\r", "missing-element", "MSH-9"),
        ("<Patient/>", "xml-not-supported", ""),
        (Hospital.order().replacing("\"status\":\"active\",", ""), "missing-element", "MedicationRequest.status"),
        (Hospital.order(status: "running"), "unknown-code", "MedicationRequest.status"),
        (Hospital.order().replacing("\"id\":\"o-1\",", ""), "missing-element", "MedicationRequest.id"),
        (Hospital.order(more: "\"authoredOn\":7,"), "duplicate-key", ""),
        (Hospital.order(more: "\"encounter\":7,"), "wrong-type", "MedicationRequest.encounter"),
        (
            Hospital.order().replacing("Patient/p-1", "Nobody"), "missing-element", "MedicationRequest.subject"
        ),
        (
            Hospital.order(more: "\"modifierExtension\":[{\"url\":\"urn:x\"}],"), "modifier-extension",
            "MedicationRequest"
        ),
        (Hospital.bundle("collection", Array(repeating: "{}", count: 1001)), "too-many-entries", "Bundle.entry"),
        (String(repeating: "[", count: 300), "too-deep", ""),
        (String(repeating: " ", count: 4 * 1024 * 1024 + 1), "too-large", ""),
    ])
    func refusesWithCodeAndElement(_ text: String, _ code: String, _ path: String) {
        let result = intake.read(Hospital.message(text))
        #expect(result.forwarded.isEmpty)
        #expect(result.refusal?.code == code)
        #expect(path.isEmpty || result.refusal?.message == path)
    }

    @Test func refusesNullAndInvalidUTF8() {
        #expect(intake.read(Message(value: nil)).refusal?.code == "no-data")
        #expect(intake.read(Message(value: [])).refusal?.code == "no-data")
        let broken: [UInt8] = Array("{\"resourceType\":\"".utf8) + [0xFF, 0xFE] + Array("\"}".utf8)
        #expect(intake.read(Message(value: broken)).refusal?.code == "invalid-utf8")
    }

    @Test func readsBinaryAndStructuredEnvelopes() {
        let binary = Hospital.message(
            Hospital.order(),
            headers: [
                Header("ce_specversion", "1.0"), Header("ce_id", "1"), Header("ce_source", "urn:ward"),
                Header("ce_type", "hospital.order"), Header("content-type", "application/fhir+json"),
            ])
        let structured = Hospital.message(
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"urn:ward\",\"type\":\"t\",\"data\":\(Hospital.order())}",
            headers: [Header("content-type", "application/cloudevents+json")])
        for message in [binary, structured] {
            let result = intake.read(message)
            #expect(result.refusal == nil)
            #expect(result.forwarded.count == 1)
            #expect(result.origin == "urn:ward")
        }
        let bad = Hospital.message(Hospital.order(), headers: [Header("ce_id", "1")])
        #expect(intake.read(bad).refusal?.code == "missing-attribute")
    }

    @Test func resourcesPatientCountsAndMismatchIsRemarked() {
        let other = intake.read(Hospital.message(Hospital.order(), key: "p-9"))
        #expect(other.forwarded.map(\.patientId) == ["p-1"])
        #expect(other.ignored == ["key-mismatch"])
        #expect(intake.read(Hospital.message(Hospital.order(), key: "p-1")).ignored.isEmpty)
        #expect(intake.read(Hospital.message(Hospital.order())).ignored.isEmpty)
    }

    @Test func orderKeepsMedicineDoseAndVersion() throws {
        let fact = try #require(
            facts(Hospital.order(version: 4, more: "\"priorPrescription\":{\"reference\":\"MedicationRequest/o-0\"},"))
                .first)
        #expect(fact.resource == "MedicationRequest/o-1")
        #expect(fact.version.versionId == "4")
        guard case .order(let order) = fact.content else { throw Unexpected() }
        #expect(order.medication.isBaclofen)
        #expect(order.route == .oral)
        #expect(order.priorOrderId == "o-0")
        #expect(daily(order.dosageInstructions, of: order.medication) == 15)
    }

    @Test func unrecognisedMedicineKeepsItsText() throws {
        guard case .order(let order) = facts(Hospital.order(medicine: "Invented remedy")).first?.content else {
            throw Unexpected()
        }
        #expect(order.medication.text == "Invented remedy")
        #expect(!order.medication.isRecognized)
    }

    @Test func bundledMedicationIsResolved() throws {
        let order = Hospital.order().replacing(
            "\"medicationCodeableConcept\":{\"text\":\"Baclofen 10 mg tablet\"}",
            "\"medicationReference\":{\"reference\":\"Medication/m-1\"}")
        let medication = """
            {"resourceType":"Medication","id":"m-1","code":{"coding":[
             {"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"197391"}]}}
            """
        guard case .order(let read) = facts(Hospital.bundle("collection", [order, medication])).first?.content else {
            throw Unexpected()
        }
        #expect(read.medication.isBaclofen)
        #expect(read.medication.strength?.milligramsPerUnit == 10)
    }

    @Test(arguments: [
        ("98979-8", 41.0, "mL/min/{1.73_m2}", "", ObservationEvent.Kind.estimatedGFR, Double?(41)),
        ("33914-3", 41, "mL/min", "", .estimatedGFR, 41),
        ("98979-8", 30, "mL/min/{1.73_m2}", "\"comparator\":\"<\",", .estimatedGFR, 29),
        ("98979-8", 60, "mL/min/{1.73_m2}", "\"comparator\":\">\",", .estimatedGFR, 60),
        ("2160-0", 1.2, "mg/dL", "", .creatinine, 1.2),
        ("2160-0", 100, "umol/L", "", .creatinine, 1.1312),
        ("2160-0", 100, "furlong", "", .creatinine, nil),
        ("1-8", 7, "mg", "", .other, 7),
    ])
    func observationsAreReadInTheirKindsUnit(
        _ code: String, _ value: Double, _ unit: String, _ comparator: String, _ kind: ObservationEvent.Kind,
        _ expected: Double?
    ) throws {
        let text = Hospital.observation("ob-1", code: code, value: value, unit: unit, comparator: comparator)
        guard case .observation(let event) = facts(text).first?.content else { throw Unexpected() }
        #expect(event.kind == kind)
        #expect(event.value.map { ($0 * 1e6).rounded() } == expected.map { ($0 * 1e6).rounded() })
    }

    @Test(arguments: [
        (Hospital.dispense(), FactStatus.recorded), (Hospital.dispense(status: "entered-in-error"), .retracted),
        (Hospital.dispense(status: "cancelled"), .retracted),
    ])
    func dispensesCountOrAreTakenBack(_ text: String, _ status: FactStatus) throws {
        guard case .dispense(let event) = facts(text).first?.content else { throw Unexpected() }
        #expect(event.status == status)
        #expect(event.quantityMilligrams == 900)
    }

    @Test(arguments: [
        (Hospital.dispense(status: "in-progress"), "MedicationDispense:in-progress"),
        (Hospital.dispense(on: nil), "MedicationDispense:not-handed-over"),
        ("{\"resourceType\":\"Slot\",\"id\":\"s-1\"}", "Slot"),
        (Hospital.order(more: "\"doNotPerform\":true,"), "MedicationRequest:do-not-perform"),
        (Hospital.observation("ob-1", value: 1).replacing("Patient/p-1", "Device/x"), "Observation:not-a-patient"),
    ])
    func whatIsNoneOfOursIsCountedAndNoError(_ text: String, _ counted: String) {
        let result = intake.read(Hospital.message(text))
        #expect(result.refusal == nil)
        #expect(result.forwarded.isEmpty)
        #expect(result.ignored == [counted])
    }
}

struct Unexpected: Error {}

extension String {
    func replacing(_ old: String, _ new: String) -> String { replacing(old, with: new) }
}

extension IntakeTests {
    /// By its route or by its text: what acts on the whole body is not marked as local.
    @Test(arguments: [
        ("Butorphanol 10 mg/mL", "46713006", DoseForm.other), ("Butorphanol 10 mg/mL nasal spray", "46713006", .other),
        ("Ibuprofen 5 % gel", "6064005", .topical), ("Midazolam", "46713006", .other),
    ])
    func aNasalOpioidIsNoLocalMedicine(_ text: String, _ route: String, _ form: DoseForm) throws {
        let order = Hospital.order(medicine: text).replacing("26643006", with: route)
        guard case .order(let fact)? = facts(order).first?.content else {
            Issue.record("no order")
            return
        }
        #expect(fact.medication.form == form)
    }
}
