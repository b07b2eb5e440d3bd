import EventContracts
import MedicationDomain

/// What `prescribing` says of one order by itself, as far as it decides who interrupts.
struct OwnJudgement: Codable, Hashable, Sendable {
    /// The order waits, and somebody is called to decide on it.
    var isWaiting: Bool
    /// Kinds of its findings that interrupt somebody, sorted.
    var interruptsFor: [AlertKind]
    /// The checks that were made on it.
    var checked: [String]

    /// Nil when nothing was said of the order.
    init?(_ order: OrderEvent) {
        let kinds = Set(order.findings.filter { $0.interruptive == true }.map(\.kind))
        interruptsFor = kinds.sorted { $0.rawValue < $1.rawValue }
        checked = order.checks.checked
        isWaiting = order.status == .held && !kinds.isEmpty
        if interruptsFor.isEmpty, checked.isEmpty { return nil }
    }
}

/// One order interrupts once, over both services. `prescribing` can hold an order, so what it says of one goes first;
/// what the medicines do together is shown beside it, and interrupts when the order is let go.
enum OneCallPerOrder {
    /// Why nobody needs to be interrupted by the finding, in words; nil when somebody does.
    static func silence(on match: RuleMatch) -> String? {
        let subjects = match.subjects
        guard !subjects.isEmpty else { return nil }
        if subjects.allSatisfy({ $0.medicine.own?.isWaiting == true }) {
            return "does not interrupt: somebody is asked about the order already, which is held"
        }
        guard let yielding = match.rule.yielding else { return nil }
        let areSaid = subjects.allSatisfy { subject in
            guard let own = subject.medicine.own else { return false }
            return own.isWaiting || !yielding.checks.isDisjoint(with: own.checked)
                || !yielding.findings.isDisjoint(with: own.interruptsFor)
        }
        return areSaid ? "does not interrupt: the order itself is judged for it" : nil
    }
}

extension RuleMatch {
    /// The orders it is about: those that start or rise, else the one that leads to it.
    fileprivate var subjects: [PresentMedicine] {
        let fresh = all.filter(\.startsOrRises)
        return fresh.isEmpty ? leadingOrder.map { [$0] } ?? [] : fresh
    }
}
