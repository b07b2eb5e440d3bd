import Foundation

/// Feeds a target and watches what every input must hold to: an answer in time, no undeclared error, nothing of the
/// input in what an error says, and memory that does not grow.
struct FuzzRun<Target: FuzzTarget> {
    /// Processor time for one input; the slow ones take milliseconds.
    static var slowAfterSeconds: Double { 2 }
    /// What may stay in memory after all inputs, over what stood there after the warm-up.
    static var growthLimitBytes: Int { 64 * 1_048_576 }
    /// Complaints that are kept; a broken promise is broken often.
    private static var complaintLimit: Int { 5 }

    let settings: FuzzSettings
    private let watchdog = Watchdog()

    init(settings: FuzzSettings = .current) { self.settings = settings }

    func run() async throws -> FuzzReport {
        var target = try await Target()
        var report = FuzzReport(target: Target.name)
        let trace = try Trace(Target.name, settings)
        let numbers = settings.numbers(of: Target.self)
        let warmUp = max(100, numbers.underestimatedCount / 10)
        let begin = ContinuousClock.now
        for number in numbers {
            if report.inputs == warmUp { report.bytesBefore = ProcessFigures.residentBytes }
            trace.note(number)
            await feed(number, to: &target, &report)
            guard report.complaints.count < Self.complaintLimit else { break }
        }
        report.bytesAfter = ProcessFigures.residentBytes
        let elapsed = begin.duration(to: .now).components
        report.seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
        if report.inputs > warmUp, report.bytesAfter - report.bytesBefore > Self.growthLimitBytes {
            report.complaints.append("memory grew from \(report.bytesBefore) to \(report.bytesAfter) bytes")
        }
        return report
    }

    private func feed(_ number: Int, to target: inout Target, _ report: inout FuzzReport) async {
        var chance = Chance(seed: settings.seed, target: Target.name, number: number)
        watchdog.begins(
            "\(Target.name) seed \(settings.seed) number \(number)", at: ProcessFigures.processorSeconds)
        defer { watchdog.ends() }
        let input = target.makeInput(&chance)
        let begin = ProcessFigures.processorSeconds
        func complain(_ about: String) { report.complaints.append("number \(number): \(about)") }
        do {
            switch try await target.read(input) {
            case .accepted: report.accepted += 1
            case .refused(let told):
                report.refused += 1
                if Canary.isTold(by: told) { complain("an error repeats the input: \(told)") }
            }
        } catch let complaint as Complaint {
            complain(complaint.description)
        } catch {
            complain("an error nobody declared: \(type(of: error)): \(error)")
        }
        report.inputs += 1
        let seconds = ProcessFigures.processorSeconds - begin
        if seconds > report.slowestSeconds { (report.slowestSeconds, report.slowestNumber) = (seconds, number) }
        if seconds > Self.slowAfterSeconds { complain("took \(seconds) s") }
    }
}
