import EventContracts
import FHIRModels
import MedicationDomain
import Testing

@testable import Titrate

@Suite struct SampleDayTests {
    private let now = Instant(millisecondsSince1970: 1_795_253_400_000)

    @Test func theSameSeedAndMomentGiveTheSameBytes() {
        #expect(SampleDay(seed: 1, now: now).records == SampleDay(seed: 1, now: now).records)
        #expect(SampleDay(seed: 1, now: now).records != SampleDay(seed: 2, now: now).records)
    }

    @Test func itIsADayOfTheSizeItMustBe() {
        let day = SampleDay(now: now)
        #expect(day.patients >= 80)
        #expect(day.resourceCount >= 400)
        #expect(day.finePatients.count * 2 > day.patients, "most patients are fine")
        #expect(day.expectations.count >= 30)
    }

    @Test func everyResourceIsStrictFHIRExceptTheBrokenOnes() {
        let day = SampleDay(now: now)
        var unreadable = 0
        for record in day.records {
            do { _ = try FHIRResource.decode(record) } catch { unreadable += 1 }
        }
        #expect(unreadable == day.brokenCount)
    }
}
