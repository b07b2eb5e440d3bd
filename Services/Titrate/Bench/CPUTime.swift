import CDispatch
import Foundation

/// What a process has taken of the processor: user and system time of all its threads, as its own clock tells.
enum CPUTime {
    /// Microseconds since the process began; nil when it is gone.
    static func microseconds(of process: Int32) -> Double? {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else { return nil }
        return Double(time.tv_sec) * 1_000_000 + Double(time.tv_nsec) / 1000
    }
}
