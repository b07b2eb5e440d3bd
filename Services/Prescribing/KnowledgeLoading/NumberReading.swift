import KnowledgeFiles
import MedicationDomain

/// Reads dated, cited numbers.
enum NumberReading {
    /// `numbers.yaml`: every named number once, each in its unit.
    static func numbers(_ root: KnowledgeNode) throws -> PrescribingKnowledge.Numbers {
        let nodes = try root.mapping(allowed: ["version", "numbers"]).list("numbers")
        var byID: [String: (DatedParameter<Double>, KnowledgeNode)] = [:]
        for node in nodes {
            let parameter = try DatedParameter<Double>(node)
            guard byID.updateValue((parameter, node), forKey: parameter.id) == nil else {
                throw node.error(.duplicateEntry, "\(parameter.id) is given twice")
            }
        }
        func take(_ id: String, _ unit: ParameterUnit) throws -> DatedNumber {
            guard let (parameter, node) = byID.removeValue(forKey: id) else {
                throw root.error(.missingKey, "number \(id) is missing")
            }
            guard parameter.unit == unit else {
                throw node.error(.unitMismatch, "\(id) is needed in \(unit.rawValue)")
            }
            return DatedNumber(
                unit: unit.rawValue, values: parameter.values.map(DatedNumber.Value.init), reviewBy: parameter.reviewBy)
        }
        let numbers = PrescribingKnowledge.Numbers(
            kidneyValueDays: try take("kidney-value-days", .day),
            kidneyValueDaysAtRisk: try take("kidney-value-days-at-risk", .day),
            kidneyValueDaysInpatient: try take("kidney-value-days-inpatient", .day),
            kidneyGoodFrom: try take("kidney-good-from", .milliliterPerMinutePer173),
            olderFromYears: try take("older-from-years", .year),
            injuryRatio: try take("kidney-injury-ratio", .ratio),
            injuryRatioDays: try take("kidney-injury-ratio-days", .day),
            injuryRise: try take("kidney-injury-rise", .milligramPerDeciliter),
            injuryRiseHours: try take("kidney-injury-rise-hours", .hour),
            continuingDays: try take("therapy-continuing-days", .day),
            runningDays: try take("therapy-running-days", .day),
            historyDays: try take("therapy-history-days", .day),
            pregnancyDays: try take("pregnancy-days", .day),
            reviewDays: try take("response-review-days", .day),
            nextDoseHours: try take("held-order-next-dose-hours", .hour),
            escalationMinutes: try take("held-order-escalation-minutes", .minute),
            escalationLevels: try take("held-order-escalation-levels", .count))
        if let (id, entry) = byID.min(by: { $0.key < $1.key }) {
            throw entry.1.error(.unknownKey, "nobody asks for a number \(id)")
        }
        return numbers
    }
}

extension DatedNumber.Value {
    init(_ value: CitedValue<Double>) {
        self.init(
            number: value.value, from: value.from, to: value.to, evidence: value.evidence, citations: value.citations)
    }
}
