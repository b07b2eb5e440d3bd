import EventContracts
import MedicationDomain

/// The assistance form as it was filled in; a field left empty stays unknown and is never taken for a no.
struct AssistanceForm: Decodable, Sendable {
    var state: String?
    var householdSize: String?
    var annualIncome: String?
    var resources: String?
    var age: String?
    var disabled: String?
    var pregnant: String?
    var parent: String?
    var veteran: String?
    var insurance: String?
    var medication: String?
    var quantity: String?
    var daysSupply: String?

    /// Fields that cannot be understood, by their label.
    struct Problems: Error {
        var fields: [(field: String, label: String, problem: String)]
        var views: [AssistancePage.Problem] {
            fields.map { AssistancePage.Problem(field: $0.field, fieldLabel: $0.label, fieldProblem: $0.problem) }
        }
    }

    /// Throws `Problems`, all of them at once.
    func request(asOf day: CalendarDay) throws -> AssistanceRequest {
        var problems = Problems(fields: [])
        func read<Value>(
            _ field: String, _ label: String, _ text: String?, _ problem: String, _ parse: (String) -> Value?
        ) -> Value? {
            guard let text, case let trimmed = text.filter({ !$0.isWhitespace }), !trimmed.isEmpty else { return nil }
            let value = parse(trimmed)
            if value == nil { problems.fields.append((field, label, problem)) }
            return value
        }
        let request = AssistanceRequest(
            asOf: day,
            state: read("state", "State", state, "is not a state's two letters") { text in
                USState.all.contains { $0.code == text.uppercased() } ? text.uppercased() : nil
            },
            householdSize: read(
                "householdSize", "People in the household", householdSize, "is not a number from 1 to 30"
            ) {
                Int($0).flatMap { (1...30).contains($0) ? $0 : nil }
            },
            annualIncome: read(
                "annualIncome", "Yearly income", annualIncome, "is not an amount in dollars", Self.money),
            age: read("age", "Age", age, "is not a number from 0 to 120") {
                Int($0).flatMap { (0...120).contains($0) ? $0 : nil }
            },
            disabled: Self.flag(disabled), pregnant: Self.flag(pregnant), parent: Self.flag(parent),
            veteran: Self.flag(veteran),
            insurance: read("insurance", "Insurance", insurance, "is not one of the choices") { text in
                AssistancePage.insurances.contains { $0.code == text } ? text : nil
            },
            resources: read("resources", "Savings", resources, "is not an amount in dollars", Self.money),
            medication: medication.flatMap { $0.isEmpty ? nil : String($0.prefix(200)) },
            quantity: read("quantity", "Quantity", quantity, "is not a number", Self.amount),
            daysSupply: read("daysSupply", "Days' supply", daysSupply, "is not a number of days", Self.amount))
        guard problems.fields.isEmpty else { throw problems }
        return request
    }

    private static func flag(_ text: String?) -> Bool? { text == "yes" ? true : text == "no" ? false : nil }

    private static func amount(_ text: String) -> Double? {
        guard let number = Double(text), number > 0, number < 100_000 else { return nil }
        return number
    }

    /// `$12,500.50` as `12500.50`.
    private static func money(_ text: String) -> Money? {
        let plain = text.filter { $0 != "$" && $0 != "," }
        let parts = plain.split(separator: ".", omittingEmptySubsequences: false)
        let isNumber = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        guard isNumber, (1...2).contains(parts.count), parts[0].count <= 9, parts.count == 1 || parts[1].count <= 2
        else { return nil }
        return Money(amount: parts.count == 2 ? plain + (parts[1].count == 1 ? "0" : "") : plain + ".00")
    }
}
