import AssistanceFiles
import EventContracts
import Foundation
import KnowledgeFiles
import MedicationDomain
import Testing

@testable import CostAssistance

/// What a month costs, from the site's prices alone.
struct PriceTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static func example() throws -> String {
        try String(contentsOf: root.appending(path: "Docs/Examples/prices.yaml"), encoding: .utf8)
    }

    private func answer(
        _ prices: String?, medication: String = "Baclofen 10 MG Oral Tablet", quantity: Double? = 90,
        days: Double? = 30, day: String = "2026-03-01"
    ) throws -> AssistanceDetermination {
        let knowledge =
            try prices.map { try TestKnowledge.adding("prices/site.yaml", $0) } ?? TestKnowledge.shipped()
        let request = AssistanceRequest(
            asOf: try TestKnowledge.day(day), medication: medication, quantity: quantity, daysSupply: days)
        return try AssistancePolicy.determine(request, requestId: "r", rules: knowledge.rules)
    }

    @Test func withoutAPriceThereIsNoEstimateAndItSaysSo() throws {
        for option in try answer(nil).options where option.result != .notApplicable {
            #expect(option.estimatedMonthlyCost == nil)
            #expect(option.because?.contains(PriceBook.noData) == true)
        }
        #expect(try TestKnowledge.shipped().rules.prices == PriceBook())
    }

    /// 90 tablets of 10 mg a month: 11.11; 180 of 5 mg: 2 × 4.44 = 8.88, and nothing is split.
    @Test func theCheapestTabletsThatMakeTheDoseCount() throws {
        let option = try #require(answer(Self.example()).option("discount-card"))
        #expect(option.estimatedMonthlyCost == .init(low: Money(amount: "8.88"), high: Money(amount: "8.88")))
        #expect(option.because?.contains { $0.contains("5 mg tablets") && $0.contains("2026-01-02") } == true)
        #expect(option.citations.contains { $0.title == "INVENTED EXAMPLE" })
        let small = try #require(
            answer(Self.example(), medication: "Baclofen 5 MG Oral Tablet").option("discount-card"))
        #expect(small.estimatedMonthlyCost == .init(low: Money(amount: "4.44"), high: Money(amount: "4.44")))
    }

    /// 100 tablets in 40 days are 75 a month: pro rata 9.2583…, or a whole quantity.
    @Test func theRangeIsFromProRataToWholeQuantities() throws {
        let only10 = try Self.example().replacing("strength-milligrams: 5\n", with: "strength-milligrams: 7\n")
        let option = try #require(answer(only10, quantity: 100, days: 40).option("discount-card"))
        #expect(option.estimatedMonthlyCost == .init(low: Money(amount: "9.26"), high: Money(amount: "11.11")))
    }

    @Test func anotherProgrammesPriceIsNotTaken() throws {
        let found = try answer(Self.example()).options.filter { $0.kind != "discount-card" }
        #expect(found.allSatisfy { $0.estimatedMonthlyCost == nil })
        #expect(found.contains { $0.because?.contains { $0.contains("No price of this medicine") } == true })
    }

    @Test func aPriceOfALaterDayIsNotKnownAndAnOldOneIsStale() throws {
        let early = try #require(answer(Self.example(), day: "2026-01-01").option("discount-card"))
        #expect(early.estimatedMonthlyCost == nil)
        let late = try #require(answer(Self.example(), day: "2026-07-03").option("discount-card"))
        #expect(late.estimatedMonthlyCost != nil && late.stale)
        #expect(late.because?.contains { $0.contains("past their day of review") } == true)
    }

    @Test func theNewestPriceOfAPharmacyCounts() throws {
        let newer = try Self.example().replacing("id: example-baclofen-5-discount", with: "id: newer")
            .replacing("strength-milligrams: 5\n", with: "strength-milligrams: 10\n")
            .replacing("price: 4.44", with: "price: 20")
            .replacing("pharmacy: retail\n    for: [discount-card]\n    as-of: 2026-01-02", with: "")
        #expect(throws: KnowledgeError.self) { try answer(newer) }
        let text = try Self.example()
        let half = try #require(text.range(of: "  - id: example-baclofen-5-discount"))
        let second = text[half.lowerBound...].replacing("-5-discount", with: "-10-later")
            .replacing("strength-milligrams: 5\n", with: "strength-milligrams: 10\n")
            .replacing("price: 4.44", with: "price: 20").replacing(
                "as-of: 2026-01-02\n    review", with: "as-of: 2026-02-01\n    review")
        let option = try #require(answer(String(text[..<half.lowerBound]) + second).option("discount-card"))
        #expect(option.estimatedMonthlyCost == .init(low: Money(amount: "20"), high: Money(amount: "20")))
    }

    @Test(arguments: [(nil, 30.0), (90.0, nil)] as [(Double?, Double?)])
    func whatIsMissingForAnEstimateIsSaid(_ quantity: Double?, _ days: Double?) throws {
        let option = try #require(
            answer(Self.example(), quantity: quantity, days: days).option("discount-card"))
        #expect(option.estimatedMonthlyCost == nil)
        #expect(option.because?.contains { $0.contains("quantity or the days it lasts is not known") } == true)
    }

    @Test func whatPharmaciesPayIsNeverThePatientsPrice() throws {
        let text = try Self.example()
        let costs = try #require(text.range(of: "acquisition-costs:"))
        let answer = try answer("version: \"x\"\nprices: []\n" + text[costs.lowerBound...])
        #expect(answer.options.allSatisfy { $0.estimatedMonthlyCost == nil })
        #expect(!String(decoding: try answer.encode(), as: UTF8.self).contains("0.00001"))
    }

    @Test(arguments: [
        ("    price: 11.11", "    cost: 11.11", KnowledgeError.Code.unknownKey),
        ("    quantity: 90                 # what the price is for\n", "", .missingKey),
        ("price: 11.11", "price: -1", .invalid), ("quantity: 90 ", "quantity: 0 ", .invalid),
        ("price: 11.11", "price: \"11.11\"", .wrongType),
        ("review-by: 2026-07-02", "review-by: 2026-01-01", .dateOutOfOrder),
        ("pharmacy: retail ", "pharmacy: shop ", .notAllowed), ("-5-discount", "-10-discount", .duplicateEntry),
        ("ndc: \"00000000001\"", "ndc: \"1\"", .invalid), ("per-unit: 0.00001", "per-unit: 0", .invalid),
    ])
    func aSlipIsToldByFileAndLine(_ old: String, _ new: String, _ code: KnowledgeError.Code) throws {
        let text = try Self.example()
        let place = try #require(text.range(of: old))
        let error = #expect(throws: KnowledgeError.self) {
            try answer(text.replacingCharacters(in: place, with: new))
        }
        #expect(error?.code == code)
        #expect(error?.file == "Knowledge/prices/site.yaml")
        #expect((error?.line ?? 0) > 1)
    }

    // MARK: NADAC

    private static let nadac = """
        NDC Description,NDC,NADAC_Per_Unit,Effective_Date,Pricing_Unit,Pharmacy_Type_Indicator,OTC,Explanation_Code,\
        Classification_for_Rate_Setting,As of Date
        INVENTED BACLOFEN 10 MG TABLET,00000000001,0.00001,01/01/2026,EA,C/I,N,1,G,01/07/2026
        INVENTED BACLOFEN 10 MG TABLET,00000000001,0.00001,01/01/2026,EA,C/I,N,1,G,01/14/2026
        "INVENTED BACLOFEN, ""20"" MG",00000-0000-02,0.00002,2026-01-01,ea,C/I,N,1,G,2026-01-07
        INVENTED BACLOFENOL 1 MG,00000000003,0.1,01/01/2026,EA,C/I,N,1,G,01/07/2026
        INVENTED BACLOFEN 5 MG,12,0.1,01/01/2026,EA,C/I,N,1,G,01/07/2026
        INVENTED BACLOFEN 5 MG,00000000004,free,01/01/2026,EA,C/I,N,1,G,01/07/2026
        """

    private func imported(_ text: String) throws -> NADACImport {
        var rest = Array(text.utf8)[...]
        var reader = try CSVReader {
            defer { rest = [] }
            return Array(rest)
        }
        var found = NADACImport(ingredient: "baclofen")
        try found.read(&reader)
        return found
    }

    @Test func nadacBecomesDatedAcquisitionCostsThatLoad() throws {
        let found = try imported(Self.nadac)
        #expect(found.costs.map(\.ndc) == ["00000000001", "00000000002"])
        #expect(found.problems.map(\.line) == [6, 7])
        #expect(found.problems.map(\.column) == ["ndc", "nadac per unit"])
        let knowledge = try TestKnowledge.adding(
            "prices/nadac.yaml", found.yaml(retrieved: TestKnowledge.day("2026-01-08")))
        let costs = knowledge.rules.prices.acquisitionCosts
        #expect(costs.map(\.description) == found.costs.map(\.description))
        #expect(costs.map(\.perUnit) == [Decimal(string: "0.00001"), Decimal(string: "0.00002")])
        #expect(costs.first?.citations.first?.locator == "file as of 2026-01-07")
    }

    @Test func aFileThatIsNotNadacsIsRefused() {
        let problem = #expect(throws: NADACImport.Problem.self) { try imported("NDC,Price\n1,2\n") }
        #expect(problem?.column == "ndc description")
    }
}
