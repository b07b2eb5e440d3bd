import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

/// A feed and what an undisturbed run of it ends in.
struct FaultSample: Sendable {
    let feed: [[UInt8]]
    let prefix: String
    let madeAt: ContinuousClock.Instant
    private(set) var expected = SuiteOutcome([])

    /// Short enough for stops to be settled, and their deadlines to fire, in the middle of the run.
    static func arguments(of service: ServiceName) -> [String] {
        service == .withdrawalMonitor ? ["--settle-window", "2s"] : []
    }

    private init(count: Int, prefix: String) {
        self.prefix = prefix
        feed = Hospital.feed(
            count: count, patients: max(30, count / 25), seed: 11, now: Instant(Date()), prefix: prefix, stops: 8)
        madeAt = .now
    }

    /// A run without faults is made once for several trials; not for ever, because the feed speaks of "today".
    static func sample(of count: Int, for services: [ServiceName]) async throws -> FaultSample {
        try await FaultSamples.shared.sample(of: count, for: services)
    }

    fileprivate static func make(count: Int, services: [ServiceName]) async throws -> FaultSample {
        // Trials that share a cluster have patients of their own.
        let isShared = RunningSuite.externalBootstrap != nil
        var sample = FaultSample(count: count, prefix: isShared ? "p\(UUID().uuidString.prefix(6))-" : "pat-")
        let suite = try await RunningSuite(isEmbedded: true)
        for service in services { try suite.start(service, arguments(of: service)) }
        for service in services { try await suite.waitUntilReady(service) }
        let producer = try suite.log.makeProducer()
        try await producer.append(sample.feed.map(Hospital.record))
        await producer.close(within: .seconds(5))
        sample.expected = try await sample.outcome(of: suite, services)
        #expect(sample.expected.doubled.isEmpty)
        #expect(sample.expected.alerts.count > 20, "the feed must lead to alerts, or the comparison means nothing")
        return sample
    }

    /// What stands in the end: everything read, and every stop settled one way or the other.
    func outcome(of suite: RunningSuite, _ services: [ServiceName]) async throws -> SuiteOutcome {
        let stops = services.contains(.withdrawalMonitor) ? 8 : 0
        let limit = ContinuousClock.now + .seconds(60)
        while true {
            let outcome = try await suite.settledOutcome(of: services, patients: prefix)
            let alerts = outcome.alerts.filter { $0.value.contains(" abrupt-stop ") }
            let unsettled = alerts.filter { $0.value.hasPrefix("provisional") }
            if alerts.count >= stops, unsettled.isEmpty { return outcome }
            guard ContinuousClock.now < limit else {
                throw Unfulfilled("\(alerts.count) stops alerted, unsettled: \(unsettled.keys.sorted())")
            }
        }
    }
}

private actor FaultSamples {
    static let shared = FaultSamples()
    private var samples: [String: FaultSample] = [:]

    func sample(of count: Int, for services: [ServiceName]) async throws -> FaultSample {
        let key = "\(count) \(services.map(\.rawValue))"
        let isShared = RunningSuite.externalBootstrap != nil
        if let known = samples[key], !isShared, .now - known.madeAt < .seconds(480) { return known }
        let sample = try await FaultSample.make(count: count, services: services)
        samples[key] = sample
        return sample
    }
}
