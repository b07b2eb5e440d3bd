import EventContracts
import MedicationDomain
import ServiceHost
import ServiceRuntime
import TestSupport
import Testing

@testable import WithdrawalMonitor

/// The service as the runtime runs it: stores, deadlines and what comes out on its topics.
struct ServiceTests {
    private let orders = Topic<OrderEvent>(.prescribingEvents)
    private let fills = Topic<DispenseEvent>(.prescribingEvents)

    @Test func aStopComesOutProvisionalAndThenInterruptive() throws {
        let definition = try WithdrawalMonitorService.define(SettingValues(values: ["settle-window": "2m"]))
        let harness = try HandlerHarness(definition, startingAt: Timeline.day(0))
        let patient = Timeline.patient
        try harness.deliver(Fact.order("o-1"), on: orders, about: patient, revision: 1)
        let filled = try harness.deliver(Fact.fill("d-1", 0), on: fills, about: patient, revision: 1)
        #expect(filled.payloads(SupplyProjection.self).map(\.runOutAt) == [Timeline.day(30)])
        let stopAt = Timeline.day(20)
        let stopped = try harness.deliver(
            Fact.order("o-1", .stopped), on: orders, about: patient, revision: 2, at: stopAt)
        #expect(stopped.alerts.map(\.alert.status) == [.provisional])
        let settled = try harness.advance(to: stopAt + .minutes(2))
        #expect(settled.alerts.map(\.alert.interruptive) == [true])
        #expect(settled.payloads(WithdrawalEpisode.self).map(\.change) == [.opened])
    }
}
