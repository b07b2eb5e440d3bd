import EventContracts
import MedicationDomain

/// One patient on one screen.
struct PatientPage: Sendable {
    let title: String
    let onWorklist = true
    let checks: ChecksView
    let patientId: String
    let patientQuery: String
    let patientAsOf: TimeView
    let died: String?
    let isMerged: Bool
    let mergedInto: String?
    let mergedPath: String?
    let leftOut: String?
    /// Nil rather than none: a template shows every number.
    let unreadWords: String?
    let factors: [FactorView]
    let riskFactors: [String]
    let conditions: [String]
    let pastConditions: [String]
    let allergies: [String]
    let findings: [AlertRow]
    let findingWords: String
    let furtherFindings: [AlertRow]
    let furtherWords: String
    let noFindingsCalm: Bool
    let noFindingsUnknown: Bool
    let medicines: [MedicineView]
    let reported: [ReportedView]
    let pastMedicines: [MedicineView]
    let charts: [ChartView]
    let pump: PumpView?
    let plans: [PlanView]
    let scores: [ScoreView]
    let monitoring: [MonitoringView]
    let timeline: [DayView]
    let timelineCut: Bool
    let pastFindings: [PastFindingView]
    let answers: [GivenAnswerView]
    let episodes: [EpisodeView]

    init(_ overview: PatientOverview, checks report: ChecksReport, asOf now: Instant) {
        patientId = overview.patient.rawValue
        title = "Patient \(patientId)"
        patientQuery = AlertRow.encoded(patientId)
        checks = ChecksView(report)
        patientAsOf = TimeView(now, asOf: now)
        died =
            overview.person?.isDeceased?.value == true
            ? overview.person?.deceasedAt.map { "on \(PatientWords.day($0.value.day))" } ?? "on a day not known" : nil
        isMerged = overview.merged != nil
        mergedInto = overview.merged?.survivor?.rawValue
        mergedPath = mergedInto.map(AlertRow.encoded)
        leftOut = overview.leftOut.isEmpty ? nil : overview.leftOut.joined(separator: ", ")
        unreadWords = overview.unread == 0 ? nil : "\(overview.unread) could not be read"
        factors = PatientFactors(overview, on: now.day).factors.map { FactorView($0, asOf: now) }
        riskFactors = overview.risk?.factors ?? []
        conditions = overview.conditions.items.filter(\.isActive).map(PatientWords.condition)
        pastConditions = overview.conditions.items.filter { !$0.isActive }.map(PatientWords.condition)
        allergies = overview.allergies.items.map { $0.allergen.text + ($0.isActive ? "" : " (no longer)") }
        let standing = overview.standing.items
        let interrupting = standing.count { $0.alert.interruptive && AlertStage(of: $0.alert.status) == .toAnswer }
        let unfolded = max(GatewayLimits.findingsUnfolded, interrupting)
        let rows = standing.map { AlertRow($0, asOf: now) }
        (findings, furtherFindings) = (Array(rows.prefix(unfolded)), Array(rows.dropFirst(unfolded)))
        furtherWords = PatientPage.counted(standing.dropFirst(unfolded).map(\.alert.severity))
        findingWords = standing.count == 1 ? "1 finding" : "\(standing.count) findings"
        noFindingsCalm = standing.isEmpty && report.state == .healthy
        noFindingsUnknown = standing.isEmpty && report.state != .healthy
        medicines = overview.orders.items.filter(\.isCurrent).map { MedicineView($0, asOf: now) }
        pastMedicines = overview.orders.items.filter { !$0.isCurrent }.map { MedicineView($0, asOf: now) }
        reported = overview.statements.items.map(ReportedView.init)
        charts = overview.supplies.enumerated().map { number, supply in
            ChartView(supply, dispenses: overview.dispenses.items, number: number, asOf: now)
        }
        pump = overview.pump.map { PumpView($0, on: now.day) }
        plans = overview.plans.map { PlanView($0, of: overview.patient, on: now.day) }
        scores = ScoreView.all(overview, asOf: now)
        monitoring = standing.filter { $0.alert.kind == .monitoring }.map { MonitoringView($0.alert, asOf: now) }
        let told = PatientTimeline(overview)
        (timeline, timelineCut) = (DayView.all(told.entries), told.isCut)
        pastFindings = overview.resolved.items.map { PastFindingView($0.alert, asOf: now) }
        let summaries = Dictionary(
            (standing + overview.resolved.items).map { ($0.alert.alertId, $0.alert.summary) },
            uniquingKeysWith: { first, _ in first })
        answers = overview.answers.items.map { GivenAnswerView($0, to: summaries[$0.alertId], asOf: now) }
        episodes = overview.episodes.items.map(EpisodeView.init)
    }

    /// `7 more: 5 major, 2 moderate`.
    private static func counted(_ severities: [Severity]) -> String {
        let parts = Severity.allCases.compactMap { severity -> String? in
            let count = severities.count { $0 == severity }
            return count > 0 ? "\(count) \(Wording.severity(severity).lowercased())" : nil
        }
        return "\(severities.count) more: \(parts.joined(separator: ", "))"
    }
}
