import EventContracts

/// What an event costs once very many have been applied, beside what it cost at the beginning.
struct GrowthRun: Sendable {
    static let goal = Comparison.Goal.atMost(1.1)
    private static let stretch = 20_000

    let laboratory: Laboratory
    let settings: BenchSettings
    let partitions: Int
    let tell: @Sendable (String) -> Void

    /// Events of the first and of the last window: the same number, not touching each other.
    static func window(of events: Int) -> Int { min(100_000, events / 2) }

    /// Until every patient has all medicines of the feed: a longer list costs more, whenever it is looked at.
    static func warmUp(of settings: BenchSettings) -> Int { settings.patients * (1 + BenchSettings.alertEvery) }

    func measure() async throws -> (figures: [Figure], checks: [IntegrityCheck]) {
        var sizes = settings
        sizes.patients = settings.growthPatients
        let program = try await laboratory.startService(.interactionCheck)
        defer { laboratory.stop(program) }
        sizes.events = min(Self.stretch, Self.window(of: settings.growthEvents))
        var subject = Subject(
            laboratory: laboratory, part: .path, program: program, settings: sizes,
            shelf: FeedShelf(BenchCourse.orders(sizes, partitions: partitions)))
        tell("growth: every patient comes to all medicines")
        try await subject.warmUp(Self.warmUp(of: sizes))
        let costs = try await stretches(sizes.events) { number, count in
            tell("growth: stretch \(number + 1) of \(count)")
            return try await subject.throughput().microsecondsPerRecord
        }
        return (Self.figures(costs, settings), try await subject.checks())
    }

    private func stretches(
        _ size: Int, _ measure: (_ number: Int, _ count: Int) async throws -> Double
    ) async throws -> [Double] {
        let count = max(2, settings.growthEvents / size)
        var costs: [Double] = []
        for number in 0..<count { costs.append(try await measure(number, count)) }
        return costs
    }

    /// `costs` are those of stretches of equal length, in the order they were measured.
    static func figures(_ costs: [Double], _ settings: BenchSettings) -> [Figure] {
        let all = Double(settings.growthEvents)
        let share = max(1, Int(Double(costs.count) * Double(window(of: settings.growthEvents)) / all))
        let (first, last) = (Array(costs.prefix(share)), Array(costs.suffix(share)))
        guard let begin = Spread(first), let end = Spread(last), begin.median > 0 else { return [] }
        return [
            Figure(.growth, "the first \(window(of: settings.growthEvents)) events", .microseconds, first),
            Figure(.growth, "the last of \(settings.growthEvents)", .microseconds, last),
            Figure(.growth, "last to first, cost", .ratio, [end.median / begin.median], goal: goal),
        ].compactMap { $0 }
    }
}
