import Foundation

/// What came of a run over one target.
struct FuzzReport {
    let target: String
    var inputs = 0
    var accepted = 0
    var refused = 0
    var slowestSeconds = 0.0
    var slowestNumber = 0
    var bytesBefore = 0
    var bytesAfter = 0
    var seconds = 0.0
    var complaints: [String] = []

    static let heading = [
        "target", "inputs", "accepted", "refused", "slowest ms", "its number", "MiB before", "MiB after", "inputs/s",
    ].joined(separator: "\t")

    var line: String {
        let mebibyte = 1_048_576
        return [
            target, "\(inputs)", "\(accepted)", "\(refused)", "\(Int(bounded: slowestSeconds * 1000))",
            "\(slowestNumber)", "\(bytesBefore / mebibyte)", "\(bytesAfter / mebibyte)",
            "\(Int(bounded: Double(inputs) / max(seconds, 0.001)))",
        ].joined(separator: "\t")
    }

    func append(to folder: URL, worker: Int) throws {
        let file = folder.appending(path: "report.\(worker).tsv")
        let old = FileManager.default.contents(atPath: file.path) ?? Data()
        try (old + Data((line + "\n").utf8)).write(to: file)
    }
}

extension Int {
    fileprivate init(bounded value: Double) { self = value < 1e15 ? Int(value) : 0 }
}
