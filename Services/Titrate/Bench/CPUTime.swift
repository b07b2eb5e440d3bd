import Foundation

/// What a process has taken of the processor, as Linux keeps the books: user and system time of all its threads.
enum CPUTime {
    /// Microseconds since the process began; nil when it is gone or the system keeps no such books.
    static func microseconds(of process: Int32) -> Double? {
        guard let data = FileManager.default.contents(atPath: "/proc/\(process)/stat") else { return nil }
        return microseconds(
            inStat: String(decoding: data, as: UTF8.self), ticksPerSecond: Double(sysconf(Int32(_SC_CLK_TCK))))
    }

    /// Reads `utime` and `stime`, fields 14 and 15 of `proc(5)`; the second field, a name, may hold blanks and brackets.
    static func microseconds(inStat text: String, ticksPerSecond: Double) -> Double? {
        guard let bracket = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: bracket)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return nil }
        return (user + system) * 1_000_000 / ticksPerSecond
    }
}
