import EventContracts
import Foundation
import MedicationCatalog
import MedicationDomain
import Testing

@testable import InteractionCheck

/// A row of `Expectations/members.csv`, written down from the clinical rulings apart from the knowledge files.
struct ExpectedMember: Sendable, CustomTestStringConvertible {
    var group: String
    var drug: String
    var rxNorm: String?
    var atc: [String]
    var tier: Severity?
    var testDescription: String { drug }

    static let table = Result { try read() }
    /// Empty when the table cannot be read; `theTableIsWhole` says why.
    static let all = (try? table.get()) ?? []

    private static func read() throws -> [ExpectedMember] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Expectations/members.csv")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst().map { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            return ExpectedMember(
                group: cells[0], drug: cells[1], rxNorm: cells[2].isEmpty ? nil : cells[2],
                atc: cells[3].split(separator: "/").map(String.init), tier: Severity(rawValue: cells[4]))
        }
    }
}

@Suite struct MemberTests {
    /// The tier beside the baseline patient's order; nil when nothing is found.
    private func tier(of ingredient: Ingredient, context: TherapyContext = .continuing) throws -> Severity? {
        let knowledge = try TestKnowledge.standard
        var profile = try TestPatient().profile(knowledge)
        profile.take(
            .init(
                orderId: "order-1", patientId: TestPatient.id, status: .accepted,
                medication: Medication(text: ingredient.name, ingredients: [ingredient]), route: .oral,
                therapyContext: context, startsAt: TestPatient.now),
            at: TestPatient.now)
        let findings = InteractionPolicy.findings(profile, knowledge, asOf: TestPatient.now)
        #expect(findings.count <= 1, "\(findings.map(\.summary))")
        return findings.first?.severity
    }

    @Test func theTableIsWhole() throws {
        #expect(try ExpectedMember.table.get().count == 249)
        #expect(ExpectedMember.all.filter { $0.tier == nil }.allSatisfy { $0.group == "NEG" })
    }

    @Test(arguments: ExpectedMember.all)
    func memberHasItsRuledTierByEachOfItsCodes(_ member: ExpectedMember) throws {
        if let code = member.rxNorm {
            #expect(try tier(of: Ingredient(name: "?", rxNormCode: code)) == member.tier)
        }
        for code in member.atc { #expect(try tier(of: Ingredient(name: "?", atcCodes: [code])) == member.tier) }
        #expect(try tier(of: Ingredient(name: member.drug)) == member.tier)
    }

    @Test(arguments: ExpectedMember.all)
    func memberIsFoundAsTheCatalogueRecognisesIt(_ member: ExpectedMember) throws {
        let medication = try TestPatient.medication(member.drug)
        let ingredient = try #require(medication.ingredients.first)
        #expect(try tier(of: ingredient) == member.tier)
    }

    @Test(arguments: ExpectedMember.all.filter { ["ACE", "CCB", "DIU", "CA2"].contains($0.group) })
    func antihypertensiveIsModerateAtItsStart(_ member: ExpectedMember) throws {
        #expect(try tier(of: Ingredient(name: member.drug), context: .new) == .moderate)
    }

    /// A nasal spray against pain reaches the brain, and so does a suppository of a sedative.
    @Test func localLookingFormsThatActOnTheWholeBodyAreSeen() {
        let spray = Medication(text: "Butorphanol 10 mg/mL nasal spray", form: .other)
        #expect(!spray.isLocal(by: .nasal))
        #expect(!Medication(text: "Diazepam vaginal suppository", form: .vaginal).isLocal(by: .vaginal))
        #expect(Medication(text: "Diclofenac gel", form: .topical).isLocal(by: .topical))
        #expect(Medication(text: "Brimonidine").isLocal(by: .ophthalmic))
        #expect(Medication(text: "Clonidine eye drops", form: .ophthalmic).isLocal(by: .oral))
    }

    @Test(arguments: [Route.topical, .ophthalmic, .nasal, .otic])
    func localRoutesGiveNothing(_ route: Route) throws {
        let knowledge = try TestKnowledge.standard
        for member in ExpectedMember.all {
            var patient = TestPatient()
            patient.medicines = [
                KnowledgeCase.Medicine(text: member.drug, context: .new, route: route, source: .ordered)
            ]
            let findings = InteractionPolicy.findings(try patient.profile(knowledge), knowledge, asOf: TestPatient.now)
            #expect(findings.isEmpty, "\(member.drug)")
        }
    }
}
