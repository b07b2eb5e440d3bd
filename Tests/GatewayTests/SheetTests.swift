import EventContracts
import Foundation
import HTTPTypes
import KnowledgeFiles
import MedicationDomain
import Testing

@testable import Gateway

/// What patients take home.
@Suite struct SheetTests {
    private static let page: HTTPFields = [.accept: "text/html"]
    private static let products = ["tablets", "solution", "suspension", "granules", "pump"]

    private func sheets() throws -> PatientSheets { try PatientSheets.load(from: .embedded(EmbeddedFiles.all)) }

    @Test(arguments: products) func everyProductHasASheetThatWarnsFirst(product: String) async throws {
        let desk = try Desk()
        let list = try await desk.get("/sheets", headers: Self.page)
        #expect(list.text.contains("href=\"/sheets/\(product)\""))
        let answer = try await desk.get("/sheets/\(product)", headers: Self.page)
        #expect(answer.status == 200)
        let sheet = answer.text
        let places = ["Never stop by yourself", "Call emergency services", "Staying safe"].map { words in
            sheet.range(of: words)?.lowerBound
        }
        #expect(!places.contains(nil))
        #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
        #expect(sheet.contains("Trouble breathing"))
    }

    @Test func aSheetSpeaksOfItsOwnProductOnly() throws {
        let sheets = try sheets()
        func texts(_ product: String) throws -> String {
            let product = try #require(sheets.product(product))
            return sheets.sections(for: product).flatMap(\.statements).map(\.text).joined(separator: "\n")
        }
        #expect(try texts("pump").contains("beeps"))
        #expect(try !texts("tablets").contains("beeps"))
        #expect(try !texts("pump").contains("Missed a dose?"))
        #expect(try texts("suspension").contains("Shake"))
        #expect(try !texts("solution").contains("Shake"))
        #expect(try texts("granules").contains("15 mL") && !texts("tablets").contains("15 mL"))
    }

    @Test func littleEvidenceIsSaid() async throws {
        let sheet = try await Desk().get("/sheets/tablets", headers: Self.page).text
        let line = try #require(sheet.split(separator: "\n").first { $0.contains("fermented foods") })
        #expect(line.contains("little evidence"))
        #expect(sheet.components(separatedBy: "little evidence").count == 2)
    }

    @Test func everyMarkLeadsToADocument() throws {
        let sheets = try sheets()
        for product in sheets.products {
            let page = SheetPage(product, of: sheets, plans: [], on: sheets.reviewBy)
            let known = Set(page.documents.map(\.number))
            #expect(page.blocks.flatMap(\.lines).allSatisfy { !$0.marks.isEmpty && known.isSuperset(of: $0.marks) })
            #expect(!page.isStale)
            #expect(SheetPage(product, of: sheets, plans: [], on: sheets.reviewBy.adding(days: 1)).isStale)
        }
    }

    @Test func anUnknownProductHasNoSheet() async throws {
        #expect(try await Desk().get("/sheets/nothing", headers: Self.page).status == 404)
    }

    @Test func thePlanOfThePatientStandsOnTheSheetWithItsDays() async throws {
        let desk = try Desk()
        let start = desk.now.day
        let doses = [ScheduledDose(time: "morning", milligrams: 15, tablets: ["10": 1.5])]
        func plan(_ id: String, revision: Int, from day: CalendarDay, _ last: Double) throws {
            let plan = TaperPlan(
                planId: id, patientId: "p-17", medication: Medication(text: "Baclofen <10> mg"),
                template: RuleReference(id: "t", version: "1", evidence: .house, citations: []), startsOn: day,
                steps: [
                    .init(day: 1, dailyDoseMilligrams: 15, doses: doses, tablets: ["10": 1.5]),
                    .init(day: 8, dailyDoseMilligrams: last, doses: [], tablets: [:]),
                ], totalDays: 14)
            try desk.put(plan, on: .withdrawalEvents, about: "p-17", revision: revision)
        }
        try plan("one", revision: 1, from: start, 5)
        try plan("one", revision: 2, from: start, 7.5)
        try plan("older", revision: 1, from: start.adding(days: -30), 2.5)
        try await desk.read()
        let sheet = try await desk.get("/sheets/tablets?patient=p-17", headers: Self.page).text
        #expect(sheet.contains("Baclofen &lt;10&gt; mg"))
        #expect(sheet.contains("morning: 1 ½ × 10 mg (15 mg)"))
        #expect(sheet.contains(">\(start)<") && sheet.contains(">\(start.adding(days: 6))<"))
        #expect(sheet.contains(">\(start.adding(days: 7))<") && sheet.contains(">\(start.adding(days: 13))<"))
        #expect(sheet.contains("7.5 mg") && !sheet.contains(">2.5 mg") && !sheet.contains(">5 mg"))
        #expect(sheet.contains("not signed by a pharmacist"))
        #expect(try await !desk.get("/sheets/tablets?patient=p-18", headers: Self.page).text.contains("coming off"))
    }

    @Test(arguments: [
        ("for: [pump]", "for: [pomp]", KnowledgeError.Code.unknownReference),
        ("    tone: warning\n", "    tone: loud\n", .notAllowed), ("source: ITB", "source: IBT", .unknownSource),
        ("  - id: safety", "  - id: taking", .duplicateEntry),
        ("    title: Taking it\n", "", .missingKey),
    ])
    func aSlipInTheTextsStopsTheStart(old: String, new: String, code: KnowledgeError.Code) throws {
        var files = EmbeddedFiles.all
        let name = "Knowledge/patient-sheets.yaml"
        files[name] = try #require(files[name]).replacing(old, with: new, maxReplacements: 1)
        let error = #expect(throws: KnowledgeError.self) { try PatientSheets.load(from: .embedded(files)) }
        #expect(error?.code == code)
    }
}
