import Foundation

/// What a run is asked for, by environment.
///
/// - `TITRATE_FUZZ_INPUTS`: inputs of a long run over all targets; absent: the short round.
/// - `TITRATE_FUZZ_SEED`: another seed than the usual one.
/// - `TITRATE_FUZZ_WORKER`: `2/3` does every third input, beginning with the second.
/// - `TITRATE_FUZZ_TARGET`, `TITRATE_FUZZ_NUMBER`: only that target, only that input, as a trace names them.
/// - `TITRATE_FUZZ_REPORT`: a folder for traces and reports; absent: one in the temporary directory.
struct FuzzSettings: Sendable {
    static let current = FuzzSettings(ProcessInfo.processInfo.environment)
    static let usualSeed: UInt64 = 20_261_121

    let inputs: Int?
    let seed: UInt64
    let (worker, workers): (Int, Int)
    let target: String?
    let number: Int?
    let folder: URL

    init(_ environment: [String: String]) {
        inputs = environment["TITRATE_FUZZ_INPUTS"].flatMap { Int($0) }
        seed = environment["TITRATE_FUZZ_SEED"].flatMap { UInt64($0) } ?? FuzzSettings.usualSeed
        let parts = (environment["TITRATE_FUZZ_WORKER"] ?? "").split(separator: "/").compactMap { Int($0) }
        (worker, workers) = parts.count == 2 ? (parts[0], max(1, parts[1])) : (1, 1)
        target = environment["TITRATE_FUZZ_TARGET"]
        number = environment["TITRATE_FUZZ_NUMBER"].flatMap { Int($0) }
        folder =
            environment["TITRATE_FUZZ_REPORT"].map { URL(filePath: $0) }
            ?? FileManager.default.temporaryDirectory.appending(path: "titrate-fuzz")
    }

    /// The numbers of the inputs this process makes for a target.
    func numbers<Target: FuzzTarget>(of target: Target.Type) -> StrideTo<Int> {
        if let wanted = self.target, wanted != target.name { return stride(from: 0, to: 0, by: 1) }
        if let number { return stride(from: number, to: number + 1, by: 1) }
        let count = inputs.map { $0 / 1000 * target.share } ?? target.shortRound
        return stride(from: worker - 1, to: count, by: workers)
    }
}
