import Foundation
import MedicationDomain

/// Income and resources against dated limits.
extension CriterionJudge {
    func income(_ test: IncomeTest) -> Judgement {
        perLimit(test.limit) { limit in
            guard limit.value > 0 else {
                return .decided(false, "No such adults are covered at any income (\(limit.text)).", readings: [limit])
            }
            let count = facts.household.count(by: test.basis.household)
            var missing: Set<String> = []
            if facts.state == nil { missing.insert("state") }
            if count.sizes.isEmpty, let name = count.missing { missing.insert(name) }
            if facts.income == nil { missing.insert("incomeItems") }
            guard let state = facts.state, let income = facts.income, !count.sizes.isEmpty else {
                return .unknown(
                    missing: missing, "Income cannot be set against the limit (\(limit.text)) yet.", readings: [limit])
            }
            guard desk.counted(income, by: test.basis.rule) != nil else {
                return .unknown(
                    missing: ["income disregards on \(facts.asOf)"],
                    "No income disregards are loaded for \(facts.asOf).", readings: [limit])
            }
            let judged = count.sizes.map { size in
                guard let share = desk.share(of: income, test.basis, size) else {
                    let day = test.basis.guideline.day(facts.asOf)
                    return Judgement.unknown(
                        missing: ["poverty guideline of \(state.name) on \(day)"],
                        "No poverty guideline is loaded for \(state.name) on \(day).", readings: [limit])
                }
                return compare(share, test, limit, size)
            }
            return Judgement.agreed(judged, else: count.missing)
        }
    }

    private func compare(_ share: IncomeShare, _ test: IncomeTest, _ limit: Reading, _ household: Int) -> Judgement {
        let (income, line) = (share.income, share.line)
        let most = line.amount * limit.value / 100
        var readings = [limit] + line.readings + income.readings
        var words =
            "\(test.basis.rule.words.sentence): \(share.words) for \(household) (\(test.basis.household.words); "
            + "\(share.lineWords)). Limit \(test.comparison.words) \(most.dollars) (\(limit.text))."
            + (share.leftOut.isEmpty ? "" : " Counted by: \(share.leftOut).")
        var (isWithin, isBeyond) = test.comparison.settle(income, most)
        if income.isYearAlone {
            guard let margin = rules.reading(AssistanceRules.Name.annualIncomeMargin, on: facts.asOf) else {
                return .unknown(missing: ["incomeItems"], words, readings: readings)
            }
            readings.append(margin)
            let room = most * margin.value / 100
            (isWithin, isBeyond) = test.comparison.settle(income, most, room: room)
            if !isWithin, !isBeyond {
                let close = " A year's figure alone is too rough here (\(margin.text)): the present income is needed."
                return .unknown(missing: ["incomeItems"], words + close, readings: readings)
            }
            words += " A year's figure alone decides only so far from the limit (\(margin.text))."
        }
        if isWithin { return .decided(true, words, readings: readings) }
        if isBeyond { return refusing(limit, words, readings) }
        return .unknown(
            missing: income.missing, words + " Whether all of it counts depends on its kind and on whose it is.",
            readings: readings)
    }

    /// What a scale gives for the patient's income, in words; nil where it cannot be told.
    func scale(_ id: String, _ basis: IncomeBasis) -> (line: String, readings: [Reading])? {
        let sizes = facts.household.count(by: basis.household).sizes
        guard let reading = rules.reading(id, on: facts.asOf), let income = facts.income, !income.isYearAlone,
            let size = sizes.first, sizes.count == 1, let share = desk.share(of: income, basis, size),
            share.income.low == share.income.high, let bracket = reading.bracket(of: share.percent)
        else { return nil }
        let amount = bracket.value.map { "\($0.plainText) \(reading.unit)" } ?? "as the programme sets it"
        let words = "\(share.percent.rounded(to: 1).plainText) % of the poverty line falls into the bracket: \(amount)"
        return ("\(words) (\(reading.text)).", [reading] + share.line.readings)
    }

    func resources(_ name: LimitName) -> Judgement {
        perLimit(name) { limit in
            guard let resources = facts.resources else {
                return .unknown(
                    missing: ["resources"], "Resources are not known (limit \(limit.text)).", readings: [limit])
            }
            let words = "Resources \(resources.dollars), limit \(limit.value.dollars) (\(limit.text))."
            return resources <= limit.value
                ? .decided(true, words, readings: [limit]) : refusing(limit, words, [limit])
        }
    }

    /// A limit no document confirmed turns nobody away: it only leaves the question open.
    private func refusing(_ limit: Reading, _ words: String, _ readings: [Reading]) -> Judgement {
        guard limit.evidence == .unverified else { return .decided(false, words, readings: readings) }
        return .unknown(
            missing: ["confirmed value of \(limit.id)"],
            words + " The limit is not confirmed, so it turns nobody away.", readings: readings)
    }

    /// Judges by every limit that may be the patient's; where they all agree, not knowing which does not matter.
    func perLimit(_ name: LimitName, _ judge: (Reading) -> Judgement) -> Judgement {
        var pattern = name.rawValue
        if name.namesState {
            guard let state = facts.state else { return .unknown(missing: ["state"], "State is not known.") }
            pattern = pattern.replacing(LimitName.state, with: state.code)
        }
        var (ids, openInputs) = ([pattern], Set<String>())
        func split(_ placeholder: String, _ choices: [String], isFirst: Bool?, input: String) {
            guard pattern.utf8.contains(UInt8(ascii: "{")), pattern.contains(placeholder) else { return }
            let open = isFirst.map { [$0 ? choices[0] : choices[1]] } ?? choices
            if open.count > 1 { openInputs.insert(input) }
            ids = ids.flatMap { id in open.map { id.replacing(placeholder, with: $0) } }
        }
        split(LimitName.parenthood, LimitName.parenthoods, isFirst: facts.flags[.parent], input: "parent")
        split(LimitName.couple, LimitName.couples, isFirst: facts.household.isCouple, input: "householdMembers")
        let limits = ids.map { ($0, rules.reading($0, on: facts.asOf)) }
        let judged = limits.map { id, limit in
            limit.map(judge)
                ?? .unknown(
                    missing: ["rule value \(id) on \(facts.asOf)"], "No value of \(id) is known on \(facts.asOf).")
        }
        guard judged.count > 1 else { return judged[0] }
        var result = judged[0]
        let areSame = Set(limits.map { $0.1?.value }).count == 1
        if areSame { return result }
        result.lines = judged.flatMap(\.lines)
        result.readings = judged.flatMap(\.readings)
        if Set(judged.map(\.truth)).count > 1 || result.truth == .unknown {
            result.truth = .unknown
            result.missing = judged.reduce(into: openInputs) { $0.formUnion($1.missing) }
        }
        return result
    }
}

extension IncomeTest.Comparison {
    var words: String {
        switch self {
        case .atMost: "up to"
        case .below: "below"
        case .atLeast: "at least"
        }
    }

    /// Whether income surely holds, or surely fails; with room on both sides of the limit that decides nothing.
    fileprivate func settle(_ income: CountableIncome, _ limit: Decimal, room: Decimal = 0) -> (Bool, Bool) {
        guard room == 0 else {
            let (isUnder, isOver) = (income.high < limit - room, income.low > limit + room)
            return self == .atLeast ? (isOver, isUnder) : (isUnder, isOver)
        }
        return switch self {
        case .atMost: (income.high <= limit, income.low > limit)
        case .below: (income.high < limit, income.low >= limit)
        case .atLeast: (income.low >= limit, income.high < limit)
        }
    }
}

extension Judgement {
    /// What every possible case comes to; where they differ, the input that would tell them apart is missing.
    fileprivate static func agreed(_ judged: [Judgement], else missing: String?) -> Judgement {
        guard var result = judged.first, judged.count > 1 else { return judged.first ?? Judgement(truth: .unknown) }
        result.lines = judged.flatMap(\.lines)
        result.readings = judged.flatMap(\.readings)
        if Set(judged.map(\.truth)).count > 1 {
            result.truth = .unknown
            result.missing = judged.reduce(into: []) { $0.formUnion($1.missing) }
            if let missing { result.missing.insert(missing) }
        }
        return result
    }
}

extension String {
    /// With a capital first letter.
    fileprivate var sentence: String { prefix(1).uppercased() + dropFirst() }
}
