import EventContracts
import MedicationDomain

/// Reads the fields of a form one by one and gathers what cannot be understood.
struct AssistanceFormReading {
    let form: AssistanceForm
    private(set) var problems = AssistanceForm.Problems()

    init(form: AssistanceForm) { self.form = form }

    mutating func fail(_ name: String, _ problem: String) {
        problems.fields.append(.init(field: name, label: AssistanceForm.label(name), problem: problem))
    }

    private mutating func read<Value>(_ name: String, _ problem: String, _ parse: (String) -> Value?) -> Value? {
        guard let text = form[name] else { return nil }
        let value = parse(text)
        if value == nil { fail(name, problem) }
        return value
    }

    mutating func choice(_ name: String) -> String? {
        guard case .choice(let choices)? = AssistanceField.named(name)?.kind else { return nil }
        return read(name, name == "state" ? "is not a state’s two letters" : "is not one of the choices") { text in
            choices.first { $0.code == text || $0.code == text.uppercased() }?.code
        }
    }

    mutating func flag(_ name: String) -> Bool? {
        read(name, "is neither yes nor no") { $0 == "yes" ? true : $0 == "no" ? false : nil }
    }

    mutating func whole(_ name: String) -> Int? {
        guard case .whole(let range)? = AssistanceField.named(name)?.kind else { return nil }
        return read(name, "is not a number from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    mutating func amount(_ name: String) -> Double? {
        read(name, name == "daysSupply" ? "is not a number of days" : "is not a number") { text in
            Double(text).flatMap { $0 > 0 && $0 < 100_000 ? $0 : nil }
        }
    }

    mutating func day(_ name: String) -> CalendarDay? {
        read(name, "is not a date") { CalendarDay($0) }
    }

    mutating func money(_ name: String) -> Money? {
        read(name, "is not an amount in dollars", AssistanceText.money)
    }

    // MARK: The household one by one

    /// Nil when nothing was said of it. Nobody is left out or made up: it has to add up to the people that were told.
    mutating func members() -> [AssistanceRequest.HouseholdMember]? {
        let said = ["spouse", "children", "others"].contains { form[$0] != nil }
        let (spouse, children, others) = (flag("spouse"), whole("children"), whole("others"))
        let dependents = (flag("spouseDependent"), flag("childrenDependent"), flag("othersDependent"))
        guard said else { return nil }
        let count = 1 + (spouse == true ? 1 : 0) + (children ?? 0) + (others ?? 0)
        if let size = form["householdSize"].flatMap({ Int($0) }) {
            guard size == count else {
                fail("children", "does not add up to the \(size) people in the household, the patient among them")
                return nil
            }
        } else {
            for (name, isThere) in [
                ("spouse", spouse != nil), ("children", children != nil), ("others", others != nil),
            ]
            where !isThere && form[name] == nil {
                fail(name, "is needed to know who lives there")
            }
        }
        typealias Member = AssistanceRequest.HouseholdMember
        return [Member(relation: "self")]
            + (spouse == true ? [Member(relation: "spouse", taxDependent: dependents.0)] : [])
            + (0..<(children ?? 0)).map { _ in Member(relation: "child", taxDependent: dependents.1) }
            + (0..<(others ?? 0)).map { _ in Member(relation: "other", taxDependent: dependents.2) }
    }

    // MARK: The income one by one

    /// Nil when no row was filled in; a row half filled in is a mistake and no guess.
    mutating func incomeItems() -> [AssistanceRequest.IncomeItem]? {
        var items: [AssistanceRequest.IncomeItem] = []
        for row in 1...AssistanceField.incomeRows {
            let names = ["incomeKind\(row)", "incomeAmount\(row)", "incomeOften\(row)"]
            let isThere = names.map { form[$0] != nil }
            let (kind, amount, often) = (choice(names[0]), money(names[1]), choice(names[2]))
            let person = choice("incomePerson\(row)")
            guard isThere.contains(true) else { continue }
            for (name, isThere) in zip(names, isThere) where !isThere { fail(name, "is missing") }
            guard let kind, let amount, let often else { continue }
            items.append(.init(kind: kind, amount: amount, frequency: often, person: person))
        }
        return items.isEmpty ? nil : items
    }
}

/// What people type, as the question has it.
enum AssistanceText {
    /// `$12,500.50` as `12500.50`.
    static func money(_ text: String) -> Money? {
        let plain = text.filter { $0 != "$" && $0 != "," && $0 != " " }
        let parts = plain.split(separator: ".", omittingEmptySubsequences: false)
        let isNumber = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        guard isNumber, (1...2).contains(parts.count), parts[0].count <= 9, parts.count == 1 || parts[1].count <= 2
        else { return nil }
        return Money(amount: parts.count == 2 ? plain + (parts[1].count == 1 ? "0" : "") : plain + ".00")
    }

    static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
