import EventContracts
import MedicationDomain
import Synchronization

/// How often other rules would have said something else, by rule and difference; nothing of a patient.
final class ShadowTally: Sendable {
    private struct Key: Hashable {
        var rule: String
        var difference: String
    }

    private let counts = Mutex<[Key: Int]>([:])

    func count(_ rule: RuleID, _ difference: ShadowRules.Difference) {
        counts.withLock { $0[Key(rule: rule.rawValue, difference: difference.rawValue), default: 0] += 1 }
    }

    /// The most frequent first, no more of them than a status may have.
    func report(_ version: String) -> ServiceStatus.Shadow {
        let sorted = counts.withLock { $0 }.sorted {
            ($1.value, $0.key.rule, $0.key.difference) < ($0.value, $1.key.rule, $1.key.difference)
        }
        return ServiceStatus.Shadow(
            version: version,
            counts: sorted.prefix(ServiceStatus.Shadow.mostNamed).map {
                .init(rule: $0.key.rule, difference: $0.key.difference, count: $0.value)
            })
    }
}
