import Foundation
import KnowledgeFiles
import MedicationDomain
import Testing

struct DatedParameterTests {
    @Test(
        arguments: [
            ("2024-12-31", nil), ("2025-01-01", 17600), ("2025-12-31", 17600), ("2026-01-01", 18090),
            ("2090-01-01", 18090),
        ] as [(String, Int?)])
    func valueHoldsFromItsFirstDayUntilTheNext(_ on: String, _ expected: Int?) throws {
        #expect(try parameter(parameterText).value(on: day(on))?.value == expected)
    }

    @Test(
        arguments: [("2025-06-30", 17600), ("2025-07-01", nil), ("2025-12-31", nil), ("2026-01-01", 18090)]
            as [(String, Int?)])
    func explicitEndOpensAGap(_ on: String, _ expected: Int?) throws {
        let text = parameterText.replacingOccurrences(
            of: "from: 2025-01-01", with: "from: 2025-01-01\n    to: 2025-06-30")
        #expect(try parameter(text).value(on: day(on))?.value == expected)
    }

    @Test func endOfNullMeansNoEnd() throws {
        let text = parameterText.replacingOccurrences(of: "from: 2025-01-01", with: "from: 2025-01-01\n    to: null")
        #expect(try parameter(text).values[0].to == nil)
    }

    @Test func beforeFirstErrorThrowsOnlyBeforeTheFirstValue() throws {
        let strict = try parameter(parameterText.replacingOccurrences(of: "first: unknown", with: "first: error"))
        let before = try day("2024-12-31")
        #expect(throws: ValueMissing.self) { try strict.resolve(on: before) }
        #expect(try strict.resolve(on: day("2025-01-01"))?.value == 17600)
        #expect(try parameter(parameterText).resolve(on: before) == nil)
    }

    /// The value of 2025 was first thought to be 17000, and corrected in March.
    static let corrected = parameterText.replacingOccurrences(
        of: "  - from: 2026-01-01\n    value: 18090",
        with: """
              - from: 2025-01-01
                value: 17700
                cite: [{source: POMS, locator: B.3, retrieved: 2026-11-21}]
                evidence: guideline
                known-from: 2025-03-01
              - from: 2026-01-01
                known-from: 2025-11-15
                value: 18090
            """)

    @Test(
        arguments: [
            ("2025-06-01", nil, 17700), ("2025-06-01", "2025-03-01", 17700), ("2025-06-01", "2025-02-28", 17600),
            ("2025-06-01", "2024-12-16", nil), ("2026-06-01", "2025-11-14", 17700), ("2026-06-01", "2025-11-15", 18090),
        ] as [(String, String?, Int?)])
    func secondClockTellsWhatWasKnownThen(_ on: String, _ knownAt: String?, _ expected: Int?) throws {
        let parameter = try parameter(DatedParameterTests.corrected)
        let known = try knownAt.map { try day($0) }
        #expect(try parameter.value(on: day(on), knownAt: known)?.value == expected)
    }

    @Test func correctionMustComeLaterThanWhatItCorrects() throws {
        let text = DatedParameterTests.corrected.replacingOccurrences(of: "2025-03-01", with: "2024-01-01")
        #expect(try loadError { _ = try parameter(text) }.code == .dateOutOfOrder)
    }

    /// A law of two years was cut short: what was known before stands, and what corrects it ends earlier.
    @Test func aCorrectionMayEndAValueEarlier() throws {
        let cutShort = DatedParameterTests.corrected
            .replacingOccurrences(
                of: "  - from: 2025-01-01\n    value: 17600",
                with: "  - from: 2025-01-01\n    to: 2026-12-31\n    value: 17600"
            )
            .replacingOccurrences(
                of: "  - from: 2025-01-01\n    value: 17700",
                with: "  - from: 2025-01-01\n    to: 2025-12-31\n    value: 17700")
        #expect(cutShort.contains("to: 2026-12-31") && cutShort.contains("to: 2025-12-31"))
        let limit = try parameter(cutShort)
        #expect(try limit.value(on: day("2026-06-01"), knownAt: day("2025-02-28"))?.value == 17600)
        #expect(try limit.value(on: day("2026-06-01"))?.value == 18090)
        let overlapping = cutShort.replacingOccurrences(of: "to: 2025-12-31", with: "to: 2026-01-01")
        #expect(try loadError { _ = try parameter(overlapping) }.code == .overlappingDates)
    }

    @Test func namedSourceGivesItsTitleAndAddress() throws {
        let citation = try #require(try parameter(parameterText).values[1].citations.first)
        #expect(citation.title == "POMS HI 03030.025")
        #expect(citation.href == "https://secure.ssa.gov")
        #expect(citation.locator == "B.2")
        #expect(try citation.retrieved == day("2026-11-21"))
    }

    @Test(arguments: [("2026-12-31", false), ("2027-01-01", true)])
    func valueIsStalePastItsReviewDay(_ on: String, _ stale: Bool) throws {
        #expect(try parameter(parameterText).isStale(on: day(on)) == stale)
    }

    @Test func moneyIsReadExactly() throws {
        let text = parameterText.replacingOccurrences(of: "value: 17600", with: "value: 0.1")
        let parameter = try DatedParameter<Decimal>(document(text))
        #expect(parameter.values[0].value * 3 == Decimal(string: "0.3"))
    }
}
