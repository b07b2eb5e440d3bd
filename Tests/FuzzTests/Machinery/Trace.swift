import Foundation

/// The input being read, in a file: after a crash it says which one it was.
///
/// `TITRATE_FUZZ_TARGET=<target> TITRATE_FUZZ_NUMBER=<number> TITRATE_FUZZ_SEED=<seed>` makes that input again.
final class Trace {
    private let descriptor: Int32
    private let name: String
    private let seed: UInt64
    let path: String

    init(_ target: String, _ settings: FuzzSettings) throws {
        try FileManager.default.createDirectory(at: settings.folder, withIntermediateDirectories: true)
        path = settings.folder.appending(path: "\(target).\(settings.worker)").path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else { throw Complaint("the trace \(path) cannot be written") }
        (name, seed) = (target, settings.seed)
    }

    deinit { close(descriptor) }

    /// One small write in place per input; numbers only grow, so nothing of an older one stays behind.
    func note(_ number: Int) {
        let line = Array("target \(name) seed \(seed) number \(number)\n".utf8)
        _ = pwrite(descriptor, line, line.count, 0)
    }
}
