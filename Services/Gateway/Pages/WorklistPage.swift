import EventContracts
import HTTPTypes
import MedicationDomain

/// The worklist: what is checked, what to answer, and how to narrow it down.
struct WorklistPage: Sendable {
    let title = "Worklist"
    let onWorklist = true
    let checks: ChecksView
    let list: ListView
    let filters: FilterView

    init(_ list: ListView, filters: FilterView) { (self.list, self.filters, checks) = (list, filters, list.checks) }
}

/// One page of alerts, and what it means when there are none.
struct ListView: Sendable {
    let checks: ChecksView
    /// One patient's alerts, under their name.
    struct Group: Sendable {
        let groupKey: String
        let groupName: String
        let groupWords: String
        let groupRows: [AlertRow]
    }

    let rows: [AlertRow]
    let isGrouped: Bool
    let grouped: [Group]
    let countWords: String
    let toAnswer: Int
    let interrupting: Int
    /// Nil rather than none: a template shows every number, nought included.
    let interruptingNow: Int?
    let answered: Int
    let resolved: Int
    /// Minor ones that the page keeps back; nil when there are none or they are shown.
    let keptBack: String?
    let listAsOf: TimeView
    /// An empty list is good news only when everything is checked and nothing is filtered away.
    let emptyCalm: Bool
    let emptyFiltered: Bool
    let emptyUnknown: Bool
    let previousPage: String?
    let nextPage: String?

    init(_ page: AlertPage, query: AlertQuery, checks report: ChecksReport, asOf now: Instant) {
        checks = ChecksView(report)
        rows = page.entries.map { AlertRow($0, asOf: now) }
        isGrouped = query.groupsByPatient
        grouped = isGrouped ? ListView.groups(rows) : []
        (toAnswer, interrupting) = (page.counts.toAnswer, page.counts.interruptive)
        interruptingNow = interrupting > 0 ? interrupting : nil
        (answered, resolved) = (page.counts.answered, page.counts.resolved)
        let minor = query.keepsMinorBack ? page.counts.onRequest : 0
        keptBack = minor > 0 ? "\(minor) minor \(minor == 1 ? "one is" : "ones are") kept back." : nil
        listAsOf = TimeView(now, asOf: now)
        let last = query.offset + page.entries.count
        countWords =
            page.total == page.entries.count
            ? "\(page.total) \(page.total == 1 ? "alert" : "alerts")"
            : "\(query.offset + 1)–\(last) of \(page.total) alerts"
        let isEmpty = page.entries.isEmpty && page.total == 0
        emptyFiltered = isEmpty && (query.isFiltered || !query.statuses.isEmpty)
        emptyCalm = isEmpty && !emptyFiltered && report.state == .healthy
        emptyUnknown = isEmpty && !emptyFiltered && report.state != .healthy
        previousPage = query.offset > 0 ? query.address(offset: max(0, query.offset - query.limit)) : nil
        nextPage = last < page.total ? query.address(offset: last) : nil
    }

    /// The rows of a patient stand together already.
    private static func groups(_ rows: [AlertRow]) -> [Group] {
        var runs: [[AlertRow]] = []
        for row in rows {
            if runs.last?.first?.patient == row.patient { runs[runs.count - 1].append(row) } else { runs.append([row]) }
        }
        return runs.compactMap { run in
            guard let first = run.first else { return nil }
            let words = "\(run.count) \(run.count == 1 ? "alert" : "alerts")"
            return Group(groupKey: first.patient, groupName: first.concerns, groupWords: words, groupRows: run)
        }
    }
}

/// One alert on a page of its own, beside the patient's medicines.
struct AlertDetailPage: Sendable {
    struct Medicine: Sendable {
        let medicine: String
        let dailyDose: String
        let orderStatus: String
    }

    let title = "Alert"
    let onWorklist = true
    let checks: ChecksView
    let row: AlertRow
    let medicines: [Medicine]
    let hasNoMedicines: Bool

    init(_ row: AlertRow, medicines: [PatientMedicine], checks: ChecksReport) {
        (self.row, self.checks) = (row, ChecksView(checks))
        self.medicines = medicines.map { medicine in
            let dose =
                medicine.dailyDoseMilligrams.map { Wording.milligrams($0) + " a day" }
                ?? medicine.dailyDoseMicrograms.map { "\(Int64($0.rounded())) micrograms a day" }
            return Medicine(
                medicine: medicine.text, dailyDose: dose ?? "dose not understood",
                orderStatus: Wording.sentence(medicine.status.rawValue))
        }
        hasNoMedicines = medicines.isEmpty
    }
}

/// Something that could not be done, told to a person.
struct MessagePage: Sendable {
    let title: String
    let words: String

    init(_ refusal: APIError) {
        title = refusal.status.reasonPhrase
        words = refusal.message + (refusal.element.map { " (\($0))" } ?? "")
    }
}
