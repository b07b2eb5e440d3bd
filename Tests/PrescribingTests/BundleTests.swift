import EventContracts
import MedicationDomain
import ServiceRuntime
import Testing

@testable import Prescribing

@Suite struct BundleTests {
    let intake: HospitalIntake
    private let good = [Hospital.patient(), Hospital.order(), Hospital.order("o-2", patient: "p-2")]
    private let bad = Hospital.order("o-3", status: "running")

    init() throws { intake = try hospitalIntake() }

    private func read(_ type: String, _ resources: [String]) -> IntakeResult {
        intake.read(Hospital.message(Hospital.bundle(type, resources)))
    }

    @Test func oneRecordPerPatientInOrder() {
        let result = read("transaction", good)
        #expect(result.refusal == nil)
        let patients = result.forwarded.compactMap { $0 as? HospitalFacts }
        #expect(patients.map(\.patientId) == ["p-1", "p-2"])
        #expect(patients.map(\.facts.count) == [2, 1])
    }

    @Test func transactionIsAllOrNothing() {
        let result = read("transaction", good + [bad])
        #expect(result.forwarded.isEmpty)
        #expect(result.refusal?.code == "unknown-code")
        #expect(result.refusal?.message == "entries 3: unknown-code at Bundle.entry[3].resource.status")
    }

    @Test(arguments: ["batch", "collection", "message"])
    func goodEntriesApplyAndTheRecordIsRefusedOnce(_ type: String) {
        let result = read(type, [bad] + good + [good[1].replacing("\"id\":\"o-1\",", "")])
        #expect(result.forwarded.count == 2)
        #expect(
            result.refusal?.message == "entries 0, 4: unknown-code at Bundle.entry[0].resource.status; "
                + "missing-element at Bundle.entry[4].resource.id")
    }

    @Test func deletionIsNotPassedOver() {
        let text = """
            {"resourceType":"Bundle","type":"transaction","entry":[
             {"request":{"method":"DELETE","url":"MedicationRequest/o-1"}}]}
            """
        #expect(intake.read(Hospital.message(text)).refusal?.code == "delete-not-supported")
    }

    @Test func unsupportedEntriesAreCounted() {
        let result = read("batch", good + ["{\"resourceType\":\"Slot\"}"])
        #expect(result.refusal == nil)
        #expect(result.ignored == ["Slot"])
    }
}
