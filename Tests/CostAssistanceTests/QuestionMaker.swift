import EventContracts
import Foundation
import MedicationDomain

@testable import CostAssistance

/// The same numbers for the same seed (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Invents complete questions, and takes inputs away.
enum QuestionMaker {
    static func question(_ random: inout SeededRandom) -> AssistanceRequest {
        let insurance = ["none", "private", "medicaid", "medicare", "va", "other"].randomElement(using: &random)
        let hasMedicare = insurance == "medicare" || (insurance != "none" && Int.random(in: 0..<4, using: &random) == 0)
        let byItems = Bool.random(using: &random)
        let size = Int.random(in: 1...6, using: &random)
        let bySize = Bool.random(using: &random)
        let kinds = ["wages", "pension", "ssi", "lottery"]
        let items = (0...Int.random(in: 0...2, using: &random)).map { _ in
            AssistanceRequest.IncomeItem(
                kind: kinds.randomElement(using: &random) ?? "wages",
                amount: Money(amount: "\(Int.random(in: 0...2500, using: &random)).50"), frequency: "monthly",
                person: ["self", "self", "self", "spouse", "child", nil].randomElement(using: &random) ?? nil)
        }
        let members = (1..<size).map { index in
            AssistanceRequest.HouseholdMember(relation: index == 1 ? "spouse" : "child", taxDependent: true)
        }
        let states = ["TX", "CA", "AK", "HI", "DC", "GA", "WI", "NC", "PR"]
        let medicines = [
            "Baclofen 10 mg tablet", "Lioresal tablet", "Ozobax", "Gablofen 500 mcg/mL", "Lioresal", "aspirin",
        ]
        return AssistanceRequest(
            asOf: CalendarDay(daysSince1970: Int.random(in: 20_089...20_800, using: &random)),
            state: states.randomElement(using: &random), householdSize: bySize ? size : nil,
            householdMembers: bySize ? nil : [.init(relation: "self")] + members,
            annualIncome: byItems ? nil : Money(amount: "\(Int.random(in: 0...70_000, using: &random))"),
            incomeItems: byItems ? items : nil, age: [10, 18, 19, 30, 50, 64, 65, 80].randomElement(using: &random),
            disabled: Int.random(in: 0..<4, using: &random) == 0, pregnant: Int.random(in: 0..<5, using: &random) == 0,
            parent: Bool.random(using: &random), veteran: Bool.random(using: &random), insurance: insurance,
            medicare: .init(
                partA: hasMedicare, partB: hasMedicare && Bool.random(using: &random),
                partD: hasMedicare && Bool.random(using: &random)),
            resources: Money(amount: "\(Int.random(in: 0...50_000, using: &random))"),
            medication: medicines.randomElement(using: &random), answers: answers(&random))
    }

    /// To every question there is, so that programmes decide and do not only ask.
    private static func answers(_ random: inout SeededRandom) -> [String: String]? {
        guard let questions = try? TestKnowledge.shipped().rules.questions.asked else { return nil }
        var answers: [String: String] = [:]
        for question in questions.values.sorted(by: { $0.id < $1.id }) {
            answers[question.id] =
                question.choices.randomElement(using: &random) ?? "\(Int.random(in: 0...100, using: &random))"
        }
        return answers
    }

    /// Every field that may be missing, taken away.
    static let removals: [@Sendable (inout AssistanceRequest) -> Void] = [
        { $0.state = nil }, { $0.householdSize = nil }, { $0.householdMembers = nil }, { $0.annualIncome = nil },
        { $0.incomeItems = nil }, { $0.age = nil }, { $0.disabled = nil }, { $0.pregnant = nil }, { $0.parent = nil },
        { $0.veteran = nil }, { $0.insurance = nil }, { $0.medicare = nil }, { $0.resources = nil },
        { $0.medication = nil }, { $0.medicare?.partA = nil }, { $0.medicare?.partB = nil },
        { $0.medicare?.partD = nil }, { $0.answers = nil },
        { request in
            for index in (request.incomeItems ?? []).indices { request.incomeItems?[index].person = nil }
        },
        { $0.householdMembers?[0].taxDependent = nil },
        { request in
            for index in (request.householdMembers ?? []).indices {
                request.householdMembers?[index].taxDependent = nil
            }
        },
    ]

    static func richer(_ request: AssistanceRequest, by dollars: Decimal) -> AssistanceRequest {
        var richer = request
        if let annual = request.annualIncome, let amount = Decimal(amount: annual.amount) {
            richer.annualIncome = Money(amount: (amount + dollars).plainText)
        }
        if let items = request.incomeItems, let amount = Decimal(amount: items[0].amount.amount) {
            richer.incomeItems?[0].amount = Money(amount: (amount + dollars).plainText)
        }
        return richer
    }

    /// Whether an input named as missing is there already; present income stays open after a year's figure.
    static func isGiven(_ name: String, in request: AssistanceRequest) -> Bool {
        switch name {
        case let name where name.hasPrefix(Questions.prefix):
            request.answers?[String(name.dropFirst(Questions.prefix.count))] != nil
        case "state": request.state != nil
        case "householdSize": request.householdSize != nil || request.householdMembers?.isEmpty == false
        case "age": request.age != nil
        case "disabled": request.disabled != nil
        case "pregnant": request.pregnant != nil
        case "parent": request.parent != nil
        case "insurance": request.insurance != nil
        case "medicare":
            request.medicare.map { medicare in
                let parts = [medicare.partA, medicare.partB, medicare.partD]
                return parts.contains(true) || !parts.contains(nil)
            } ?? false
        case "resources": request.resources != nil
        default: false
        }
    }
}
