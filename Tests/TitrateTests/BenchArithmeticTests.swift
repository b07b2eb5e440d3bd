import EventContracts
import EventLog
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

    @Test func processorTimeIsReadBehindAProgramNameWithBracketsAndBlanks() {
        let stat = "42 (a (odd) name) S 1 42 42 0 -1 4194560 1000 0 0 0 250 50 7 9 20 0 12 0 100 1 1"
        #expect(CPUTime.microseconds(inStat: stat, ticksPerSecond: 100) == 3_000_000)
        #expect(CPUTime.microseconds(inStat: "42 (short) S 1", ticksPerSecond: 100) == nil)
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
