import EventContracts
import Foundation

/// `interaction-check` beside the floor when there are very many patients, and how long their stores take to be opened.
struct PatientsRun: Sendable {
    static let rateGoal = Comparison.Goal.atLeast(0.65)
    static let openingGoal = Comparison.Goal.atMost(1)
    /// What the goals are set for; fewer patients say nothing about them.
    static let goalPatients = 1_000_000

    let laboratory: Laboratory
    let settings: BenchSettings
    let partitions: Int
    let tell: @Sendable (String) -> Void

    func measure() async throws -> (figures: [Figure], checks: [IntegrityCheck]) {
        var sizes = settings
        sizes.patients = settings.manyPatients
        let orders = BenchCourse.orders(sizes, partitions: partitions)
        let floor = try await laboratory.startCounting(.floor)
        defer { laboratory.stop(floor) }
        let service = try await laboratory.startService(.interactionCheck)
        defer { laboratory.stop(service) }
        let shelf = FeedShelf(orders)
        var subjects = [(BenchSettings.Part.floor, floor as any MeasuredProgram), (.path, service)].map {
            Subject(laboratory: laboratory, part: $0, program: $1, settings: sizes, shelf: shelf)
        }
        for index in subjects.indices {
            tell("\(sizes.patients) patients: \(subjects[index].part.title)")
            try await subjects[index].warmUp()
        }
        var rates: [[Double]] = [[], []]
        for run in 0..<settings.runs {
            for index in subjects.indices {
                tell("run \(run + 1) of \(settings.runs): \(sizes.patients) patients, \(subjects[index].part.title)")
                rates[index].append(try await subjects[index].throughput().recordsPerSecond)
            }
        }
        var checks: [IntegrityCheck] = []
        for subject in subjects { checks += try await subject.checks() }
        let peak = try service.tree().peakMegabytes
        laboratory.stop(service)
        let openings = try await reopen()
        return (Self.figures(settings, floor: rates[0], path: rates[1], openings, peakMegabytes: peak), checks)
    }

    /// From the start of the process until it listens, its knowledge loaded, and the opening of all its stores; what it
    /// waits for the group is left out.
    struct Opening: Hashable, Sendable {
        var knowledge: Double
        var stores: Double
    }

    private func reopen() async throws -> [Opening] {
        var openings: [Opening] = []
        for run in 0..<settings.runs {
            tell("run \(run + 1) of \(settings.runs): opening")
            let begin = ContinuousClock.now
            let program = try await laboratory.launchService(.interactionCheck, lookingEvery: .milliseconds(5))
            let listening = ContinuousClock.now - begin
            defer { laboratory.stop(program) }
            try await laboratory.readiness(of: program)
            let stores = try await MetricsPage(at: program.address).value("titrate_stores_opening_seconds")
            guard let stores else { throw BenchError.noMetrics }
            openings.append(Opening(knowledge: listening.inSeconds, stores: stores))
        }
        return openings
    }

    static func figures(
        _ settings: BenchSettings, floor: [Double], path: [Double], _ openings: [Opening], peakMegabytes: Double
    ) -> [Figure] {
        let isMeant = settings.manyPatients >= goalPatients
        let name = "\(settings.manyPatients) patients"
        let ratios = zip(path, floor).map { $0 / $1 }
        return [
            Figure(.patients, "\(name): floor", .recordsPerSecond, floor),
            Figure(.patients, "\(name): path", .recordsPerSecond, path),
            Figure(.patients, "\(name): path to floor", .ratio, ratios, goal: isMeant ? rateGoal : nil),
            Figure(.patients, "\(name): path, peak", .megabytes, [peakMegabytes]),
            Figure(.patients, "\(name): start and knowledge", .seconds, openings.map(\.knowledge)),
            Figure(.patients, "\(name): stores opened", .seconds, openings.map(\.stores)),
            Figure(
                .patients, "\(name): opening in all", .seconds, openings.map { $0.knowledge + $0.stores },
                goal: isMeant ? openingGoal : nil),
        ].compactMap { $0 }
    }
}
