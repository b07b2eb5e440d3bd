import Foundation

/// A process and all that it has started, as `proc(5)` tells.
struct ProcessTree: Sendable {
    let members: [Int32]

    init(of root: Int32) {
        var found = [root]
        var place = 0
        while place < found.count {
            found += Self.children(of: found[place])
            place += 1
        }
        members = found
    }

    /// Processor time of all of them; nil when the first is gone.
    var microseconds: Double? {
        guard let root = members.first, let own = CPUTime.microseconds(of: root) else { return nil }
        return members.dropFirst().reduce(own) { $0 + (CPUTime.microseconds(of: $1) ?? 0) }
    }

    /// Resident now, in megabytes of a million bytes.
    var residentMegabytes: Double { megabytes("VmRSS") }
    /// The most that was ever resident.
    var peakMegabytes: Double { megabytes("VmHWM") }

    /// Holds all of them where they are, or lets them go on.
    func send(_ signal: Int32) {
        for member in members { kill(member, signal) }
    }

    private func megabytes(_ field: String) -> Double {
        let sum = members.reduce(0) { sum, member in
            let text = FileManager.default.contents(atPath: "/proc/\(member)/status") ?? Data()
            return sum + (Self.kibibytes(field, in: String(decoding: text, as: UTF8.self)) ?? 0)
        }
        return Double(sum) * 1024 / 1_000_000
    }

    /// Reads a line such as `VmHWM:     3456 kB`.
    static func kibibytes(_ field: String, in status: String) -> Int? {
        for line in status.split(separator: "\n") where line.hasPrefix("\(field):") {
            return line.dropFirst(field.count + 1).split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
        }
        return nil
    }

    private static func children(of process: Int32) -> [Int32] {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
        return tasks.flatMap { task -> [Int32] in
            let text = FileManager.default.contents(atPath: "/proc/\(process)/task/\(task)/children") ?? Data()
            return String(decoding: text, as: UTF8.self).split(separator: " ").compactMap { Int32($0) }
        }
    }
}
