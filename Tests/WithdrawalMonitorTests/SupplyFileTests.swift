import EventContracts
import MedicationDomain
import SupplyDrawing
import Testing

@testable import WithdrawalMonitor

/// Histories from files: FHIR and the short form, and what cannot be used.
struct SupplyFileTests {
    private func history(_ text: String, asOf: String? = nil) throws(SupplyFileProblem) -> SupplyHistory {
        try SupplyHistory.read(Array(text.utf8), asOf: asOf.flatMap { CalendarDay($0) })
    }

    private static let order = """
        {"resourceType":"MedicationRequest","id":"o-1","status":"active","intent":"order","authoredOn":"2018-03-25",
        "medicationCodeableConcept":{"text":"Baclofen 10 mg tablet"},"subject":{"reference":"Patient/p"},
        "dosageInstruction":[{"timing":{"repeat":{"frequency":3,"period":1,"periodUnit":"d"}},
        "doseAndRate":[{"doseQuantity":{"value":10,"unit":"mg","code":"mg","system":"http://unitsofmeasure.org"}}]}]}
        """.replacing("\n", with: "")

    private static func fill(_ id: String, _ day: String, tablets: Int = 270) -> String {
        """
        {"resourceType":"MedicationDispense","id":"\(id)","status":"completed","whenHandedOver":"\(day)T10:00:00Z",
        "medicationCodeableConcept":{"text":"Baclofen 10 mg tablet"},"subject":{"reference":"Patient/p"},
        "quantity":{"value":\(tablets)},"daysSupply":{"value":90,"unit":"d","code":"d",
        "system":"http://unitsofmeasure.org"}}
        """.replacing("\n", with: "")
    }

    @Test(arguments: [true, false]) func thePublishedHistoryComesOutToTheDay(isBundle: Bool) throws {
        let resources = [
            Self.order, Self.fill("d-1", "2018-03-25"), Self.fill("d-2", "2018-07-05"), Self.fill("d-3", "2018-09-25"),
        ]
        let entries = resources.map { "{\"resource\":\($0)}" }.joined(separator: ",")
        let text =
            isBundle
            ? "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[\(entries)]}"
            : resources.joined(separator: "\n")
        let report = try SupplyReport(try history(text, asOf: "2018-12-31"), rules: try Timeline.rules.get())
        #expect((report.coveredDays, report.periodDays) == (270, 282))
        #expect(report.gaps == [SupplyReport.Gap(from: try #require(CalendarDay("2018-06-23")), days: 12)])
        #expect(report.projection.runOutAt?.day.description == "2019-01-01")
        #expect(report.text("x").contains("hides a hole of 12 days"))
    }

    @Test func theShortFormIsReadAsBefore() throws {
        let text = """
            {"dailyDoseMilligrams":30,"dispenses":[{"on":"2026-01-01","milligrams":900},{"on":"2026-02-05",
            "milligrams":900}]}
            """
        let report = try SupplyReport(try history(text), rules: try Timeline.rules.get())
        #expect(report.projection.runOutAt?.day.description == "2026-03-07")
        #expect(report.gaps?.map(\.days) == [5])
    }

    @Test(arguments: [
        ("", "empty"), ("[]", ""), ("{\"dispenses\":3}", "wrong-type"), ("{\"dispenses\":[]}", "no dispense"),
        ("{\"resourceType\":\"Patient\",\"id\":\"p\"}", "no dispense"),
        ("{\"resourceType\":\"MedicationDispense\"}", ""),
    ])
    func whatIsNoHistoryIsRefused(text: String, message: String) {
        #expect(throws: SupplyFileProblem.self) { try history(text) }
    }

    @Test func twoPatientsAreNoHistory() {
        let other = Self.fill("d-2", "2018-07-05").replacing("Patient/p", with: "Patient/q")
        #expect(throws: SupplyFileProblem("the file is about more than one patient")) {
            try history([Self.fill("d-1", "2018-03-25"), other].joined(separator: "\n"))
        }
    }

    @Test func thePlotShowsEveryGapAndStandsByItself() throws {
        let text = [Self.order, Self.fill("d-1", "2018-03-25"), Self.fill("d-2", "2018-07-05")].joined(separator: "\n")
        let history = try history(text, asOf: "2018-08-01")
        let rules = try Timeline.rules.get()
        let series = SupplySeries(history, rules: rules)
        #expect(series.days.count { $0.kind == .uncovered && !$0.isAhead } == 12)
        #expect(series.terminal()[1].contains("×"))
        let svg = SupplyPlot.svg(series, report: try SupplyReport(history, rules: rules))
        #expect(svg.contains("#f6c9c5") && svg.hasPrefix("<svg") && !svg.contains("NaN"))
        let strayDate = try self.history(Self.fill("d-1", "1990-01-01") + "\n" + Self.fill("d-2", "2018-07-05"))
        #expect(SupplySeries(strayDate, rules: rules).days.count <= SupplySeries.longest + 200)
    }
}
