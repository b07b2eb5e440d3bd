import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime

/// The benchmarks that share a broker, one after the other, so that no program disturbs one it is not compared with.
struct BenchCourse: Sendable {
    let laboratory: Laboratory
    let settings: BenchSettings
    let partitions: Int
    let tell: @Sendable (String) -> Void
    private var samples: [BenchSettings.Part: [ThroughputRun.Sample]] = [:]

    init(
        laboratory: Laboratory, settings: BenchSettings, partitions: Int, tell: @escaping @Sendable (String) -> Void
    ) {
        (self.laboratory, self.settings, self.partitions, self.tell) = (laboratory, settings, partitions, tell)
    }

    /// Orders that no other feed on the same Kafka knows.
    static func orders(_ settings: BenchSettings, partitions: Int) -> OrderFeed {
        OrderFeed(
            name: UUID().uuidString.prefix(8).lowercased(), patients: settings.patients,
            alertEvery: BenchSettings.alertEvery, partitionCount: partitions, begin: Instant(Date()))
    }

    mutating func measure(into report: inout BenchReport) async throws {
        let chosen = Set(settings.parts)
        // What prescribing announces is what interaction-check reads: they do not run beside each other.
        try await rates(BenchSettings.Part.rates.filter { $0 != .prescribing && chosen.contains($0) }, &report)
        if chosen.contains(.rebuild) { try await rebuild(&report) }
        if chosen.contains(.prescribing) { try await rates([.prescribing], &report) }
        report.ratios = BenchReport.ratios(samples) + report.ratios
        if chosen.contains(.latency) { try await onABrokerOfItsOwn { try await latency(&report, in: $0) } }
        for part in settings.parts where Self.standingAlone.contains(part) {
            report.add(try await onABrokerOfItsOwn { try await measureAlone(part, in: $0) })
        }
    }

    private static let standingAlone: Set<BenchSettings.Part> = [.partitions, .growth, .patients, .intake, .worklist]

    private func measureAlone(
        _ part: BenchSettings.Part, in laboratory: Laboratory
    ) async throws -> (figures: [Figure], checks: [IntegrityCheck]) {
        switch part {
        case .growth:
            let run = GrowthRun(laboratory: laboratory, settings: settings, partitions: partitions, tell: tell)
            return try await run.measure()
        case .patients:
            let run = PatientsRun(laboratory: laboratory, settings: settings, partitions: partitions, tell: tell)
            return try await run.measure()
        case .intake, .worklist:
            let run = GatewayRuns(laboratory: laboratory, settings: settings, partitions: partitions, tell: tell)
            return part == .intake ? try await run.measureIntake() : try await run.measureWorklist()
        default: return try await PartitionsRun(folder: laboratory.folder, settings: settings, tell: tell).measure()
        }
    }

    /// The programs take turns, so that a slow minute of the machine strikes all of them.
    private mutating func rates(_ parts: [BenchSettings.Part], _ report: inout BenchReport) async throws {
        let shelf = FeedShelf(Self.orders(settings, partitions: partitions))
        var subjects: [Subject] = []
        do {
            for part in parts {
                tell("starting: \(part.title)")
                subjects.append(
                    Subject(
                        laboratory: laboratory, part: part, program: try await program(part), settings: settings,
                        shelf: shelf))
            }
            for index in subjects.indices {
                tell("warming up: \(subjects[index].part.title)")
                try await subjects[index].warmUp()
            }
            for run in 0..<settings.runs {
                for index in subjects.indices {
                    tell("run \(run + 1) of \(settings.runs): \(subjects[index].part.title)")
                    let sample = try await subjects[index].throughput()
                    samples[subjects[index].part, default: []].append(sample)
                }
            }
            for subject in subjects {
                let figures = BenchReport.Throughput(
                    subject.part, samples[subject.part] ?? [], peakMegabytes: try subject.peakMegabytes())
                if let figures { report.throughput.append(figures) }
                report.checks += try await subject.checks()
            }
        } catch {
            end(subjects.map(\.program), because: error)
            throw error
        }
        end(subjects.map(\.program))
    }

    private func program(_ part: BenchSettings.Part) async throws -> any MeasuredProgram {
        switch part {
        case .path: try await laboratory.startService(.interactionCheck)
        case .prescribing: try await laboratory.startService(.prescribing)
        default: try await laboratory.startCounting(part)
        }
    }

    private func rebuild(_ report: inout BenchReport) async throws {
        guard let live = samples[.path] else {
            throw BenchError.badOption("rebuild is measured by path: choose both")
        }
        var rates: [Double] = []
        for run in 0..<settings.runs {
            tell("run \(run + 1) of \(settings.runs): rebuild")
            let (rate, check) = try await RebuildRun(laboratory: laboratory, service: .interactionCheck).measure()
            rates.append(rate)
            report.checks.append(check)
        }
        report.rebuild = Spread(rates)
        if let value = BenchReport.ratio(rates, to: live.map(\.recordsPerSecond)) {
            report.ratios.append(Ratio(comparison: .rebuild, value: value))
        }
    }

    /// The embedded broker has let go of the first records of those before: a service that knew them would miss them.
    private func onABrokerOfItsOwn<Result>(_ body: (Laboratory) async throws -> Result) async throws -> Result {
        guard laboratory.isEmbedded else { return try await body(laboratory) }
        let own = try await Laboratory(bootstrap: nil)
        do {
            let result = try await body(own)
            await own.close()
            return result
        } catch {
            await own.close()
            throw error
        }
    }

    private func latency(_ report: inout BenchReport, in laboratory: Laboratory) async throws {
        tell("starting: the services, and the ping-pong")
        var programs: [any MeasuredProgram] = []
        do {
            let pingPong = try await laboratory.startPingPong()
            programs.append(pingPong)
            for service in [ServiceName.prescribing, .interactionCheck] {
                programs.append(try await laboratory.startService(service))
            }
            var courses = [
                LatencyCourse(
                    laboratory: laboratory, name: pingPong.name, programs: [pingPong], settings: settings,
                    partitions: partitions),
                LatencyCourse(
                    laboratory: laboratory, name: BenchSettings.Part.latency.title,
                    programs: Array(programs.dropFirst()),
                    settings: settings, partitions: partitions),
            ]
            try await latency(of: &courses, &report)
        } catch {
            end(programs, in: laboratory, because: error)
            throw error
        }
        end(programs, in: laboratory)
    }

    private func latency(of courses: inout [LatencyCourse], _ report: inout BenchReport) async throws {
        var taken: [[(sample: LatencyRun.Sample, cost: Double)]] = courses.map { _ in [] }
        for index in courses.indices { try await courses[index].warmUp() }
        for run in 0..<settings.runs {
            for index in courses.indices {
                tell("run \(run + 1) of \(settings.runs): \(courses[index].name), latency")
                let (sample, cost) = try await courses[index].run()
                taken[index].append((sample, cost))
            }
        }
        for (course, runs) in zip(courses, taken) {
            let figures = BenchReport.Latency(course.name, runs.map(\.sample), microseconds: runs.map(\.cost))
            if let figures { report.latency.append(figures) }
            report.checks.append(course.check)
        }
        let late = taken.map { $0.map(\.sample.p99Milliseconds) }
        if let value = BenchReport.ratio(late[1], to: late[0]) {
            report.ratios.append(Ratio(comparison: .latency, value: value))
        }
    }

    private func end(
        _ programs: [any MeasuredProgram], in other: Laboratory? = nil, because error: (any Error)? = nil
    ) {
        let laboratory = other ?? laboratory
        for program in programs {
            laboratory.stop(program)
            // Its log goes with the folder.
            let words = laboratory.lastWords(program.name)
            if let error, !(error is CancellationError), !words.isEmpty { tell("\(program.name) said:\n\(words)") }
        }
    }
}
