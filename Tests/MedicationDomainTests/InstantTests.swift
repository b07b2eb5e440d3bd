import Foundation
import MedicationDomain
import Testing

@Suite struct InstantTests {
    @Test func writesRFC3339WithMillisecondsInUTC() {
        #expect(Instant(millisecondsSince1970: 0).description == "1970-01-01T00:00:00.000Z")
        let beyond = Instant(millisecondsSince1970: Instant.latest.millisecondsSince1970 + 3_723_004)
        #expect(beyond.description == "10000-01-01T01:02:03.003Z")
        #expect(Instant(millisecondsSince1970: -1).description == "1969-12-31T23:59:59.999Z")
        #expect(Instant(millisecondsSince1970: 1_795_253_400_007).description == "2026-11-21T09:30:00.007Z")
    }

    @Test(arguments: [
        ("2026-11-21T09:30:00Z", "2026-11-21T09:30:00.000Z"),
        ("2026-11-21T09:30:00.5Z", "2026-11-21T09:30:00.500Z"),
        ("2026-11-21T09:30:00.123456789Z", "2026-11-21T09:30:00.123Z"),
        ("2026-11-21T09:30:00+02:00", "2026-11-21T07:30:00.000Z"),
        ("2026-12-31T23:30:00-01:30", "2027-01-01T01:00:00.000Z"),
        ("2024-02-29T00:00:00z", "2024-02-29T00:00:00.000Z"),
        ("2026-06-30T23:59:60Z", "2026-07-01T00:00:00.000Z"),
    ])
    func readsRFC3339(text: String, expected: String) throws {
        #expect(try #require(Instant(text)).description == expected)
    }

    @Test(arguments: [
        "", "2026-11-21", "2026-11-21T09:30:00", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
        "2026-11-21T24:00:00Z", "2026-11-21T09:60:00Z", "2026-11-21T09:30:00.Z", "2026-11-21T09:30:00ZZ",
        "2026-11-21T09:30:00+0200", "26-11-21T09:30:00Z", "２０２６-11-21T09:30:00Z",
    ])
    func refusesWhatIsNotADateTime(text: String) {
        #expect(Instant(text) == nil)
    }

    /// Systems write the end of the year 9999 in their own zone and mean: for ever.
    @Test(arguments: ["9999-12-31T23:59:59-05:00", "0000-01-01T00:00:00+01:00", "9999-12-31T23:59:59.999Z"])
    func whatIsReadCanBeWrittenAndReadAgain(text: String) throws {
        let instant = try #require(Instant(text))
        #expect(Instant(instant.description) == instant)
        #expect(CalendarDay(instant.day.description) == instant.day)
    }

    @Test func agreesWithFoundationOverFourHundredYears() {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            // Whole seconds: Foundation's dates are floating point and lose a millisecond now and then.
            let seconds = Int64.random(in: -6_000_000_000...7_000_000_000, using: &random)
            let date = Date(timeIntervalSince1970: Double(seconds))
            #expect(Instant(millisecondsSince1970: seconds * 1000).description == date.formatted(style))
        }
    }
}

@Suite struct CalendarDayTests {
    @Test func everyDayOfFourCenturiesComesBack() throws {
        for number in stride(from: -60_000, through: 90_000, by: 7) {
            let day = CalendarDay(daysSince1970: number)
            let parts = day.components
            #expect(CalendarDay(year: parts.year, month: parts.month, day: parts.day) == day)
            #expect(CalendarDay(day.description) == day)
        }
    }

    @Test(arguments: ["2026-02-29", "2026-00-10", "2026-1-1", "2026-11-31", "2026-11-21T00:00:00Z", "aaaa-bb-cc"])
    func refusesWhatIsNoDay(text: String) {
        #expect(CalendarDay(text) == nil)
    }

    @Test func aBirthdayCountsOnItsDay() throws {
        let birth = try #require(CalendarDay("1961-11-21"))
        #expect(try #require(CalendarDay("2026-11-20")).fullYears(since: birth) == 64)
        #expect(try #require(CalendarDay("2026-11-21")).fullYears(since: birth) == 65)
    }
}

@Suite struct IdentifierTests {
    @Test func aPatientNeverPrintsItself() {
        let patient: PatientID = "p-17-secret"
        #expect(!"\(patient)".contains("secret"))
        #expect(!String(reflecting: patient).contains("secret"))
        #expect(!"\([patient])".contains("secret"))
    }
}

@Suite struct SeverityTests {
    @Test func aTierIsRaisedByOneAndStopsAtTheLimit() {
        #expect(Severity.minor.raised() == .moderate)
        #expect(Severity.moderate.raised() == .major)
        #expect(Severity.major.raised() == .major)
        #expect(Severity.contraindicated.raised() == .contraindicated)
        #expect(Severity.info < .minor && .major < .contraindicated)
    }
}
