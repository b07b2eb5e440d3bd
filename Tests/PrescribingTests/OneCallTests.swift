import EventContracts
import MedicationDomain
import Testing

@testable import Prescribing

/// One order interrupts once: for what stops it, else for what weighs most.
@Suite struct OneCallTests {
    private func remark(
        _ id: RuleID, _ severity: Severity, _ disposition: DoseRule.Disposition = .alert, interrupts: Bool = true
    ) -> DoseVerdict.Remark {
        let rule = RuleReference(id: id, version: "1", evidence: .house, citations: [])
        return DoseVerdict.Remark(
            finding: Finding(
                rule: rule, kind: .dose, severity: severity, summary: "", detail: "", interruptive: interrupts),
            disposition: disposition, isInterruptive: interrupts)
    }

    private func speaker(_ remarks: DoseVerdict.Remark...) -> RuleID? {
        let verdict = DoseVerdict(remarks: remarks)
        let turned = DoseVerdict(remarks: remarks.reversed())
        #expect(verdict.speaker == turned.speaker)
        return verdict.speaker?.finding.rule.id
    }

    @Test func whatStopsTheOrderSpeaksBeforeWhatWeighsMore() {
        #expect(speaker(remark("a", .contraindicated), remark("b", .moderate, .hold)) == "b")
        #expect(speaker(remark("a", .moderate, .hold), remark("b", .moderate, .reject)) == "b")
    }

    @Test func theWeightiestSpeaksAndTheFirstByNameAmongEquals() {
        #expect(speaker(remark("a", .moderate), remark("b", .major)) == "b")
        #expect(speaker(remark("b", .major), remark("a", .major)) == "a")
    }

    @Test func whatInterruptsNobodyNeverSpeaks() {
        #expect(speaker(remark("a", .contraindicated, .hold, interrupts: false), remark("b", .minor)) == "b")
        #expect(speaker(remark("a", .major, .hold, interrupts: false)) == nil)
    }
}
