import EventContracts
import MedicationDomain

/// The sheets there are.
struct SheetListPage: Sendable {
    struct Entry: Sendable {
        let address: String
        let product: String
        let brands: String
    }
    let title = "Patient sheets"
    let onSheets = true
    let entries: [Entry]

    init(_ sheets: PatientSheets) {
        entries = sheets.products.map { Entry(address: "/sheets/\($0.id)", product: $0.name, brands: $0.brands) }
    }
}

/// One product's sheet, to print and take home, with the patient's own calendar where there is a plan.
struct SheetPage: Sendable {
    struct Line: Sendable {
        let text: String
        /// Numbers of the documents below the sheet.
        let marks: [Int]
        let isWeak: Bool
    }
    struct Block: Sendable {
        let heading: String
        let tone: String
        let lines: [Line]
    }
    struct Document: Sendable {
        let number: Int
        let documentTitle: String
        let link: String?
    }

    let title: String
    let onSheets = true
    let product: String
    let brands: String
    let blocks: [Block]
    let documents: [Document]
    let calendars: [CalendarView]
    let hasWeak: Bool
    let version: String
    let isStale: Bool
    let printedOn: String

    init(_ product: PatientSheets.Product, of sheets: PatientSheets, plans: [DosePlan], on day: CalendarDay) {
        title = "\(product.name): patient sheet"
        (self.product, brands, version) = (product.name, product.brands, sheets.version)
        let sections = sheets.sections(for: product)
        var titles: [String] = []
        var links: [String: String] = [:]
        for citation in sections.flatMap(\.statements).flatMap(\.citations) where links[citation.title] == nil {
            titles.append(citation.title)
            links[citation.title] = citation.href
        }
        blocks = sections.map { section in
            Block(
                heading: section.title, tone: section.tone.rawValue,
                lines: section.statements.map { statement in
                    let numbers = statement.citations.compactMap { citation in
                        titles.firstIndex(of: citation.title).map { $0 + 1 }
                    }
                    return Line(
                        text: statement.text, marks: Set(numbers).sorted(), isWeak: statement.evidence == .unverified)
                })
        }
        documents = titles.enumerated().map { number, title in
            let href = links[title] ?? ""
            return Document(number: number + 1, documentTitle: title, link: href.hasPrefix("https://") ? href : nil)
        }
        calendars = plans.map { CalendarView($0, on: day) }
        hasWeak = blocks.contains { $0.lines.contains(where: \.isWeak) }
        isStale = day > sheets.reviewBy
        printedOn = day.description
    }
}

/// A plan, step by step, with real dates.
struct CalendarView: Sendable {
    struct Row: Sendable {
        let from: String
        let until: String?
        let isNow: Bool
        let total: String
        let doses: [String]
    }

    let heading: String
    let medicine: String
    let rows: [Row]
    let isProposal: Bool
    let ends: String?

    init(_ plan: DosePlan, on today: CalendarDay) {
        heading = plan.kind == .taper ? "Your plan for coming off slowly" : "Your plan for going up slowly"
        medicine = plan.medicine
        isProposal = plan.approvedBy == nil
        let end = plan.totalDays.map { plan.startsOn.adding(days: $0) }
        ends = end.map(\.description)
        rows = plan.steps.indices.map { index in
            let step = plan.steps[index]
            let from = plan.startsOn.adding(days: step.day - 1)
            let next = index + 1 < plan.steps.count ? plan.startsOn.adding(days: plan.steps[index + 1].day - 1) : end
            return Row(
                from: from.description, until: next.map { $0.adding(days: -1).description },
                isNow: from <= today && next.map { today < $0 } ?? true,
                total: Wording.milligrams(step.dailyDoseMilligrams), doses: step.doses.map(CalendarView.words))
        }
    }

    /// `morning: 1 ½ × 10 mg (15 mg)`.
    private static func words(_ dose: ScheduledDose) -> String {
        let amount = Wording.milligrams(dose.milligrams)
        if let milliliters = dose.milliliters { return "\(dose.time): \(number(milliliters)) mL (\(amount))" }
        guard let tablets = dose.tablets, !tablets.isEmpty else { return "\(dose.time): \(amount)" }
        let parts = tablets.sorted { (Double($0.key) ?? 0, $0.key) > (Double($1.key) ?? 0, $1.key) }
            .map { "\(number($0.value)) × \($0.key) mg" }
        return "\(dose.time): \(parts.joined(separator: " + ")) (\(amount))"
    }

    /// Halves as people read them.
    private static func number(_ value: Double) -> String {
        let whole = value.rounded(.down)
        guard value - whole == 0.5 else { return Wording.number(value) }
        return whole == 0 ? "½" : "\(Wording.number(whole)) ½"
    }
}
