import Foundation

/// How far the bare loop is; it writes this where the bench can look without disturbing it.
struct LoopProgress: Hashable, Sendable {
    /// Records read.
    var read = 0
    /// Records whose copies are acknowledged and whose offsets are committed.
    var settled = 0

    private static let digits = 16

    init(read: Int = 0, settled: Int = 0) { (self.read, self.settled) = (read, settled) }

    /// Always as many bytes, so that one write replaces the other.
    var text: String {
        [read, settled].map { number in
            let digits = String(number)
            return String(repeating: "0", count: max(0, Self.digits - digits.count)) + digits
        }
        .joined(separator: " ")
    }

    init?(text: String) {
        let fields = text.split(separator: " ")
        guard fields.count == 2, fields.allSatisfy({ $0.count == Self.digits }), let read = Int(fields[0]),
            let settled = Int(fields[1])
        else { return nil }
        self.init(read: read, settled: settled)
    }
}

/// The file behind it: there once the loop is ready to be fed.
final class LoopProgressFile: Sendable {
    private let handle: Int32

    /// Throws `BenchError.cannotWrite`.
    init(_ path: String) throws {
        handle = open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0o600)
        guard handle >= 0 else { throw BenchError.cannotWrite(path) }
    }

    deinit { close(handle) }

    func write(_ progress: LoopProgress) {
        let bytes = Array(progress.text.utf8)
        _ = pwrite(handle, bytes, bytes.count, 0)
    }

    /// Nil while there is none.
    static func read(_ path: String) -> LoopProgress? {
        FileManager.default.contents(atPath: path).flatMap { LoopProgress(text: String(decoding: $0, as: UTF8.self)) }
    }
}
