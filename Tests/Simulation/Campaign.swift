import Foundation

@testable import Titrate

/// Many seeds on both cores, from where the last campaign stopped: how many, how fast, and the first that fails.
struct Campaign {
    /// Where it stands, kept in a file between runs.
    struct State: Codable, Sendable {
        var next: UInt64 = 1
        var tally = WorldTally()
        var seconds = 0.0
    }

    var state = State()
    let file: URL?

    init(file: URL? = nil) {
        self.file = file
        guard let file, let data = try? Data(contentsOf: file),
            let known = try? JSONDecoder().decode(State.self, from: data)
        else { return }
        state = known
    }

    /// Runs seeds up to the last one or until the time is over, one on each core; returns the first violation, with its
    /// seed. Seeds end in any order; the state counts those before the first that has not ended.
    mutating func run(through last: UInt64, for limit: Duration? = nil) async throws -> (seed: UInt64, what: String)? {
        let clock = ContinuousClock()
        let began = clock.now
        let before = state.seconds
        var saved = began
        return try await withThrowingTaskGroup(of: (UInt64, SeedRun.Outcome).self) { group in
            var (coming, ended) = (state.next, [UInt64: SeedRun.Outcome]())
            func begin() {
                guard coming <= last, limit.map({ clock.now - began < $0 }) ?? true else { return }
                let seed = coming
                coming += 1
                group.addTask { (seed, await SeedRun.run(seed: seed)) }
            }
            for _ in 0..<ProcessInfo.processInfo.activeProcessorCount { begin() }
            while let (seed, outcome) = try await group.next() {
                ended[seed] = outcome
                while let outcome = ended.removeValue(forKey: state.next) {
                    state.tally = state.tally + outcome.tally
                    if let violation = outcome.violation { return (state.next, violation) }
                    state.next += 1
                    if (state.next - 1) % 5000 == 0 { print(summary) }
                }
                let now = clock.now
                state.seconds = before + (now - began) / .seconds(1)
                if now - saved > .seconds(5) {
                    saved = now
                    try save()
                }
                begin()
            }
            try save()
            return nil
        }
    }

    private func save() throws {
        if let file { try JSONEncoder().encode(state).write(to: file, options: .atomic) }
    }

    var summary: String {
        let rate = state.seconds > 0 ? Double(state.next - 1) / state.seconds : 0
        let tally = state.tally
        return "simulation: \(state.next - 1) seeds, \(tally.events) hospital events, \(tally.faults) faults, "
            + "\(tally.crashes) crashes, \(tally.rebalances) rebalances, \(tally.zombies) zombies, "
            + "\(tally.compared) compared with an undisturbed run; \(String(format: "%.1f", rate)) seeds a second"
    }
}
