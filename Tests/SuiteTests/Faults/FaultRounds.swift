import Foundation
import Testing

/// How often each scenario is tried: once in `make test`, more often in `make faults`.
enum FaultRounds {
    private static let environment = ProcessInfo.processInfo.environment

    /// `make faults` sets `TITRATE_FAULTS`, to how often; what takes long runs only then.
    static let isThorough = environment["TITRATE_FAULTS"] != nil
    /// For what `make test` has no time for.
    static let onlyThorough = ConditionTrait.enabled(if: isThorough, "only in make faults")
    static let usual = environment["TITRATE_FAULTS"].flatMap { Int($0) } ?? 1
    /// Of the storm of SIGKILL.
    static let storm = environment["TITRATE_FAULT_ROUNDS"].flatMap { Int($0) } ?? 1
    static let seed = environment["TITRATE_FAULT_SEED"].flatMap { UInt64($0) } ?? 1
}
