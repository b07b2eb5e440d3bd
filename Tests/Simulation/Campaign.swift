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

    /// Runs seeds up to the last one or until the time is over; returns the first violation, with its seed.
    mutating func run(through last: UInt64, for limit: Duration? = nil) async throws -> (seed: UInt64, what: String)? {
        let clock = ContinuousClock()
        let began = clock.now
        let before = state.seconds
        while state.next <= last, limit.map({ clock.now - began < $0 }) ?? true {
            let seeds = Array(state.next...min(last, state.next + 19))
            let outcomes = await Campaign.runAll(seeds)
            for (seed, outcome) in outcomes {
                state.tally = state.tally + outcome.tally
                if let violation = outcome.violation { return (seed, violation) }
            }
            state.next = (seeds.last ?? last) + 1
            let elapsed = clock.now - began
            state.seconds = before + Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
            try save()
        }
        return nil
    }

    private func save() throws {
        if let file { try JSONEncoder().encode(state).write(to: file, options: .atomic) }
    }

    private static func runAll(_ seeds: [UInt64]) async -> [(UInt64, SeedRun.Outcome)] {
        await withTaskGroup(of: (UInt64, SeedRun.Outcome).self) { group in
            var waiting = seeds[...]
            func next() {
                guard let seed = waiting.popFirst() else { return }
                group.addTask { (seed, await SeedRun.run(seed: seed)) }
            }
            for _ in 0..<ProcessInfo.processInfo.activeProcessorCount { next() }
            var outcomes: [(UInt64, SeedRun.Outcome)] = []
            for await outcome in group {
                outcomes.append(outcome)
                next()
            }
            return outcomes.sorted { $0.0 < $1.0 }
        }
    }

    var summary: String {
        let rate = state.seconds > 0 ? Double(state.next - 1) / state.seconds : 0
        let tally = state.tally
        return "simulation: \(state.next - 1) seeds, \(tally.events) hospital events, \(tally.faults) faults, "
            + "\(tally.crashes) crashes, \(tally.rebalances) rebalances, \(tally.zombies) zombies, "
            + "\(tally.compared) compared with an undisturbed run; \(String(format: "%.1f", rate)) seeds a second"
    }
}
