import KnowledgeFiles
import MedicationDomain

/// When and how loudly the end of supply is told.
enum RunOutKnowledge {
    static func read(_ table: inout ParameterTable) throws -> RunOutRules {
        let rungs = try table.list("run-out.rungs", .text) { node in
            let fields = try node.mapping(
                allowed: ["gap", "severity", "interruptive", "high-risk-severity", "high-risk-interruptive"])
            return RunOutRules.Rung(
                gapDays: try fields.integer("gap"), severity: try fields.choice("severity"),
                interruptive: try fields.boolean("interruptive"),
                highRiskSeverity: try fields.choice("high-risk-severity"),
                highRiskInterruptive: try fields.boolean("high-risk-interruptive"))
        }
        let leads = try table.list("run-out.lead", .day) { node in
            let fields = try node.mapping(allowed: ["days", "when", "from"])
            let days = try fields.integer("days")
            guard (1...90).contains(days) else { throw try fields.required("days").error(.invalid, "1 to 90 days") }
            return RunOutLead(
                days: days, reason: try fields.choice("when"), from: try fields.optionalDouble("from") ?? 0)
        }
        return RunOutRules(
            ahead: try table.rule("run-out").text, missed: try table.rule("missed-refill").text,
            rungs: rungs.sorted { $0.gapDays < $1.gapDays }, leads: leads,
            leadSharePercent: try table.number("run-out.lead-share", .percent),
            holidays: Set(try table.list("run-out.holidays", .text) { try $0.day() }))
    }

    static func earlyRefill(_ table: inout ParameterTable) throws -> EarlyRefillRules {
        EarlyRefillRules(
            text: try table.rule("refill-too-soon").text,
            leftPercent: try table.positive("refill.too-soon", .percent),
            shortestFillDays: try table.integer("refill.shortest-fill", .day))
    }
}
