import EventContracts
import MedicationDomain

/// What a check by hand found, as text and as JSON.
struct CheckReport: Encodable {
    var findings: [Alert]
    var unrecognized: [String]
    /// What of a Bundle could not be read.
    var notRead: [String]
    /// Without the medicine that all rules turn on there is nothing to find.
    var isIndexMissing: Bool
    var knowledgeVersion: String
    private var indexName: String

    private enum CodingKeys: CodingKey { case findings, unrecognized, notRead, isIndexMissing, knowledgeVersion }

    init(
        _ profile: MedicationProfile, _ knowledge: InteractionKnowledge, asOf now: Instant, notRead: [String] = []
    ) {
        self.notRead = notRead
        let context = MatchingContext(profile, knowledge, asOf: now)
        unrecognized = context.unrecognized
        isIndexMissing = context.index.isEmpty
        indexName = knowledge.medicineClass(knowledge.indexClass)?.name ?? knowledge.indexClass
        knowledgeVersion = knowledge.version
        findings = InteractionPolicy.findings(profile, knowledge, asOf: now)
            .sorted { ($1.severity, $0.alertId) < ($0.severity, $1.alertId) }
    }

    var exitCode: Int32 {
        switch findings.map(\.severity).max() {
        case .contraindicated, .major: 2
        case .moderate: 1
        case .minor, .info, nil: unrecognized.isEmpty && notRead.isEmpty ? 0 : 3
        }
    }

    var text: String {
        var lines: [String] = []
        for finding in findings {
            let interrupts = finding.interruptive ? ", interrupts" : ""
            lines.append("\(finding.severity.rawValue.uppercased())\(interrupts): \(finding.summary)")
            lines.append("  \(finding.detail)")
            lines += finding.factors.map { "  because: \($0)" } + finding.management.map { "  do: \($0)" }
            lines.append(
                "  rule \(finding.rule.id) of \(finding.rule.version), evidence: \(finding.rule.evidence.rawValue)")
        }
        if isIndexMissing { lines.append("No \(indexName) among the medicines: nothing was checked.") }
        if findings.isEmpty, !isIndexMissing { lines.append("Nothing found.") }
        let omissions =
            findings.flatMap(\.checks.notChecked)
            + unrecognized.map {
                CheckStatement.Omission(check: "interaction", reason: "not recognised: \($0)")
            }
        var seen: Set<CheckStatement.Omission> = []
        for omission in omissions where seen.insert(omission).inserted {
            lines.append("Not checked: \(omission.check) (\(omission.reason))")
        }
        lines += notRead.map { "Not read: \($0)" }
        return lines.joined(separator: "\n")
    }
}
