import EventContracts
import KnowledgeFiles
import MedicationDomain

/// Reads what a rejected claim means; every reason there is must be told.
enum ClaimKnowledge {
    static func read(_ table: inout ParameterTable) throws -> ClaimRules {
        let reasons = try table.list("claim.reasons", .text) { node in
            let fields = try node.mapping(allowed: ["reason", "words", "do"])
            return Told(
                kind: try fields.choice("reason"),
                reason: ClaimRules.Reason(words: try fields.string("words"), management: try fields.strings("do")))
        }
        for kind in ClaimReason.Kind.allCases {
            let count = reasons.count { $0.kind == kind }
            guard count != 1 else { continue }
            throw KnowledgeError(
                file: "claims.yaml", code: count == 0 ? .missingKey : .duplicateEntry,
                message: "claim.reasons tells \(kind.rawValue) \(count == 0 ? "nowhere" : "twice")")
        }
        return ClaimRules(
            text: try table.rule("claim-rejected").text,
            reasons: Dictionary(reasons.map { ($0.kind, $0.reason) }) { first, _ in first },
            urgency: try urgency("claim.urgency", &table), tooSoon: try urgency("claim.too-soon-urgency", &table),
            forecastSeverity: try table.list("claim.forecast-severity", .text) { try $0.choice(Severity.self) }.max()
                ?? .moderate,
            concernDays: try table.positive("claim.concern", .day))
    }

    private struct Told: Hashable, Sendable {
        var kind: ClaimReason.Kind
        var reason: ClaimRules.Reason
    }

    private enum Supply: String, CaseIterable { case within, more, unknown, paused }

    /// One line of a table of urgencies.
    private struct Line: Hashable, Sendable {
        var supply: Supply
        var days: Int
        var level: ClaimRules.Level
    }

    private static func urgency(_ id: String, _ table: inout ParameterTable) throws -> ClaimRules.Urgency {
        let lines = try table.list(id, .text) { node in
            let fields = try node.mapping(allowed: [
                "supply", "days", "severity", "interruptive", "high-risk-severity", "high-risk-interruptive",
            ])
            let supply: Supply = try fields.choice("supply")
            let days = supply == .within ? try fields.integer("days") : 0
            if supply == .within, !(1...365).contains(days) {
                throw try fields.required("days").error(.invalid, "1 to 365 days")
            }
            return Line(
                supply: supply, days: days,
                level: ClaimRules.Level(
                    severity: try fields.choice("severity"), interruptive: try fields.boolean("interruptive"),
                    highRiskSeverity: try fields.choice("high-risk-severity"),
                    highRiskInterruptive: try fields.boolean("high-risk-interruptive")))
        }
        func only(_ supply: Supply) throws -> ClaimRules.Level {
            let found = lines.filter { $0.supply == supply }
            guard found.count == 1, let line = found.first else {
                throw KnowledgeError(
                    file: "Knowledge", code: .missingKey, message: "\(id) needs one line for \(supply.rawValue)")
            }
            return line.level
        }
        return ClaimRules.Urgency(
            within: lines.filter { $0.supply == .within }.sorted { $0.days < $1.days }.map {
                ClaimRules.Within(days: $0.days, level: $0.level)
            }, more: try only(.more), unknown: try only(.unknown), paused: try only(.paused))
    }
}
