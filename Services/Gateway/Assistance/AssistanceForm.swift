import EventContracts
import MedicationDomain

/// The assistance form as it was filled in; a field left empty stays unknown and is never taken for a no.
struct AssistanceForm: Hashable, Sendable {
    /// Named answers of programmes: `answers.va-enrolled`.
    static let answerPrefix = "answers."
    static let mostAnswers = 64
    /// Bytes of one field.
    static let longestField = 200

    /// By the field's name; empty fields are not among them.
    private(set) var values: [String: String] = [:]
    /// Fields whose text is longer than may be: not kept, and told when the form is asked.
    private(set) var tooLong: Set<String> = []

    init() {}

    init(_ fields: [String: String]) {
        for (name, text) in fields {
            let trimmed = AssistanceText.trimmed(text)
            guard !trimmed.isEmpty else { continue }
            guard AssistanceField.named(name) != nil || Self.answerID(name) != nil else { continue }
            if trimmed.utf8.count <= Self.longestField { values[name] = trimmed } else { tooLong.insert(name) }
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
        for name in tooLong.sorted() {
            reading.fail(name, "is longer than \(Self.longestField) bytes and was left out")
        }
        guard reading.problems.fields.isEmpty else { throw reading.problems }
        return request
    }
}
