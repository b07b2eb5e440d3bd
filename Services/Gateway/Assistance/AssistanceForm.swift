import EventContracts
import MedicationDomain

/// The assistance form as it was filled in; a field left empty stays unknown and is never taken for a no.
struct AssistanceForm: Hashable, Sendable {
    /// Named answers of programmes: `answers.va-enrolled`.
    static let answerPrefix = "answers."
    static let mostAnswers = 64

    /// By the field's name; empty fields are not among them.
    private(set) var values: [String: String] = [:]

    init() {}

    init(_ fields: [String: String]) {
        for (name, text) in fields {
            let trimmed = AssistanceText.trimmed(text)
            guard !trimmed.isEmpty, trimmed.utf8.count <= 200 else { continue }
            guard AssistanceField.named(name) != nil || Self.answerID(name) != nil else { continue }
            values[name] = trimmed
        }
    }

    subscript(_ name: String) -> String? { values[name] }

    /// The id of a named answer's question; nil for any other field.
    static func answerID(_ name: String) -> String? {
        guard name.hasPrefix(answerPrefix) else { return nil }
        let id = name.dropFirst(answerPrefix.count)
        let isID =
            (1...64).contains(id.utf8.count)
            && id.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
        return isID ? String(id) : nil
    }

    /// Fields that cannot be understood, with what is wrong.
    struct Problems: Error, Hashable {
        struct Problem: Hashable {
            var field: String
            var label: String
            var problem: String
        }
        var fields: [Problem] = []

        /// What cost-assistance refused, at the field it came from; nil when no field is named.
        init?(_ refusal: QuestionRefused) {
            let words = refusal.message.split(separator: " ", maxSplits: 1).map(String.init)
            guard words.count == 2, words[0].hasPrefix("$.") else { return nil }
            let input = String(words[0].dropFirst(2))
            let name = AssistanceForm.answerID(input) == nil ? AssistanceField.names(for: input).first : input
            guard let name else { return nil }
            fields = [Problem(field: name, label: AssistanceForm.label(name), problem: words[1])]
        }

        init() {}
    }

    /// A field's own words; a named answer's question by its id, where nobody told its words.
    static func label(_ name: String) -> String {
        AssistanceField.named(name)?.label ?? Wording.sentence(String(name.dropFirst(answerPrefix.count)))
    }

    /// Throws `Problems`, all of them at once.
    func request(asOf today: CalendarDay, by person: String? = nil) throws -> AssistanceRequest {
        var reading = AssistanceFormReading(form: self)
        let members = reading.members()
        let items = reading.incomeItems()
        let medicare = AssistanceRequest.Medicare(
            partA: reading.flag("partA"), partB: reading.flag("partB"), partD: reading.flag("partD"))
        let answers = values.reduce(into: [String: String]()) { answers, value in
            if let id = Self.answerID(value.key) { answers[id] = value.value }
        }
        if answers.count > Self.mostAnswers { reading.fail("state", "comes with too many answers") }
        let request = AssistanceRequest(
            asOf: reading.day("asOf") ?? today, knownAt: reading.day("knownAt"), state: reading.choice("state"),
            householdSize: members == nil ? reading.whole("householdSize") : nil, householdMembers: members,
            annualIncome: items == nil ? reading.money("annualIncome") : nil, incomeItems: items,
            age: reading.whole("age"), disabled: reading.flag("disabled"), pregnant: reading.flag("pregnant"),
            parent: reading.flag("parent"), veteran: reading.flag("veteran"), insurance: reading.choice("insurance"),
            medicare: medicare == .init() ? nil : medicare, resources: reading.money("resources"),
            medication: values["medication"], quantity: reading.amount("quantity"),
            daysSupply: reading.amount("daysSupply"), runOutAt: reading.day("runOut")?.start,
            answers: answers.isEmpty ? nil : answers, askedBy: person)
        guard reading.problems.fields.isEmpty else { throw reading.problems }
        return request
    }

    // MARK: From a question that was asked

    /// The form as it must have been filled in.
    init(_ request: AssistanceRequest) {
        func word(_ flag: Bool?) -> String? { flag.map { $0 ? "yes" : "no" } }
        func number(_ value: Double?) -> String? { value.map(Wording.number) }
        var fields: [String: String?] = [
            "state": request.state, "insurance": request.insurance,
            "householdSize": request.householdSize.map(String.init), "annualIncome": request.annualIncome?.amount,
            "medication": request.medication, "age": request.age.map(String.init),
            "resources": request.resources?.amount, "disabled": word(request.disabled),
            "pregnant": word(request.pregnant), "parent": word(request.parent), "veteran": word(request.veteran),
            "partA": word(request.medicare?.partA), "partB": word(request.medicare?.partB),
            "partD": word(request.medicare?.partD), "quantity": number(request.quantity),
            "daysSupply": number(request.daysSupply), "runOut": request.runOutAt?.day.description,
        ]
        for (id, answer) in request.answers ?? [:] { fields[Self.answerPrefix + id] = answer }
        for (index, item) in (request.incomeItems ?? []).prefix(AssistanceField.incomeRows).enumerated() {
            fields["incomeKind\(index + 1)"] = item.kind
            fields["incomeAmount\(index + 1)"] = item.amount.amount
            fields["incomeOften\(index + 1)"] = item.frequency
            fields["incomePerson\(index + 1)"] = item.person == "self" ? "patient" : item.person
        }
        if let members = request.householdMembers {
            fields["householdSize"] = String(members.count)
            let groups = Dictionary(grouping: members, by: \.relation)
            fields["spouse"] = groups["spouse"] == nil ? "no" : "yes"
            fields["children"] = String(groups["child"]?.count ?? 0)
            fields["others"] = String(groups["other"]?.count ?? 0)
            fields["spouseDependent"] = word(groups["spouse"]?.first?.taxDependent)
            fields["childrenDependent"] = word(groups["child"]?.first?.taxDependent)
            fields["othersDependent"] = word(groups["other"]?.first?.taxDependent)
        }
        self.init(fields.compactMapValues(\.self))
    }
}
