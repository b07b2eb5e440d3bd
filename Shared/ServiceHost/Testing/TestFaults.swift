import Foundation
import MedicationDomain
import ServiceRuntime
import Synchronization

/// Faults that the suite's own tests ask for in a real process; never set where patients depend on it.
///
/// `TITRATE_TEST_STOP_AT=freshnessChecked:3` stops the process (SIGSTOP, continued from outside) when it reaches that
/// cut point for the third time; `TITRATE_TEST_KILL_AT` ends it there (SIGKILL), so nothing is tidied up.
/// `TITRATE_TEST_CLOCK_FILE` names a file with the seconds by which the wall clock is wrong, read at every look at it.
enum TestFaults {
    static let stopAt = HostEnvironmentNames.tests + "STOP_AT"
    static let killAt = HostEnvironmentNames.tests + "KILL_AT"
    static let clockFile = HostEnvironmentNames.tests + "CLOCK_FILE"

    /// Throws `SettingError` for a cut point that does not exist.
    static func cuts(in environment: [String: String]) throws -> CutPoints {
        for (name, signal) in [(stopAt, SIGSTOP), (killAt, SIGKILL)] {
            guard let text = environment[name] else { continue }
            let parts = text.split(separator: ":")
            guard parts.count == 2, let point = CutPoint(rawValue: String(parts[0])), let time = Int(parts[1]) else {
                throw SettingError(key: name, problem: "is not a cut point and a number, as afterCommit:3")
            }
            let reached = Counter()
            return CutPoints { here in
                // Sent to this very thread, which therefore does not take another step.
                if here == point, reached.next() == time { raise(signal) }
            }
        }
        return CutPoints()
    }

    static func clock(in environment: [String: String]) -> RuntimeClock {
        guard let path = environment[clockFile] else { return .system }
        let system = RuntimeClock.system
        return RuntimeClock(now: { system.now().advanced(by: offset(in: path)) }, pause: system.pause)
    }

    private static func offset(in path: String) -> Span {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return .seconds(Double(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0)
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)
        func next() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }
}
