import EventContracts
import MedicationDomain

/// A plan to hand over, or why there is none: plain text, eighty columns.
enum TitrationText {
    static let width = 80

    static func text(of answer: TitrationAnswer) -> String {
        switch answer {
        case .planned(let plan): sheet(plan).joined(separator: "\n")
        case .refused(let refusal): page(refusal).joined(separator: "\n")
        }
    }

    // MARK: - The plan

    private static func sheet(_ plan: TitrationPlan) -> [String] {
        let start = DayText.long(plan.startsOn)
        var lines = [PlainText.line("BACLOFEN BY MOUTH: TITRATION PLAN", start, width: width)]
        lines += PlainText.wrapped(plan.factors.joined(separator: " · "), width: width)
        lines += PlainText.wrapped(plan.medication.text, width: width)
        lines += [""] + TitrationTable.lines(of: plan, width: width) + [""]
        lines += PlainText.wrapped(summary(of: plan), width: width)
        lines += PlainText.wrapped(supply(for: plan), width: width)
        let ceiling = plan.ceiling
        lines += PlainText.wrapped(
            "Ceiling \(DoseText.number(plan.ceilingMilligrams)) mg a day: \(ceiling.reason)", width: width)
        lines += section(
            "NOT CHECKED", plan.checks.notChecked.map { "\($0.check.replacing("-", with: " ")): \($0.reason)" })
        lines += section("PLEASE NOTE", plan.cautions)
        lines += section("SOURCES", sources([plan.rule, ceiling.rule]))
        return lines
    }

    private static func summary(of plan: TitrationPlan) -> String {
        let goal = "\(DoseText.number(plan.goalDailyDoseMilligrams)) mg a day"
        guard plan.steps.count > 1 else { return "One step: \(goal)." }
        return "\(plan.steps.count) steps of \(plan.daysPerStep) days; the last, \(goal), goes on."
    }

    /// What to hand over until the last step has stood as long as the others.
    private static func supply(for plan: TitrationPlan) -> String {
        var (pieces, milliliters): ([String: Double], Double) = ([:], 0)
        for step in plan.steps {
            let days = Double(step.days ?? plan.daysPerStep)
            for dose in step.doses {
                for (strength, count) in dose.tablets ?? [:] { pieces[strength, default: 0] += count * days }
                milliliters += (dose.milliliters ?? 0) * days
            }
        }
        let isPackets = plan.medication.form == .granules
        let counts = pieces.sorted { (Double($0.key) ?? 0) < (Double($1.key) ?? 0) }.map { strength, count in
            "\(DoseText.number(count.rounded(.up))) \(isPackets ? "packets" : "tablets") of \(strength) mg"
        }
        let concentration = plan.medication.strength?.milligramsPerMilliliter.map { " of \(DoseText.number($0)) mg/mL" }
        let amounts =
            counts + (milliliters > 0 ? ["\(DoseText.number(milliliters.rounded(.up))) mL\(concentration ?? "")"] : [])
        return "For the first \(plan.steps.count * plan.daysPerStep) days: \(amounts.listed)."
    }

    // MARK: - No plan

    private static func page(_ refusal: TitrationRefusal) -> [String] {
        var lines = [PlainText.line("BACLOFEN BY MOUTH: NO PLAN", refusal.code, width: width)]
        lines += PlainText.wrapped(refusal.reason, width: width)
        lines += section("WHAT HELPS", refusal.advice)
        lines += section("SOURCES", sources([refusal.rule].compactMap(\.self)))
        return lines
    }

    // MARK: - Parts of both

    private static func section(_ title: String, _ items: [String]) -> [String] {
        guard !items.isEmpty else { return [] }
        return ["", title] + items.flatMap { PlainText.wrapped($0, width: width, mark: "- ") }
    }

    private static func sources(_ rules: [RuleReference]) -> [String] {
        rules.map { "\($0.id), version \($0.version), evidence: \($0.evidence.rawValue)" } + documents(rules)
    }

    /// Each document once, with all places in it.
    private static func documents(_ rules: [RuleReference]) -> [String] {
        var places: [(title: String, locators: [String])] = []
        for citation in rules.flatMap(\.citations) {
            guard let index = places.firstIndex(where: { $0.title == citation.title }) else {
                places.append((citation.title, [citation.locator]))
                continue
            }
            if !places[index].locators.contains(citation.locator) { places[index].locators.append(citation.locator) }
        }
        return places.map { "\($0.title): \($0.locators.joined(separator: "; "))" }
    }
}
