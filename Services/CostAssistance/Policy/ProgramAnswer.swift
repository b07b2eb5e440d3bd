import EventContracts
import Foundation
import MedicationDomain

/// One programme's answer, with the dated values it stands on.
struct ProgramAnswer: Hashable, Sendable {
    var option: AssistanceOption
    /// Each once, in the order used.
    var readings: [Reading]

    init(_ program: Program, judge: CriterionJudge) {
        let facts = judge.facts
        let applies = Judgement.all(
            [Self.benefit(program, facts)].compactMap { $0 } + (program.appliesWhen.map { [judge.judge($0)] } ?? []))
        let pathways = program.otherPathways.map { ($0, judge.judge($0.when)) }
        // A way that is open makes the others' questions pointless: only its own answer would settle it.
        let certain = pathways.filter { $0.1.truth == .yes }
        let open = certain.isEmpty ? pathways.filter { $0.1.truth == .unknown } : certain
        let eligible = program.eligibleWhen.map(judge.judge) ?? Judgement(truth: .yes)

        var (lines, used, missing) = (applies.lines, applies.readings, applies.missing)
        let result: AssistanceOption.Result
        if applies.truth == .no {
            result = .notApplicable
            missing = []
        } else {
            for (pathway, judgement) in open {
                lines += judgement.truth == .yes ? judgement.lines + [pathway.because] : judgement.lines
                missing.formUnion(judgement.truth == .yes ? [pathway.settledBy] : judgement.missing)
                used += judgement.readings
            }
            if certain.isEmpty {
                lines += eligible.lines
                used += eligible.readings
                missing.formUnion(eligible.missing)
            }
            if applies.truth == .unknown || !open.isEmpty {
                result = .undetermined
            } else {
                result = eligible.truth.result
            }
            lines += program.notes.filter { $0.from.map { $0 <= facts.asOf } ?? true }.map(\.text)
            lines += Self.timing(program.application, facts)
            lines.append(PriceBook.noData)
            lines.append("This is a screening: \(program.decidedBy) decides, and you may still apply.")
        }
        readings = used.uniqued()
        let cited = program.citations + readings.flatMap(\.citations)
        let application = program.application
        option = AssistanceOption(
            programId: program.id, name: program.name, kind: program.kind, result: result,
            decidedBy: program.decidedBy, missing: result == .undetermined ? missing.sorted() : nil,
            because: lines.uniqued(),
            apply: AssistanceOption.Application(
                how: application.how, href: application.href, documents: application.documents,
                daysToFirstDose: application.daysToFirstDose),
            stale: facts.asOf > program.reviewBy || readings.contains(where: \.isStale), citations: cited.uniqued())
    }

    private static func benefit(_ program: Program, _ facts: Circumstances) -> Judgement? {
        guard program.benefit != .any else { return nil }
        guard let benefit = facts.medicine?.benefit else {
            return .unknown(
                missing: ["medication"], "Whether the medicine is pharmacy or medical benefit is not known.")
        }
        return .decided(
            benefit == program.benefit,
            "The medicine falls under the \(benefit.rawValue) benefit; this is for the \(program.benefit.rawValue) benefit."
        )
    }

    private static func timing(_ application: Program.Application, _ facts: Circumstances) -> [String] {
        guard let days = application.daysToFirstDose else {
            return ["How long it takes to the first dose is not known."]
        }
        let backing = application.daysEvidence == .unverified ? " (unverified)" : ""
        let span = days == 0 ? "The first dose can be had the same day" : "About \(days) days to the first dose"
        guard let end = facts.runOutAt else { return ["\(span)\(backing)."] }
        let isLate = facts.asOf.adding(days: days) > end.day
        return [
            "\(span)\(backing), "
                + (isLate ? "after the supply ends on \(end.day)." : "before the supply ends on \(end.day).")
        ]
    }
}

extension Truth {
    fileprivate var result: AssistanceOption.Result {
        switch self {
        case .yes: .appearsEligible
        case .no: .appearsIneligible
        case .unknown: .undetermined
        }
    }
}

extension Array where Element: Hashable {
    /// Each element once, where it first stood.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
