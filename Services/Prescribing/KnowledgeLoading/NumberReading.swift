import KnowledgeFiles
import MedicationDomain

/// Reads dated, cited numbers.
enum NumberReading {
    /// `numbers.yaml`: every named number once, each in its unit.
    static func numbers(_ root: KnowledgeNode) throws -> PrescribingKnowledge.Numbers {
        var table = try NumberTable(try root.mapping(allowed: ["version", "numbers"]).required("numbers"))
        let numbers = PrescribingKnowledge.Numbers(
            kidneyValueDays: try table.take("kidney-value-days", .day),
            kidneyValueDaysAtRisk: try table.take("kidney-value-days-at-risk", .day),
            kidneyValueDaysInpatient: try table.take("kidney-value-days-inpatient", .day),
            kidneyGoodFrom: try table.take("kidney-good-from", .milliliterPerMinutePer173),
            olderFromYears: try table.take("older-from-years", .year),
            injuryRatio: try table.take("kidney-injury-ratio", .ratio),
            injuryRatioDays: try table.take("kidney-injury-ratio-days", .day),
            injuryRise: try table.take("kidney-injury-rise", .milligramPerDeciliter),
            injuryRiseHours: try table.take("kidney-injury-rise-hours", .hour),
            continuingDays: try table.take("therapy-continuing-days", .day),
            runningDays: try table.take("therapy-running-days", .day),
            begunHours: try table.take("therapy-begun-hours", .hour),
            historyDays: try table.take("therapy-history-days", .day),
            pregnancyDays: try table.take("pregnancy-days", .day),
            reviewDays: try table.take("response-review-days", .day),
            nextDoseHours: try table.take("held-order-next-dose-hours", .hour),
            escalationMinutes: try table.take("held-order-escalation-minutes", .minute),
            escalationLevels: try table.take("held-order-escalation-levels", .count))
        try table.finish()
        return numbers
    }
}

extension DatedNumber.Value {
    init(_ value: CitedValue<Double>) {
        self.init(
            number: value.value, from: value.from, to: value.to, evidence: value.evidence, citations: value.citations)
    }
}
