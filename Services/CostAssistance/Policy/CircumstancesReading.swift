import EventContracts
import Foundation
import MedicationDomain

extension Circumstances {
    /// Reads a question; throws a `Refusal` that names the element which cannot be meant, never its content.
    init(_ request: AssistanceRequest, rules: AssistanceRules) throws(Refusal) {
        self.init(asOf: request.asOf)
        if let code = request.state {
            guard let known = rules.states[code] else { throw .bad("state", "is not a state's two letters") }
            state = known
        }
        if let age = request.age {
            guard (0...130).contains(age) else { throw .bad("age", "is not an age in years") }
            self.age = age
        }
        try readHousehold(request)
        try readIncome(request)
        try readInsurance(request)
        resources = try request.resources.map { money throws(Refusal) in try Self.amount(money, "resources") }
        let answers: [(Circumstance, Bool?)] = [
            (.disabled, request.disabled), (.pregnant, request.pregnant), (.parent, request.parent),
            (.veteran, request.veteran),
        ]
        for (circumstance, answer) in answers { flags[circumstance] = answer }
        for (name, number) in [("quantity", request.quantity), ("daysSupply", request.daysSupply)] {
            if let number, !(number > 0) { throw .bad(name, "is not a number above zero") }
        }
        medicine = request.medication.map(rules.medicines.read)
        (quantity, daysSupply) = (request.quantity, request.daysSupply)
        runOutAt = request.runOutAt
        try readAnswers(request, rules)
    }

    private mutating func readHousehold(_ request: AssistanceRequest) throws(Refusal) {
        if request.householdSize != nil, request.householdMembers != nil {
            throw .contradictory("householdMembers", "is given beside householdSize")
        }
        if let size = request.householdSize {
            guard (1...99).contains(size) else { throw .bad("householdSize", "is not a number of people from 1") }
            household.statedSize = size
        }
        guard let members = request.householdMembers, !members.isEmpty else { return }
        guard members.count <= 99 else { throw .bad("householdMembers", "has more than 99 people") }
        for (index, member) in members.enumerated() {
            if let age = member.age, !(0...130).contains(age) {
                throw .bad("householdMembers[\(index)].age", "is not an age in years")
            }
        }
        household.members = members.map { member in
            Household.Member(
                isPatient: Self.isPatient(member.relation), isSpouse: member.relation == "spouse",
                dependsOnTax: member.taxDependent)
        }
    }

    private mutating func readAnswers(_ request: AssistanceRequest, _ rules: AssistanceRules) throws(Refusal) {
        for (id, answer) in (request.answers ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard let question = rules.questions.asked[id] else {
                throw .bad("answers", "names a question this rule set does not ask")
            }
            guard question.allows(answer) else {
                throw .bad("answers.\(id)", "is not \(question.answerWords)")
            }
            answers[id] = answer
        }
    }

    private static func isPatient(_ relation: String) -> Bool { relation == "self" || relation == "patient" }

    /// Where nobody else lives, income without a person is theirs.
    private func person(_ name: String?) -> Person? {
        guard let name else { return household.isPatientAndSpouseAlone ? .patient : nil }
        return Self.isPatient(name) ? .patient : name == "spouse" ? .spouse : .other
    }

    private mutating func readIncome(_ request: AssistanceRequest) throws(Refusal) {
        if request.annualIncome != nil, request.incomeItems != nil {
            throw .contradictory("incomeItems", "is given beside annualIncome")
        }
        if let annual = request.annualIncome { income = .annual(try Self.amount(annual, "annualIncome")) }
        guard let items = request.incomeItems, !items.isEmpty else { return }
        var read: [IncomeItem] = []
        for (index, item) in items.enumerated() {
            let path = "incomeItems[\(index)]"
            guard let times = Self.timesPerYear[item.frequency] else {
                let known = Self.timesPerYear.keys.sorted().joined(separator: ", ")
                throw .bad("\(path).frequency", "is not one of \(known)")
            }
            let perYear = try Self.amount(item.amount, path + ".amount") * times
            read.append(IncomeItem(kind: item.kind, person: person(item.person), perYear: perYear))
        }
        income = .items(read)
    }

    private static let timesPerYear: [String: Decimal] = [
        "weekly": 52, "biweekly": 26, "semimonthly": 24, "monthly": 12, "yearly": 1,
    ]

    private mutating func readInsurance(_ request: AssistanceRequest) throws(Refusal) {
        if let text = request.insurance {
            guard let known = Insurance(rawValue: text) else {
                let words = Insurance.allCases.map(\.rawValue).joined(separator: ", ")
                throw .bad("insurance", "is not one of \(words)")
            }
            insurance = known
        }
        let parts = request.medicare.map { [$0.partA, $0.partB, $0.partD] }
        let stated: Bool? = parts.flatMap { parts in
            parts.contains(true) ? true : parts.allSatisfy { $0 == false } ? false : nil
        }
        switch (insurance, stated) {
        case (.medicare, false), (.some(.none), true):
            throw .contradictory("medicare", "says otherwise than insurance")
        case (.medicare, _): hasMedicare = true
        case (.some(.none), _): hasMedicare = false
        default: hasMedicare = stated
        }
        let named: [(MedicarePart, Bool?)] = [
            (.a, request.medicare?.partA), (.b, request.medicare?.partB), (.d, request.medicare?.partD),
        ]
        for (part, answer) in named { medicareParts[part] = answer }
    }

    private static func amount(_ money: Money, _ path: String) throws(Refusal) -> Decimal {
        guard money.currency == "USD" else { throw .bad(path + ".currency", "is not USD") }
        guard let amount = Decimal(amount: money.amount) else { throw .bad(path, "is not an amount of money") }
        guard amount >= 0 else { throw .bad(path, "is below zero") }
        return amount
    }
}

extension Refusal {
    fileprivate static func bad(_ element: String, _ problem: String) -> Refusal {
        Refusal(code: "bad-value", message: "$.\(element) \(problem)")
    }
    fileprivate static func contradictory(_ element: String, _ problem: String) -> Refusal {
        Refusal(code: "contradictory-input", message: "$.\(element) \(problem)")
    }
}
