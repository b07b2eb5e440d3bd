import EventContracts
import MedicationCatalog
import MedicationDomain
import Testing

@testable import InteractionCheck

/// The members and negative controls once more, as they stand on prescriptions: under their brand names and inside
/// combination products, beside the baseline patient's baclofen.
@Suite struct BrandMemberTests {
    private static let catalog = Result { try MedicationCatalog.standard }
    private static let members = Dictionary(
        ExpectedMember.all.map { ($0.drug, $0) }, uniquingKeysWith: { first, _ in first })

    /// The catalogue's name of each brand of a member, with the member.
    static let brands: [(brand: String, member: ExpectedMember)] =
        ((try? catalog.get().entries) ?? []).flatMap { entry in
            guard let member = members[entry.name] else { return [(brand: String, member: ExpectedMember)]() }
            return ((entry.brands?.value ?? []) + entry.synonyms).map { ($0, member) }
        }

    /// Combinations with a member or a negative control in them, under every name they have.
    static let combinations: [(name: String, ingredients: [String])] =
        ((try? catalog.get().combinations) ?? []).filter { $0.ingredients.contains { members[$0] != nil } }
        .flatMap { combination in
            ((combination.brands?.value ?? []) + combination.synonyms
                + [combination.ingredients.joined(separator: "-")]).map { ($0, combination.ingredients) }
        }

    /// The tiers found beside the baseline patient's order, the gravest first.
    private func tiers(of text: String) throws -> [Severity] {
        let knowledge = try TestKnowledge.standard
        var patient = TestPatient()
        patient.medicines = [
            KnowledgeCase.Medicine(text: text, context: .continuing, route: .oral, source: .ordered)
        ]
        return InteractionPolicy.findings(try patient.profile(knowledge), knowledge, asOf: TestPatient.now)
            .map(\.severity).sorted(by: >)
    }

    /// One finding per class, and one for all antihypertensives together.
    private func expectedTiers(of ingredients: [String]) -> [Severity] {
        let grouped: Set<String> = ["CA2", "AL1", "ACE", "ARB", "BBL", "CCB", "DIU", "VAS"]
        var tiers: [String: Severity] = [:]
        for member in ingredients.compactMap({ Self.members[$0] }) {
            guard let tier = member.tier else { continue }
            tiers[grouped.contains(member.group) ? "antihypertensives" : "\(member.group) \(tier)"] = tier
        }
        return tiers.values.sorted(by: >)
    }

    @Test func theCatalogueKnowsThemByManyNames() {
        #expect(Self.brands.count > 300)
        #expect(Self.combinations.count > 150)
        #expect(Set(Self.brands.filter { $0.member.tier == nil }.map(\.member.drug)).count >= 11)
    }

    @Test func everyBrandGivesTheTierOfItsMember() throws {
        for (brand, member) in Self.brands {
            let found = try tiers(of: brand)
            #expect(found == member.tier.map { [$0] } ?? [], "\(brand) (\(member.drug))")
        }
    }

    @Test func everyCombinationGivesTheTiersOfItsMembers() throws {
        for (name, ingredients) in Self.combinations {
            let found = try tiers(of: name)
            #expect(found == expectedTiers(of: ingredients), "\(name) (\(ingredients.joined(separator: ", ")))")
        }
    }

    /// Whatever baclofen is called, it is the medicine the others meet.
    @Test(arguments: ["Lioresal", "Ozobax", "Ozobax DS", "Lyvispah", "Fleqsuvy", "Kemstro", "Gablofen"])
    func everyBrandOfBaclofenMeetsThem(_ brand: String) throws {
        let knowledge = try TestKnowledge.standard
        var patient = TestPatient()
        patient.takesIndex = false
        patient.medicines = [brand, "Percocet"].map {
            KnowledgeCase.Medicine(text: $0, context: .continuing, source: .ordered)
        }
        let findings = InteractionPolicy.findings(try patient.profile(knowledge), knowledge, asOf: TestPatient.now)
        #expect(findings.map(\.severity) == [.major])
    }
}
