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
        // Many programmes are not for a given patient: nothing further is worked out for them.
        let isForPatient = applies.truth != .no
        let pathways = isForPatient ? program.otherPathways.map { ($0, judge.judge($0.when)) } : []
        // A way that is open makes the others' questions pointless: only its own answer would settle it.
        let certain = pathways.filter { $0.1.truth == .yes }
        let open = certain.isEmpty ? pathways.filter { $0.1.truth == .unknown } : certain
        let eligible =
            isForPatient
            ? Judgement.all(
                [Self.status(program, facts)].compactMap { $0 } + program.conflicts.map { Self.conflict($0, judge) }
                    + (program.eligibleWhen.map { [judge.judge($0)] } ?? [])) : Judgement(truth: .no)

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
            if eligible.truth == .yes, let id = program.scale, let basis = program.income,
                let scale = judge.scale(id, basis)
            {
                lines.append(scale.line)
                used += scale.readings
            }
            if program.evidence == .house || program.evidence == .unverified {
                lines.append("These criteria rest on no document that was read (\(program.evidence.rawValue)).")
            }
            lines += program.notes.filter { $0.from.map { $0 <= facts.asOf } ?? true }.map(\.text)
            lines += Self.timing(program.application, facts)
            lines.append(PriceBook.noData)
            lines.append("This is a screening: \(program.decidedBy) decides, and you may still apply.")
        }
        readings = used.uniqued()
        let recorded = program.status?.state(on: facts.asOf)?.citations ?? []
        let cited = program.citations + recorded + readings.flatMap(\.citations)
        let application = program.application
        option = AssistanceOption(
            programId: program.id, name: program.name, kind: program.kind, result: result,
            decidedBy: program.decidedBy, missing: result == .undetermined ? missing.sorted() : nil,
            because: lines.uniqued(),
            apply: AssistanceOption.Application(
                how: application.how, href: application.href, documents: application.documents,
                daysToFirstDose: application.daysToFirstDose, effort: application.effort.rawValue),
            stale: facts.asOf > program.reviews.due() || readings.contains(where: \.isStale),
            citations: cited.uniqued(), parameters: readings.isEmpty ? nil : readings.map(\.parameter),
            evidence: program.evidence)
    }

    private static func status(_ program: Program, _ facts: Circumstances) -> Judgement? {
        guard let status = program.status else { return nil }
        guard let recorded = status.state(on: facts.asOf) else {
            return .unknown(
                missing: ["whether \(program.name) takes applications on \(facts.asOf)"],
                "Nobody recorded whether it takes applications on \(facts.asOf).")
        }
        return .decided(
            recorded.state == .open,
            recorded.state == .open
                ? "It takes applications, since \(recorded.from)." : "It is closed, since \(recorded.from).")
    }

    /// What stands in the way: it is out of the way only where the criterion surely fails.
    private static func conflict(_ conflict: Program.Conflict, _ judge: CriterionJudge) -> Judgement {
        var judged = judge.judge(conflict.when)
        switch judged.truth {
        case .yes:
            judged.truth = .no
            judged.lines.append(conflict.because)
        case .no: judged.truth = .yes
        case .unknown: break
        }
        return judged
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
        let span =
            days == 0
            ? "The first dose can be had the same day" : "About \(days) \(days == 1 ? "day" : "days") to the first dose"
        guard let end = facts.runOutAt else { return ["\(span)\(backing)."] }
        let isLate = facts.asOf.adding(days: days) > end.day
        return [
            "\(span)\(backing), "
                + (isLate ? "after the supply ends on \(end.day)." : "before the supply ends on \(end.day).")
        ]
    }
}

extension Reading {
    fileprivate var parameter: AssistanceOption.Parameter {
        AssistanceOption.Parameter(id: id, value: figure, from: from, knownFrom: knownFrom, evidence: evidence)
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
