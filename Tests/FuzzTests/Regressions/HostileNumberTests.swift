import EventContracts
import EventLog
import MedicationDomain
import ServiceHost
import ServiceRuntime
import Testing

@testable import Prescribing

/// Numbers that once stopped a process.
@Suite struct HostileNumberTests {
    private func facts(_ request: String) throws -> [any PatientPayload] {
        let intake = try #require(try PrescribingService.define(.init()).intake)
        let record = Record(
            partition: TopicPartition(.hospitalEvents, 0), offset: 0, timestamp: Instant(millisecondsSince1970: 0),
            message: Message(value: Array(request.utf8)))
        return intake.read(record).forwarded
    }

    private func order(medicine: String = "Baclofen 10 mg tablet", dosage: String = "") -> String {
        """
        {"resourceType":"MedicationRequest","id":"o-1","status":"active","intent":"order",
         "medicationCodeableConcept":{"text":"\(medicine)"},"subject":{"reference":"Patient/p-1"}\(dosage)}
        """
    }

    @Test(arguments: [
        "Baclofen \(String(repeating: "9", count: 400)) mg tablet",
        "Baclofen 5 mg/0.\(String(repeating: "0", count: 320))1 mL solution",
    ])
    func aStrengthWithoutEndIsNoStrength(_ medicine: String) throws {
        let payload = try #require(try facts(order(medicine: medicine)).first)
        #expect(throws: Never.self) { try payload.encode() }
    }

    @Test func asNeededUpToAHugeAmountOfTinyDosesIsNotUnderstood() {
        let instruction = DosageInstruction(
            asNeeded: true, dose: DoseAmount(1e-15, .milligram), maximumPerDay: DoseAmount(1e15, .milligram))
        let reading = DailyDosePolicy.read([instruction], of: Medication(text: "x"))
        #expect(reading.dose == nil)
    }

    @Test func spansAndMomentsStayWithinWhatCanBeWritten() throws {
        let now = Instant(millisecondsSince1970: 1_795_253_400_000)
        for days in [1e300, -1e300, .infinity, -.infinity, .nan, 1e18] {
            for moment in [now + .days(days), now - .days(days)] {
                #expect(Instant(moment.description) == moment, "\(days)")
            }
        }
        #expect(now + .days(.infinity) == .latest && now - .days(.infinity) == .earliest)
        #expect(now + .days(.nan) == now)
        #expect(Instant(millisecondsSince1970: .max).since(Instant(millisecondsSince1970: .min)) == .longest)
    }

    @Test func wholeNumbersEndWhereTheirTypeEnds() {
        #expect(Int(bounding: 2.5) == 3 && Int(bounding: -1e300) == .min && Int64(bounding: .infinity) == .max)
        #expect(Int32(bounding: 1e10) == .max && Int(bounding: .nan) == 0)
    }
}
