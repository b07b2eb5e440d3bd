import EventContracts
import EventLog
import Foundation
import MedicationDomain
import Testing

@testable import Titrate

@Suite struct BenchArithmeticTests {
    @Test func theMedianStandsBetweenTheEnds() throws {
        let odd = try #require(Spread([3, 1, 2]))
        #expect((odd.minimum, odd.median, odd.maximum) == (1, 2, 3))
        #expect(try #require(Spread([4, 1, 2, 3])).median == 2.5)
        #expect(Spread([]) == nil)
    }

    @Test func aPercentileIsAValueThatWasMeasured() {
        let values = (1...200).reversed().map(Double.init)
        #expect(Spread.percentile(0.5, of: values) == 100)
        #expect(Spread.percentile(0.99, of: values) == 198)
        #expect(Spread.percentile(0.99, of: [7]) == 7)
        #expect(Spread.percentile(0, of: values) == 1)
        #expect(Spread.percentile(0.5, of: []) == nil)
    }

    @Test func ratiosAreMadeRunByRun() throws {
        let ratio = try #require(BenchReport.ratio([10, 20, 30], to: [100, 100, 50]))
        #expect((ratio.minimum, ratio.median, ratio.maximum) == (0.1, 0.2, 0.6))
        #expect(BenchReport.ratio([1], to: []) == nil)
    }

    @Test func processorTimeGrowsWithWorkAndEndsWithItsProcess() throws {
        let own = ProcessInfo.processInfo.processIdentifier
        let before = try #require(CPUTime.microseconds(of: own))
        var sum = 0
        for number in 0..<2_000_000 { sum &+= number ^ sum }
        let after = try #require(CPUTime.microseconds(of: own))
        #expect(sum != 1)
        #expect(after > before)
        // Beyond the highest number that Linux gives to a process.
        #expect(CPUTime.microseconds(of: 1 << 22) == nil)
    }

    @Test func aProcessIsMeasuredWithAllThatItHasStarted() throws {
        let child = Process()
        child.executableURL = URL(filePath: "/bin/sh")
        child.arguments = ["-c", "sleep 30 & wait"]
        let output = Pipe()
        child.standardOutput = output
        try child.run()
        defer { ProcessTree(of: child.processIdentifier).send(SIGKILL) }
        let deadline = Date(timeIntervalSinceNow: 10)
        while ProcessTree(of: child.processIdentifier).members.count < 2, Date() < deadline {}
        let tree = ProcessTree(of: child.processIdentifier)
        #expect(tree.members.count == 2)
        #expect(tree.members.first == child.processIdentifier)
        #expect(tree.residentMegabytes > 0)
        #expect(tree.peakMegabytes >= tree.residentMegabytes)
        let own = try #require(CPUTime.microseconds(of: child.processIdentifier))
        let all = try #require(tree.microseconds)
        #expect(all >= own)
    }

    @Test func memoryIsReadFromTheLineOfItsName() {
        let status = "Name:\tfloor\nVmHWM:\t    3456 kB\nVmRSS:\t    1200 kB\n"
        #expect(ProcessTree.kibibytes("VmHWM", in: status) == 3456)
        #expect(ProcessTree.kibibytes("VmRSS", in: status) == 1200)
        #expect(ProcessTree.kibibytes("Vm", in: status) == nil)
    }

    @Test func programsToCompareWithAreLookedForBesideTheBuild() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let floors = folder.appending(path: "build/floors")
        let executables = folder.appending(path: "build/x/debug")
        for place in [floors, executables] {
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        }
        try Data().write(to: floors.appending(path: "loop"))
        let programs = ComparisonPrograms(besides: executables)
        #expect(try programs.floor("loop").path.hasSuffix("build/floors/loop"))
        #expect(throws: BenchError.self) { try programs.floor("floor") }
        #expect(throws: BenchError.self) { try programs.peer() }
    }

    @Test func goalsAreBoundsOfTheirOwnDirection() {
        #expect(Comparison.Goal.atLeast(0.75).isReached(by: 0.75))
        #expect(!Comparison.Goal.atLeast(0.75).isReached(by: 0.74))
        #expect(Comparison.Goal.atMost(5).isReached(by: 5))
        #expect(!Comparison.Goal.atMost(5).isReached(by: 5.1))
    }

    @Test func programsAreComparedRunByRunInTheQuantityThatIsAskedFor() throws {
        func sample(_ rate: Double, _ cost: Double) -> ThroughputRun.Sample {
            .init(recordsPerSecond: rate, fedPerSecond: 1, microsecondsPerRecord: cost, isFedAhead: true)
        }
        let ratios = BenchReport.ratios([
            .loop: [sample(100, 2), sample(200, 2)], .path: [sample(50, 8), sample(20, 10)],
        ])
        let rate = try #require(ratios.first { $0.comparison.quantity == .rate })
        #expect((rate.value.minimum, rate.value.maximum) == (0.1, 0.5))
        #expect(rate.isReached == true)
        let cost = try #require(ratios.first { $0.comparison.quantity == .cost })
        #expect((cost.value.minimum, cost.value.maximum) == (4, 5))
        #expect(ratios.count == 2)
    }

    @Test func seriesOfOneNameAreAddedUpAndOthersLeftOut() {
        let page = MetricsPage(
            text: """
                # TYPE titrate_records_applied_total counter
                titrate_records_applied_total{service="interaction-check"} 12
                titrate_records_applied_total{service="other",code="x"} 3
                titrate_records_applied_total_seconds 99
                plain 4
                """)
        #expect(page.total("titrate_records_applied_total") == 15)
        #expect(page.total("titrate_records_applied_total", having: #"code="x""#) == 3)
        #expect(page.total("plain") == 4)
        #expect(page.total("never_counted") == 0)
    }

    @Test func loopProgressSurvivesItsFile() {
        let progress = LoopProgress(read: 1_234_567, settled: 42)
        #expect(LoopProgress(text: progress.text) == progress)
        #expect(LoopProgress().text.utf8.count == progress.text.utf8.count)
        #expect(LoopProgress(text: String(progress.text.dropLast())) == nil)
    }

    @Test func theLoopNoticesAMissingRecord() throws {
        let place = TopicPartition("t", 3)
        let records = [5, 6, 8].map {
            Record(
                partition: place, offset: $0, timestamp: Instant(millisecondsSince1970: 0),
                message: Message(value: nil))
        }
        #expect(try BareLoop.position(after: Array(records.prefix(2)), from: 5) == 7)
        #expect(throws: BenchError.self) { try BareLoop.position(after: records, from: 5) }
        #expect(throws: BenchError.self) { try BareLoop.position(after: records, from: 4) }
    }

    @Test func itLooksMoreOftenTowardsTheEnd() {
        let early = ThroughputRun.pause(done: 100, of: 1000, .milliseconds(50))
        let late = ThroughputRun.pause(done: 950, of: 1000, .milliseconds(500))
        #expect(early > late)
        #expect(ThroughputRun.pause(done: 1, of: 1_000_000, .seconds(1)) == .milliseconds(100))
        #expect(ThroughputRun.pause(done: 10, of: 10, .seconds(1)) == .milliseconds(2))
    }
}
