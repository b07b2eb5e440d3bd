import EventContracts
import MedicationDomain
import TestSupport
import Testing

@testable import Prescribing

@Suite struct MonitoringTests {
    private func reminders(_ published: Published) -> [AlertEvent] {
        published.alerts.filter { $0.alert.rule.id.rawValue == JudgementPolicy.monitoringRule }
    }

    private func started() throws -> HospitalHarness {
        let harness = try HospitalHarness()
        try harness.send(Hospital.patient())
        try harness.send(Hospital.observation("ob-1", value: 95))
        return harness
    }

    private func record(_ code: String, in harness: HospitalHarness, on day: String) throws -> Published {
        try harness.send(
            """
            {"resourceType":"Observation","id":"seen-\(code)-\(day)","status":"final","effectiveDateTime":"\(day)",
             "code":{"coding":[{"system":"\(code.first?.isNumber == true ? "http://loinc.org" : "urn:titrate:observation")",
             "code":"\(code)"}]},"subject":{"reference":"Patient/p-1"},"valueInteger":0}
            """)
    }

    @Test func theStartIsANoteThatNamesWhatIsMissing() throws {
        let note = try #require(reminders(try started().send(Hospital.order())).first?.alert)
        #expect(note.severity == .info)
        #expect(note.kind == .monitoring)
        #expect(!note.interruptive)
        #expect(note.summary == "Monitoring due on baclofen: blood pressure, falls, sedation, spasticity")
    }

    @Test func afterSixWeeksItReminds() throws {
        let harness = try started()
        try harness.send(Hospital.order())
        let authored = noon - .hours(3)
        #expect(reminders(try harness.service.advance(to: authored + .days(42) - .milliseconds(1))).isEmpty)
        let reminder = try #require(
            reminders(try harness.service.advance(to: authored + .days(42))).first { $0.change == .raised }?.alert)
        #expect(reminder.severity == .minor)
        #expect(
            reminder.summary
                == "Monitoring due on baclofen: kidney function, blood pressure, falls, sedation, spasticity, interaction review"
        )
        for code in ["85354-9", "fall", "sedation", "modified-ashworth"] {
            #expect(try reminders(record(code, in: harness, on: "2027-01-02")).last?.alert.status == .open)
        }
        let nearly = try harness.send(Hospital.observation("ob-2", value: 92, on: "2027-01-02"))
        #expect(reminders(nearly).last?.alert.summary == "Monitoring due on baclofen: interaction review")
        // Only a person can say that interactions were looked at.
        let done = try harness.answer(reminder.alertId.rawValue, .acknowledged)
        #expect(reminders(done).last?.change == .resolved)
        #expect(reminders(try harness.service.advance(to: authored + .days(100))).isEmpty)
        #expect(reminders(try harness.service.advance(to: authored + .days(42 + 183))).last?.change == .raised)
    }

    @Test func anotherDoseBeginsAnew() throws {
        let harness = try started()
        try harness.send(Hospital.order())
        try harness.service.advance(to: noon + .days(30))
        let changed = try harness.send(
            Hospital.order(version: 2, milligrams: 10).replacing(
                #""versionId":"2""#, with: #""versionId":"2","lastUpdated":"2026-12-20T12:00:00Z""#))
        #expect(reminders(changed).map(\.change).contains(.raised))
        #expect(reminders(try harness.service.advance(to: noon + .days(43))).isEmpty)
        #expect(!reminders(try harness.service.advance(to: noon + .days(30 + 42))).isEmpty)
    }

    @Test func nothingIsDueOnceTherapyEnds() throws {
        let harness = try started()
        try harness.send(Hospital.order())
        let stopped = try harness.send(Hospital.order(version: 2, status: "stopped"))
        #expect(reminders(stopped).map(\.change) == [.resolved])
        #expect(try harness.service.advance(to: noon + .days(60)).isEmpty)
    }

    /// No date on the order is no reason to forget the patient.
    @Test func anOrderWithoutAnyDateIsFollowedFromWhenItWasHeard() throws {
        let harness = try started()
        let order = Hospital.order().replacing(#""authoredOn":"2026-11-20T09:00:00Z","#, with: "")
        #expect(reminders(try harness.send(order)).first?.alert.severity == .info)
        let due = reminders(try harness.service.advance(to: noon + .days(42)))
        #expect(due.first { $0.change == .raised }?.alert.severity == .minor)
    }
}
