import EventContracts
import FHIRModels
import MedicationCatalog
import MedicationDomain
import ServiceRuntime
import Testing

@testable import Prescribing

/// What is remembered, and what is known beforehand, must say what working it out anew says.
@Suite struct RecallingTests {
    private func facts() throws -> [HospitalFacts] {
        let (intake, policy) = (try hospitalIntake(), try judgementPolicy())
        return try Scenarios.all.get().flatMap { scenario in
            try ScenarioResources(scenario: scenario, conditions: policy.knowledge.conditions).documents()
                .flatMap { intake.read(Message(value: $0)).forwarded.compactMap { $0 as? HospitalFacts } }
        }
    }

    private func orders() throws -> [OrderFact] {
        try facts().flatMap(\.facts).compactMap { if case .order(let order) = $0.content { order } else { nil } }
    }

    @Test func aDoseIsReadAsAnew() throws {
        let orders = try orders()
        #expect(orders.count > 100)
        // The second time it is remembered.
        for order in orders + orders {
            let (instructions, medicine) = (order.dosageInstructions, order.medication)
            let isSame =
                DailyDosePolicy.read(instructions, of: medicine) == DailyDosePolicy.readAnew(instructions, of: medicine)
            #expect(isSame, "\(order.orderId)")
        }
    }

    @Test func whatDiffersInOnePlaceIsAnotherDose() {
        var written = WrittenDose(instructions: [dosage(10, timesADay: 3)], medication: baclofen)
        written.instructions[0].text = "caf\u{E9}"
        var other = written
        #expect(other == written)
        // The same to the eye, and in other bytes.
        other.instructions[0].text = "cafe\u{301}"
        #expect(other != written)
        other = written
        other.medication.strength?.milligramsPerUnit = 20
        #expect(other != written)
        other = written
        other.instructions[0].timing?.frequencyMax = 4
        #expect(other != written)
        other.instructions[0].dose = DoseAmount(-0.0, .milligram)
        #expect(!other.isRemembered)
        other.instructions[0].text = String(repeating: "x", count: 401)
        #expect(!other.isRemembered)
    }

    @Test func aSigIsReadAsAnew() throws {
        let sigs = ["Take 1/2 tab po TID x 3 days then 1 tab TID", "10 mg three times a day", "as the moon wanes"]
        for sig in sigs + sigs {
            #expect(WrittenSig.read(sig, of: baclofen) == WrittenSig.readAnew(sig, of: baclofen))
        }
        var stronger = baclofen
        stronger.strength = Strength(milligramsPerUnit: 20)
        let sig = "1 tablet (10 mg) twice a day"
        #expect(WrittenSig.read(sig, of: baclofen) != nil)
        #expect(WrittenSig.read(sig, of: stronger) == nil)
    }

    @Test func aMedicineIsRecognisedAsAnew() throws {
        let medicines = MedicineReading(catalog: try .standard)
        let texts = ["Baclofen 10 mg tablet", "baclofen", "Lioresal 25", "oxycodone 5 mg", "water", ""]
        let codes = [nil, "1292", "7804", "000"]
        for _ in 0..<2 {
            for text in texts {
                for code in codes {
                    let concept = try concept(text, code)
                    #expect(medicines.read(concept) == medicines.readAnew(WrittenMedicine(concept)))
                }
            }
        }
        #expect(medicines.recent.count > 10)
        medicines.recent.forget()
        #expect(medicines.recent.count == 0)
    }

    private func concept(_ text: String, _ code: String?) throws -> FHIRCodeableConcept {
        let coding = code.map {
            #""coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"\#($0)"}]"#
        }
        let name = text.isEmpty ? nil : #""text":"\#(text)""#
        let medicine = [coding, name].compactMap(\.self).joined(separator: ",")
        let json = """
            {"resourceType":"MedicationRequest","id":"o","status":"active","intent":"order",
            "subject":{"reference":"Patient/p"},
            "medicationCodeableConcept":{\(medicine.isEmpty ? #""text":"nothing""# : medicine)}}
            """
        guard case .medicationRequest(let request) = try FHIRResource.decode(Array(json.utf8)),
            case .concept(let concept) = request.medication
        else { throw PayloadError(code: .badValue, path: "$") }
        return concept
    }

    @Test func noMoreIsRememberedThanThereIsRoomFor() {
        let recent = RecentAnswers<Int, Int>(limit: 8)
        for number in 0..<100 { #expect(recent.answer(to: number) { number * 2 } == number * 2) }
        #expect(recent.count <= 8)
        #expect(recent.answer(to: 99) { -1 } == 198)
        #expect(recent.answer(to: 0) { -1 } == -1)
        recent.forget()
        #expect(recent.answer(to: 99) { -1 } == -1)
    }

    @Test func whatIsAskedForAgainStays() {
        let recent = RecentAnswers<Int, Int>(limit: 8)
        for number in 0..<100 {
            _ = recent.answer(to: -1) { number }
            _ = recent.answer(to: number) { number }
        }
        #expect(recent.answer(to: -1) { 100 } == 0)
    }

    @Test func aBoxedValueIsAValue() {
        var one = ChartedOrder(fact: OrderFact(orderId: "o", patientId: "p", status: .active, medication: baclofen))
        let other = one
        one.fact.status = .stopped
        #expect(other.fact.status == .active)
        #expect(one != other)
        one.fact.status = .active
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
    }
}
