import EventContracts
import Foundation
import MedicationCatalog
import MedicationDomain
import Testing

@testable import InteractionCheck

@Suite struct CheckReportTests {
    private func report(
        _ medicines: String..., age: Int? = 40, egfr: Double? = 95, context: TherapyContext = .new
    ) throws -> CheckReport {
        let knowledge = try TestKnowledge.standard
        let draft = DraftProfile(medicines: medicines, age: age, kidneyFunction: egfr, context: context)
        let profile = draft.profile(knowledge, try MedicationCatalog.standard, asOf: TestPatient.now)
        return CheckReport(profile, knowledge, asOf: TestPatient.now)
    }

    @Test func opioidInAnOldPatientIsTwo() throws {
        let report = try report("baclofen 10 mg TID", "oxycodone 5 mg", age: 78, egfr: 41)
        #expect(report.exitCode == 2)
        #expect(report.findings.map(\.rule.id) == ["baclofen-opioid"])
        #expect(report.text.contains("age 78"))
        #expect(report.text.contains("eGFR 41 mL/min/1.73 m²"))
    }

    @Test func exitCodesFollowTheWorstFinding() throws {
        #expect(try report("baclofen 10 mg TID", "gabapentin 300 mg").exitCode == 1)
        #expect(try report("baclofen 10 mg TID", "ibuprofen 400 mg").exitCode == 0)
        #expect(try report("baclofen 10 mg TID", "acetaminophen 500 mg").exitCode == 0)
        #expect(try report("baclofen 10 mg TID", "Xyzzyol 3 mg").exitCode == 3)
        #expect(try report("baclofen 10 mg TID", "Xyzzyol 3 mg", "oxycodone 5 mg").exitCode == 2)
        #expect(try report("oxycodone 5 mg").exitCode == 0)
    }

    @Test func doseAndRouteAreReadFromTheText() throws {
        #expect(try report("baclofen 20 mg TID", "quetiapine 25 mg").findings.first?.severity == .major)
        #expect(try report("baclofen 10 mg TID", "quetiapine 25 mg").findings.first?.severity == .moderate)
        #expect(try report("baclofen 10 mg TID", "diclofenac gel").findings.isEmpty)
        let neuraxial = try report("baclofen intrathecal", "morphine epidural").findings.map(\.rule.id)
        #expect(neuraxial.contains("baclofen-neuraxial-morphine"))
    }

    @Test func jsonHoldsTheFindings() throws {
        let json = try PayloadCoding.encode(try report("baclofen 10 mg TID", "oxycodone 5 mg"))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
        #expect((object["findings"] as? [[String: Any]])?.first?["severity"] as? String == "major")
        #expect(object["unrecognized"] as? [String] == [])
    }

    @Test func everyRuleExplainsItself() throws {
        let knowledge = try TestKnowledge.standard
        for rule in knowledge.rules {
            let text = rule.explanation(knowledge)
            #expect(text.contains(rule.mechanism) && text.contains("source: "), "\(rule.id)")
        }
    }
}
