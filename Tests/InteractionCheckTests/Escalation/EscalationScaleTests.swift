import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import InteractionCheck

/// Thousands of interruptive alerts that nobody answers, and a process that is killed while it reminds.
///
/// `make alerts` does it with ten thousand, built for speed, and holds the sweep of all of them to its second.
@Suite(.serialized) struct EscalationScaleTests {
    private static let count =
        ProcessInfo.processInfo.environment["TITRATE_ESCALATIONS"].flatMap { Int($0) } ?? 2000
    private static let partitions = 4
    /// One patient's orders arrive that much later than those of the patient before.
    private static let spacing = Span.milliseconds(5)
    private let start = TestPatient.now
    private let clock: ManualClock
    private let log: InMemoryEventLog

    init() {
        let clock = ManualClock(TestPatient.now)
        self.clock = clock
        log = InMemoryEventLog(partitionCount: Self.partitions, clock: { clock.now })
    }

    @Test(.timeLimit(.minutes(10))) func everyReminderComesOnceAndInTimeThoughTheProcessIsKilled() async throws {
        let data = FileManager.default.temporaryDirectory.appending(path: "titrate-escalation-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: data) }
        try publishOrders()
        let raising = try KillableService(on: log, clock: clock, data: data)
        try await eventually(within: .seconds(300), "every alert is raised") { said() >= Self.count }
        try await raising.stop()

        // Each life ends at another step of the work; the clock has gone on before the next begins.
        let wait = try #require(try TestKnowledge.standard.escalation.wait(atLevel: 0))
        let due = start + wait
        let spread = Span.milliseconds(Self.spacing.milliseconds * Int64(Self.count))
        var lives = [start]
        let deaths: [(CutPoint, Int)] = [
            (.deadlineFired, Self.count / 30), (.beforeCommit, 2), (.afterCommit, 2), (.beforeProduce, 2),
            (.afterProduce, 2),
        ]
        for (number, (point, time)) in deaths.enumerated() {
            clock.set(due + .milliseconds(spread.milliseconds * Int64(number + 2) / 10))
            lives.append(clock.now)
            let doomed = try KillableService(on: log, clock: clock, data: data, dyingAt: point, time: time)
            try await doomed.death()
        }
        clock.set(due + .milliseconds(spread.milliseconds * 8 / 10))
        lives.append(clock.now)
        let last = try KillableService(on: log, clock: clock, data: data)
        for _ in 0...100 where reminded().count < Self.count {
            let overdue = dueTimes(wait).filter { $0.value <= clock.now }.count
            try await eventually(within: .seconds(300), "what is due is said") { reminded().count >= overdue }
            clock.advance(by: .milliseconds(spread.milliseconds / 200))
        }
        try await last.stop()
        expectEachOnceAndInTime(reminders(), due: dueTimes(wait), lives)
        try await sweepTheSecondReminders(data, after: wait)
    }

    /// All of them overdue at once, the worst there can be after an outage.
    private func sweepTheSecondReminders(_ data: URL, after wait: Span) async throws {
        let next = try #require(try TestKnowledge.standard.escalation.wait(atLevel: 1))
        let due = dueTimes(Span.milliseconds(wait.milliseconds + next.milliseconds))
        clock.set(try #require(due.values.max()))
        let before = said()
        let began = ContinuousClock.now
        let restarted = try KillableService(on: log, clock: clock, data: data)
        try await eventually(within: .seconds(300), "the first is said") { said() > before }
        let first = (ContinuousClock.now - began) / .seconds(1)
        try await eventually(within: .seconds(300), "every reminder is said") { said() >= before + Self.count }
        let all = (ContinuousClock.now - began) / .seconds(1)
        try await restarted.stop()
        print(
            "escalation: \(Self.count) overdue at a restart: the first said after "
                + "\(String(format: "%.2f", first)) s, all after \(String(format: "%.2f", all)) s")
        expectEachOnceAndInTime(reminders().filter { $0.timestamp >= clock.now }, due: due, [start, clock.now])
        #if !DEBUG
            #expect(all <= 1)
        #endif
    }

    // MARK: - Patients

    private func patient(_ number: Int) -> PatientID { PatientID("patient-\(number)") }

    /// Per patient a standing high dose of baclofen, and a new opioid beside it.
    private func publishOrders() throws {
        let index = try TestMedications.named("baclofen 20 mg tablet")
        let opioid = try TestMedications.named("oxycodone")
        for number in 0..<Self.count {
            let id = patient(number)
            func order(_ order: OrderID, _ medication: Medication, _ milligrams: Double, _ context: TherapyContext)
                throws -> OutgoingRecord
            {
                let order = OrderEvent(
                    orderId: order, patientId: id, revision: 1, status: .accepted, medication: medication,
                    route: .oral, dailyDoseMilligrams: milligrams, therapyContext: context, startsAt: start)
                let event = CloudEvent(
                    id: "\(id.rawValue)-\(order.orderId.rawValue)", source: "urn:test", type: order.type, time: start,
                    subject: id.rawValue, data: try order.encode())
                return OutgoingRecord(
                    topic: .prescribingEvents, message: event.message(key: Array(id.rawValue.utf8)))
            }
            _ = try log.broker.append(
                [try order("index", index, 60, .continuing), try order("opioid", opioid, 20, .new)],
                at: raisedAt(number))
        }
        clock.set(raisedAt(Self.count))
    }

    private func raisedAt(_ number: Int) -> Instant {
        start + .milliseconds(Self.spacing.milliseconds * Int64(number))
    }

    private func dueTimes(_ wait: Span) -> [PatientID: Instant] {
        Dictionary(uniqueKeysWithValues: (0..<Self.count).map { (patient($0), raisedAt($0) + wait) })
    }

    // MARK: - What was said

    private func said() -> Int {
        (0..<Int32(Self.partitions)).reduce(0) {
            $0 + Int(log.broker.end(of: TopicPartition(.alerts(of: .interactionCheck), $1)))
        }
    }

    private func reminders() -> [Record] {
        log.broker.allRecords(.alerts(of: .interactionCheck)).filter {
            $0.message.header("ce_type") == "org.titrate.alert.escalated.v1"
        }
    }

    private func reminded() -> Set<String> { Set(reminders().compactMap { $0.message.header("ce_subject") }) }

    /// A record sent again after a kill keeps its id and its bytes, so that every reader drops it.
    private func expectEachOnceAndInTime(_ records: [Record], due: [PatientID: Instant], _ lives: [Instant]) {
        var said: [String: (id: String, value: [UInt8]?)] = [:]
        var (doubled, changed, early, worst, again) = (0, 0, 0, Span.zero, 0)
        for record in records {
            let name = record.message.header("ce_subject") ?? ""
            let id = record.message.header("ce_id") ?? ""
            if let known = said[name] {
                again += 1
                if known.id != id { doubled += 1 }
                if known.value != record.message.value { changed += 1 }
                continue
            }
            said[name] = (id, record.message.value)
            guard let due = due[PatientID(name)] else { continue }
            if record.timestamp < due { early += 1 }
            // Nobody can be in time while the process is dead.
            let life = lives.last { $0 <= record.timestamp } ?? start
            worst = max(worst, record.timestamp.since(max(due, life)))
        }
        print(
            "escalation: \(said.count) reminders, \(again) sent again under their id, latest \(worst.milliseconds) ms")
        #expect(said.count == Self.count, "none lost")
        #expect(Set(said.keys) == Set(due.keys.map(\.rawValue)))
        #expect(doubled == 0)
        #expect(changed == 0)
        #expect(early == 0)
        #expect(worst <= .seconds(1))
    }
}
