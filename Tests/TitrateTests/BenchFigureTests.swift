import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceHost
import Testing

@testable import Titrate

@Suite struct BenchFigureTests {
    @Test func twoPartitionsAreComparedWithOneRunByRun() throws {
        func result(_ seconds: Double) throws -> RehearsalResult {
            let text = #"{"seconds":\#(seconds),"microseconds":2000000,"outputs":[]}"#
            return try JSONDecoder().decode(RehearsalResult.self, from: Data(text.utf8))
        }
        let run = PartitionsRun(folder: URL(filePath: "/"), settings: BenchSettings(events: 1000)) { _ in }
        let figures = run.figures([1: [try result(2), try result(4)], 2: [try result(1), try result(2.5)]])
        #expect(figures.map(\.unit) == [.recordsPerSecond, .recordsPerSecond, .microseconds, .microseconds, .ratio])
        #expect(figures[0].value.maximum == 500)
        #expect(figures[2].value.median == 2000)
        #expect((figures[4].value.minimum, figures[4].value.maximum) == (1.6, 2))
        #expect(figures[4].isReached == true)
    }

    @Test func growthComparesTheLastWindowWithTheFirst() throws {
        #expect(GrowthRun.window(of: 10_000_000) == 100_000)
        #expect(GrowthRun.window(of: 50_000) == 25_000)
        let sizes = BenchSettings(patients: 30)
        let feed = BenchCourse.orders(sizes, partitions: 2)
        let warmUp = GrowthRun.warmUp(of: sizes)
        // What is new after it are new starts of the one medicine that comes and goes.
        let known = Set((0..<warmUp).map { feed.order(at: $0).medication.text })
        #expect(
            (0..<30).allSatisfy { patient in
                Set(stride(from: patient, to: warmUp, by: 30).map { feed.order(at: $0).medication.text }) == known
            })
        var settings = BenchSettings()
        settings.growthEvents = 400_000
        // Stretches of 20,000: five make a window.
        let costs = Array(repeating: 100.0, count: 5) + Array(repeating: 500, count: 10) + [110, 120, 130, 120, 120]
        let figures = GrowthRun.figures(costs, settings)
        #expect(figures.map { $0.value.median } == [100, 120, 1.2])
        #expect(figures.last?.isReached == false)
        #expect(GrowthRun.figures([], settings).isEmpty)
    }

    @Test func manyPatientsAreJudgedByTheirGoalOnlyWhenTheyAreMany() throws {
        var settings = BenchSettings()
        for (patients, hasGoal) in [(1000, false), (1_000_000, true)] {
            settings.manyPatients = patients
            let figures = PatientsRun.figures(
                settings, floor: [100, 200], path: [80, 100], [.init(knowledge: 0.4, stores: 0.5)], peakMegabytes: 90)
            let ratio = try #require(figures.first { $0.unit == .ratio })
            #expect(ratio.value.median == 0.65)
            #expect((ratio.goal != nil) == hasGoal)
            let opening = try #require(figures.last)
            #expect(opening.value.median == 0.9)
            #expect((opening.goal != nil) == hasGoal)
        }
    }

    @Test func answersAreTakenOneByOneHoweverTheyArrive() {
        let text =
            "HTTP/1.1 202 Accepted\r\nContent-Length: 3\r\n\r\nabc"
            + "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nbody\r\n2\r\nxy\r\n0\r\n\r\n"
            + "HTTP/1.1 204 No Content\r\n\r\n"
        for size in [1, 7, 1000] {
            var answer = HTTPAnswer()
            var taken: [(status: Int, body: [UInt8])] = []
            let bytes = Array(text.utf8)
            for begin in stride(from: 0, to: bytes.count, by: size) {
                answer.add(bytes[begin..<min(begin + size, bytes.count)])
                while let next = answer.take() { taken.append(next) }
            }
            #expect(taken.map(\.status) == [202, 200, 204])
            #expect(taken.map { String(decoding: $0.body, as: UTF8.self) } == ["abc", "bodyxy", ""])
        }
    }

    @Test func everyInventedAlertIsOneOfItsOwnThatStandsOpen() throws {
        let invented = InventedAlerts(begin: Instant(millisecondsSince1970: 1_795_253_400_000))
        let alerts = (0..<500).map(invented.alert)
        #expect(Set(alerts.map(\.alertId)).count == 500)
        #expect(alerts.allSatisfy { $0.status == .open })
        #expect(Set(alerts.map(\.severity)).count > 1)
        let record = try #require(try invented.records(7..<8).first)
        let data = try #require(try CloudEvent(record.message).data)
        #expect(try AlertEvent.decode(data, type: "org.titrate.alert.raised.v1").alert.alertId == alerts[7].alertId)
    }

    @Test func aFigureSaysWhatItIsToReach() throws {
        var report = BenchReport(
            surroundings: .init(
                broker: "embedded", address: "h:1", partitions: 12, cores: 2, build: "release", loadBefore: 0),
            settings: BenchSettings())
        report.add(
            (
                [
                    try #require(
                        Figure(
                            .intake, "POST /fhir", .requestsPerSecond, [4000, 6000, 5500],
                            goal: .atLeast(5000)))
                ], [IntegrityCheck("documents", expected: 1, found: 1)]
            ))
        let text = BenchTable(report: report).lines.joined(separator: "\n")
        #expect(text.contains("5,500 (4,000-6,000)"))
        #expect(text.contains("≥ 5,000, reached"))
        #expect(report.isSound)
        #expect(Figure(.intake, "nothing", .milliseconds, []) == nil)
    }
}
