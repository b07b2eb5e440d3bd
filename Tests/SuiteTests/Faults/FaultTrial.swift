import EventContracts
import EventLog
import Foundation
import MedicationDomain
import Synchronization
import TestSupport
import Testing

/// One run of a feed with a fault in it, judged by an undisturbed run of the same feed.
///
/// The scenario publishes the feed piece by piece, does its mischief between and under the pieces, and says when the
/// suite could begin to recover; what is left of the feed is published at its end.
final class FaultTrial: Sendable {
    static let standard: [ServiceName] = [.prescribing, .interactionCheck, .withdrawalMonitor]

    let suite: RunningSuite
    let services: [ServiceName]
    private let sample: FaultSample
    private let producer: any LogProducer
    private let course = Mutex(Course())

    private struct Course {
        var published = 0
        var recovering: ContinuousClock.Instant?
        var recovery: Duration?
    }

    private init(_ sample: FaultSample, services: [ServiceName]) async throws {
        (self.sample, self.services) = (sample, services)
        suite = try await RunningSuite()
        producer = try suite.log.makeProducer()
    }

    /// Runs the scenario so many times and notes the figures of each.
    ///
    /// With `mayBeLate` an earlier owner may still speak after a later one (readers keep the newest revision). With
    /// `isRebuilt` stores are built again from the log, which says only what holds: an alert that came and went
    /// meanwhile is not told in retrospect.
    static func run(
        _ scenario: String, rounds: Int = FaultRounds.usual, services: [ServiceName] = standard,
        recordCount: Int = 420, mayBeLate: Bool = false, isRebuilt: Bool = false,
        _ body: (FaultTrial, Int) async throws -> Void
    ) async throws {
        for round in 0..<rounds {
            let sample = try await FaultSample.sample(of: recordCount, for: services)
            let trial = try await FaultTrial(sample, services: services)
            try await body(trial, round)
            let figures = try await trial.judge(scenario, round: round, mayBeLate: mayBeLate, isRebuilt: isRebuilt)
            try figures.note()
        }
    }

    func startAll() async throws {
        for service in services { try start(service) }
        for service in services { try await suite.waitUntilReady(service) }
    }

    /// With a settle window short enough for deadlines to fire during the run.
    func start(
        _ service: ServiceName, instance: String = "1", _ extra: [String] = [], environment: [String: String] = [:]
    ) throws {
        try suite.start(
            service, instance: instance, FaultSample.arguments(of: service) + extra, environment: environment)
    }

    /// Publishes up to that part of the feed; returns when the log has it, not when it is worked through.
    func publish(upTo part: Double) async throws {
        let end = min(sample.feed.count, Int(Double(sample.feed.count) * part))
        let start = course.withLock { course in
            defer { course.published = max(course.published, end) }
            return course.published
        }
        guard end > start else { return }
        let records = sample.feed[start..<end].map(Hospital.record)
        while true {
            do {
                try await producer.append(records)
                return
            } catch let error as LogError where error.remedy != .reject {
                // The broker may be what is disturbed; hospital records may be repeated.
                continue
            }
        }
    }

    /// Waits until everything published so far is worked through.
    func settle() async throws { _ = try await suite.settledOutcome(of: services) }

    /// From here on the time to recover is taken.
    func recoveryBegins() { course.withLock { $0.recovering = .now } }
    /// Not called: the suite has recovered when the whole feed is worked through.
    func recovered() {
        course.withLock { course in course.recovery = course.recovering.map { .now - $0 } }
    }

    private func judge(_ scenario: String, round: Int, mayBeLate: Bool, isRebuilt: Bool) async throws -> FaultFigures {
        try await publish(upTo: 1)
        if course.withLock({ $0.recovery == nil }) {
            try await settle()
            recovered()
        }
        await producer.close(within: .seconds(5))
        let outcome = try await sample.outcome(of: suite, services)
        let lost = outcome.differences(from: sample.expected, openOnly: isRebuilt)
        let doubled = outcome.doubled.filter { !mayBeLate || !outcome.late.contains($0) }
        #expect(lost.isEmpty, "\(scenario), round \(round): \(lost.count) differ, as \(lost.prefix(3))")
        #expect(doubled.isEmpty, "\(scenario), round \(round): \(doubled.prefix(5))")
        let took = course.withLock { $0.recovery } ?? .zero
        return FaultFigures(
            scenario: scenario, sent: sample.feed.count, lost: lost.count, doubled: doubled.count,
            recoveryMilliseconds: Int(took / .milliseconds(1)), broker: FaultFigures.brokerName)
    }
}
