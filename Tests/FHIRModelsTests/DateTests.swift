import FHIRModels
import MedicationDomain
import Testing

@Suite struct DateTests {
    @Test(arguments: [
        ("2024", "2024-01-01T00:00:00.000Z", "2024-12-31T23:59:59.999Z"),
        ("2024-02", "2024-02-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z"),
        ("2023-02", "2023-02-01T00:00:00.000Z", "2023-02-28T23:59:59.999Z"),
        ("2023-04", "2023-04-01T00:00:00.000Z", "2023-04-30T23:59:59.999Z"),
        ("2026-11-21", "2026-11-21T00:00:00.000Z", "2026-11-21T23:59:59.999Z"),
        ("2026-11-21T09:30:00+02:00", "2026-11-21T07:30:00.000Z", "2026-11-21T07:30:00.000Z"),
        ("2026-11-21T09:30:00.1234Z", "2026-11-21T09:30:00.123Z", "2026-11-21T09:30:00.123Z"),
    ])
    func partialDatesSpanWhatTheyMayMean(_ text: String, _ earliest: String, _ latest: String) throws {
        let dateTime = try #require(FHIRDateTime(text))
        #expect(dateTime.earliest.description == earliest)
        #expect(dateTime.latest.description == latest)
    }

    @Test func precisionIsKept() {
        #expect(FHIRDateTime("2024")?.precision == .year)
        #expect(FHIRDateTime("2024-05")?.precision == .month)
        #expect(FHIRDateTime("2024-05-06")?.precision == .day)
        #expect(FHIRDateTime("2024-05-06T07:08:09Z")?.precision == .instant)
        #expect(FHIRDate("2024-05")?.day == nil)
        #expect(FHIRDate("2024-05-06")?.day == CalendarDay(year: 2024, month: 5, day: 6))
    }

    @Test(arguments: [
        "", "24", "0000", "0000-01-01T00:00:00Z", "2024-13", "2024-00", "2024-2", "2023-02-29", "2024-05-06T07:08Z",
        "2024-05-06T07:08:09", "2024-05-06 07:08:09Z", "2024-05-06T07:08:09z", "2024-05-06t07:08:09Z",
        "2024-05-06T24:00:00Z", "2024-05-06T07:08:09+0200", "20240506", "06.05.2024", "2024-", "2024-05-", "-024",
        "2024--01", "20-24-05-0", "2024-5-006", "99999999999999999999", "２０２４", "2024-05-06T",
    ])
    func whatIsNoDateIsRefused(_ text: String) {
        #expect(FHIRDateTime(text) == nil)
    }
}
