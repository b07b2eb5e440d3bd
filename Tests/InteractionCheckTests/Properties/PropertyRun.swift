import Foundation
import TestSupport
import Testing

/// Many cases of one property on all cores, each with a seed of its own that shows it again.
///
/// `TITRATE_PROPERTY_CASES=100000` tries that many in all, `TITRATE_PROPERTY_SEED=n` begins elsewhere, and together with
/// `TITRATE_PROPERTY_CASES=1` it is one case again.
struct PropertyRun {
    private static let environment = ProcessInfo.processInfo.environment
    /// What `make test` can afford in a debug build.
    private static let usual = 2000

    let name: String
    let seed: UInt64
    let cases: Int

    /// `share`: this property's part of all cases, in tenths.
    init(_ name: String, tenths share: Int) {
        self.name = name
        seed = Self.environment["TITRATE_PROPERTY_SEED"].flatMap { UInt64($0) } ?? 20_261_128
        let wanted = Self.environment["TITRATE_PROPERTY_CASES"].flatMap { Int($0) } ?? Self.usual
        cases = max(1, wanted * share / 10)
    }

    /// Tries every case; what a case returns is what is wrong with it. The first few failures are recorded.
    func callAsFunction(_ body: @escaping @Sendable (inout SeededGenerator) throws -> String?) async {
        let clock = ContinuousClock()
        let began = clock.now
        let lanes = UInt64(ProcessInfo.processInfo.activeProcessorCount)
        let failures = await withTaskGroup(of: [String].self) { group in
            for lane in 0..<lanes {
                group.addTask {
                    var failures: [String] = []
                    for number in stride(from: lane, to: UInt64(cases), by: Int(lanes)) where failures.count < 3 {
                        // Its first draw mixes the seed, so neighbours have nothing in common.
                        var random = SeededGenerator(state: seed &+ number)
                        do {
                            if let what = try body(&random) { failures.append("seed \(seed &+ number): \(what)") }
                        } catch {
                            failures.append("seed \(seed &+ number): \(error)")
                        }
                    }
                    return failures
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        let seconds = (clock.now - began) / .seconds(1)
        print("property: \(name): \(cases) cases from seed \(seed) in \(String(format: "%.1f", seconds)) s")
        for failure in failures.sorted().prefix(3) { Issue.record("\(name): \(failure)") }
    }
}
