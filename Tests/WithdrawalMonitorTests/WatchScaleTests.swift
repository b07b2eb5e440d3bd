import EventContracts
import EventLog
import Foundation
import Logging
import MedicationDomain
import ServiceHost
import ServiceRuntime
import Synchronization
import TestSupport
import Testing

@testable import WithdrawalMonitor

/// Many patients whose reminder is due at one moment, a process that is killed while it reminds, and long histories.
///
/// `make watch` does it with a hundred thousand, built for speed, and prints the figures.
@Suite(.serialized) struct WatchScaleTests {
    private static let count =
        ProcessInfo.processInfo.environment["TITRATE_WATCH_PATIENTS"].flatMap { Int($0) } ?? 300
    private static let partitions = 4
    private let start = Timeline.day(0, hour: 8)
    private let clock: ManualClock
    private let log: InMemoryEventLog

    init() {
        let clock = ManualClock(Timeline.day(0, hour: 8))
        self.clock = clock
        log = InMemoryEventLog(partitionCount: Self.partitions, clock: { clock.now })
    }

    @Test(.timeLimit(.minutes(20))) func everyReminderIsFiredOnceThoughTheProcessIsKilled() async throws {
        let data = FileManager.default.temporaryDirectory.appending(path: "titrate-watch-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: data) }
        try publishHistories()
        var began = ContinuousClock.now
        let first = try KillableWatch(on: log, clock: clock, data: data)
        try await eventually(within: .seconds(900), "every supply is projected") { projected() >= Self.count }
        report("histories of \(Self.count) patients taken in", since: began, per: Self.count * 2)
        try await first.stop()
        #expect(raised().isEmpty, "nothing is due yet")

        // Seven days before the last covered day, for everybody at the same moment.
        clock.set(Timeline.day(22))
        for (point, time) in [(CutPoint.deadlineFired, Self.count / 3), (.beforeCommit, 2), (.afterProduce, 2)] {
            try await KillableWatch(on: log, clock: clock, data: data, dyingAt: point, time: time).death()
        }
        began = ContinuousClock.now
        let already = Set(raised().map(\.subject)).count
        let last = try KillableWatch(on: log, clock: clock, data: data)
        try await eventually(within: .seconds(900), "every reminder is said") {
            Set(raised().map(\.subject)).count >= Self.count
        }
        report(
            "\(Self.count - already) reminders due at once after the last kill", since: began, per: Self.count - already
        )
        try await last.stop()
        // One more life finds nothing left to say.
        let before = raised().count
        let idle = try KillableWatch(on: log, clock: clock, data: data)
        try await idle.stop()
        #expect(raised().count == before)
        expectEachOnce()
    }

    /// The ninetieth month costs what the tenth does: the record is bounded, and so is the work on it.
    @Test func anEventCostsTheSameHoweverLongTheHistory() throws {
        let harness = try HandlerHarness(try WithdrawalMonitorService.define(SettingValues()), startingAt: start)
        let fills = Topic<DispenseEvent>(.prescribingEvents)
        try harness.deliver(
            Fact.order("o-1"), on: Topic<OrderEvent>(.prescribingEvents), about: Timeline.patient, revision: 1)
        var costs: [Duration] = []
        for month in 0..<400 {
            let at = Timeline.day(month * 28, hour: 9)
            _ = try harness.advance(to: at)
            let began = ContinuousClock.now
            try harness.deliver(
                Fact.fill(DispenseID("d-\(month)"), month * 28, milligrams: 840), on: fills, about: Timeline.patient,
                revision: 1, at: at)
            costs.append(ContinuousClock.now - began)
        }
        let record = try #require(
            try harness.partition.read { try $0.document(SupplyRecord.table, of: Timeline.patient) })
        #expect(record.dispenses.count == SupplyRecord.keptDispenses)
        // Medians: a busy machine stretches some of them.
        let (early, late) = (median(costs[60..<160]), median(costs[300..<400]))
        print(
            "watch: an event costs \(milliseconds(early)) ms at month 60 to 160, \(milliseconds(late)) ms at month 300 to "
                + "400")
        #expect(late < early * 2)
    }

    // MARK: - Patients

    private func patient(_ number: Int) -> PatientID { PatientID("patient-\(number)") }

    private func publishHistories() throws {
        for number in 0..<Self.count {
            let id = patient(number)
            var order = Fact.order("o-1")
            var fill = Fact.fill("d-1", 0)
            (order.patientId, fill.patientId, fill.handedOverAt) = (id, id, start)
            _ = try log.broker.append(
                [try record(order, of: id, "order"), try record(fill, of: id, "fill")],
                at: start + .milliseconds(Int64(number)))
        }
        clock.set(start + .milliseconds(Int64(Self.count)))
    }

    private func record(_ payload: any EntityPayload, of id: PatientID, _ name: String) throws -> OutgoingRecord {
        let event = CloudEvent(
            id: "\(id.rawValue)-\(name)", source: "urn:test", type: payload.type, time: start, subject: id.rawValue,
            data: try payload.encode())
        return OutgoingRecord(topic: .prescribingEvents, message: event.message(key: Array(id.rawValue.utf8)))
    }

    // MARK: - What was said

    private struct Said { var subject: String, id: String, value: [UInt8]? }

    private func projected() -> Int {
        Set(
            log.broker.allRecords(.withdrawalEvents).filter {
                $0.message.header("ce_type") == SupplyProjection.types[0].rawValue
                    && String(decoding: $0.message.value ?? [], as: UTF8.self).contains("\"state\":\"known\"")
            }.compactMap { $0.message.header("ce_subject") }
        ).count
    }

    private func raised() -> [Said] {
        log.broker.allRecords(.alerts(of: .withdrawalMonitor)).filter {
            $0.message.header("ce_type") == "org.titrate.alert.raised.v1"
        }.map {
            Said(
                subject: $0.message.header("ce_subject") ?? "", id: $0.message.header("ce_id") ?? "",
                value: $0.message.value)
        }
    }

    /// What is sent again after a kill keeps its id and its bytes, so that every reader drops it.
    private func expectEachOnce() {
        let bySubject = Dictionary(grouping: raised(), by: \.subject)
        #expect(bySubject.count == Self.count)
        let doubled = bySubject.values.count { said in
            Set(said.map(\.id)).count != 1 || Set(said.map(\.value)).count != 1
        }
        #expect(doubled == 0)
    }

    private func report(_ what: String, since began: ContinuousClock.Instant, per count: Int) {
        let elapsed = ContinuousClock.now - began
        print("watch: \(what) in \(milliseconds(elapsed)) ms, \(milliseconds(elapsed / max(count, 1))) ms each")
    }

    private func milliseconds(_ duration: Duration) -> String {
        String(format: "%.2f", duration / .milliseconds(1))
    }

    private func median(_ costs: ArraySlice<Duration>) -> Duration {
        costs.sorted()[costs.count / 2]
    }
}

/// The service on the in-memory log with stores on disk, to be killed at a cut point and started again.
private final class KillableWatch: Sendable {
    private let task: Task<Void, any Error>
    private let log: InMemoryEventLog

    /// Dies the n-th time the point is reached; nil: lives on.
    init(
        on log: InMemoryEventLog, clock: ManualClock, data: URL, dyingAt point: CutPoint? = nil, time: Int = 1
    ) throws {
        let left = Mutex(time)
        let cuts = CutPoints { reached in
            guard reached == point else { return }
            // Once dead, dead at every further step: nothing may be tidied up.
            let isOver = left.withLock { count in
                count -= 1
                return count <= 0
            }
            if isOver { throw Killed(at: reached) }
        }
        let configuration = RunnerConfiguration(
            dataDirectory: data, instance: "1", backOff: .milliseconds(1) ... .milliseconds(5),
            clock: clock.runtimeClock, cuts: cuts)
        let runner = ServiceRunner(
            try WithdrawalMonitorService.define(SettingValues()), log: log, configuration: configuration,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        self.log = log
        task = Task { try await runner.run() }
    }

    /// Waits for the death at the cut point; whatever else ends the run is thrown.
    func death() async throws {
        do {
            try await task.value
            throw Unfulfilled("it ended without being killed")
        } catch is Killed {
            log.broker.killMember(instance: "withdrawal-monitor-1", expiring: true)
        }
    }

    /// Stops as SIGTERM would.
    func stop() async throws {
        task.cancel()
        do { try await task.value } catch is CancellationError {}
        log.broker.killMember(instance: "withdrawal-monitor-1", expiring: true)
    }
}
