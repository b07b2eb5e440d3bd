import EventContracts
import MedicationDomain

/// What was asked of late, and by whom.
struct HistoryPage: Sendable {
    struct Row: Sendable {
        let id: String
        let asked: TimeView
        let askedBy: String
        let about: String
        let byDays: String?
    }

    let title = "Look-ups"
    let onAssistance = true
    let onHistory = true
    let checks: ChecksView
    let rows: [Row]
    let isEmpty: Bool
    let failure: String?
    let keptFor: String
    let isCut: Bool

    init(_ found: LookupArchive.Listing?, checks: ChecksView, asOf now: Instant) {
        self.checks = checks
        rows = (found?.lookups ?? []).map { lookup in
            Row(
                id: lookup.id, asked: TimeView(lookup.at, asOf: now),
                askedBy: lookup.request.askedBy ?? "unknown", about: HistoryPage.about(lookup.request),
                byDays: lookup.request.knownAt.map { "by what was known on \($0)" })
        }
        isEmpty = rows.isEmpty
        failure = found == nil ? "The log could not be asked, so nothing is known of earlier look-ups." : nil
        isCut = found?.isCut ?? false
        let minutes = TopicCatalog.questionRetention.milliseconds / 60_000
        keptFor = minutes == 60 ? "an hour" : "\(minutes) minutes"
    }

    private static func about(_ request: AssistanceRequest) -> String {
        var parts: [String] = []
        if let state = request.state { parts.append(USState.all.first { $0.code == state }?.name ?? state) }
        if let size = request.householdSize ?? request.householdMembers?.count { parts.append("household of \(size)") }
        if let insurance = request.insurance {
            let label = AssistanceField.insurances.first { $0.code == insurance }?.label ?? insurance
            parts.append(insurance == "none" ? "no insurance" : label)
        }
        if let medicine = request.medication { parts.append(String(medicine.prefix(60))) }
        return parts.isEmpty ? "Nothing said of the patient" : parts.joined(separator: " · ")
    }
}
