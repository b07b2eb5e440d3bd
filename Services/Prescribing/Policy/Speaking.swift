import EventContracts
import MedicationDomain

/// Which of the remarks on one order interrupt: one at a time, so that an order calls once for what it is.
///
/// What stops the order goes first, then the weightiest. An answer is given to what was there to be seen: what stood
/// beside it stays quiet, but what comes later calls, and so does every hold that the answers left standing.
struct Speaking {
    private let speaker: DoseVerdict.Remark?
    private let kept: [RuleID: Bool]

    /// - Parameters:
    ///   - standing: the alert that stands for a rule's remark on this order; nil when there is none.
    init(_ remarks: [DoseVerdict.Remark], standing: (RuleID) -> Alert?) {
        let calling = remarks.filter(\.isInterruptive).map { ($0, standing($0.finding.rule.id)) }
        let answered = calling.filter { $0.1?.isAnswered == true }
        // Whoever speaks next changes nothing about what was answered: neither its call nor its answer.
        kept = Dictionary(answered.map { ($0.0.finding.rule.id, $0.1?.interruptive ?? true) }) { first, _ in first }
        let lastAnswer = answered.compactMap { $0.1?.answer?.at }.max()
        speaker = calling.filter { remark, alert in
            guard alert?.isAnswered != true else { return false }
            guard let lastAnswer, let alert, !alert.interruptive, remark.disposition == .alert else { return true }
            return alert.raisedAt > lastAnswer
        }.map(\.0).max(by: Self.isLighter)
    }

    /// The rule that calls for the order; nil when none does.
    var rule: RuleID? { speaker?.finding.rule.id }

    func interrupts(_ remark: DoseVerdict.Remark) -> Bool {
        guard remark.isInterruptive else { return false }
        return kept[remark.finding.rule.id] ?? (remark == speaker)
    }

    private static func isLighter(_ left: DoseVerdict.Remark, _ right: DoseVerdict.Remark) -> Bool {
        if left.disposition != right.disposition { return left.disposition.weight < right.disposition.weight }
        if left.finding.severity != right.finding.severity { return left.finding.severity < right.finding.severity }
        return left.finding.rule.id > right.finding.rule.id
    }
}

extension Alert {
    fileprivate var isAnswered: Bool { status == .acknowledged || status == .overridden }
}

extension DoseRule.Disposition {
    fileprivate var weight: Int {
        switch self {
        case .alert: 0
        case .hold: 1
        case .reject: 2
        }
    }
}
