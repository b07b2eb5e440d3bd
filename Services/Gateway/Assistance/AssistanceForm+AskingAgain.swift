import EventContracts
import MedicationDomain

extension AssistanceForm {
    /// The form as it must have been filled in; nil when the question holds more than a form does.
    ///
    /// A form that left something out, a fourth income for example, would ask another question under the same answer.
    init?(askingAgain request: AssistanceRequest) {
        self.init(filledFrom: request)
        guard let again = try? self.request(asOf: request.asOf, by: request.askedBy), again == request.asTheFormSaysIt
        else { return nil }
    }

    private init(filledFrom request: AssistanceRequest) {
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
            "knownAt": request.knownAt?.description,
        ]
        // Who asked by what was known on a day meant the other day as well.
        if request.knownAt != nil { fields["asOf"] = request.asOf.description }
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

extension AssistanceRequest {
    /// The same question with amounts, persons and what is empty written as the form writes them.
    fileprivate var asTheFormSaysIt: AssistanceRequest {
        func plain(_ money: Money) -> Money {
            money.currency == "USD" ? AssistanceText.money(money.amount) ?? money : money
        }
        var question = self
        question.annualIncome = annualIncome.map(plain)
        question.resources = resources.map(plain)
        question.incomeItems = incomeItems.map { items in
            items.map { item in
                var item = item
                item.amount = plain(item.amount)
                if item.person == "self" { item.person = "patient" }
                return item
            }
        }
        if question.incomeItems?.isEmpty == true { question.incomeItems = nil }
        if question.medicare == Medicare() { question.medicare = nil }
        if question.answers?.isEmpty == true { question.answers = nil }
        return question
    }
}
