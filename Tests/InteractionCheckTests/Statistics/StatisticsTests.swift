import ArgumentParser
import EventContracts
import EventLog
import MedicationDomain
import TestSupport
import Testing

@testable import InteractionCheck

/// What `stats` counts, from a log that a service has spoken on.
@Suite struct StatisticsTests {
    private let log = InMemoryEventLog(partitionCount: 3, clock: { TestPatient.now })
    private let start = TestPatient.now

    private func append<Payload: EntityPayload>(
        _ payload: Payload, on topic: TopicName, id: String, about patient: PatientID, at instant: Instant
    ) throws {
        let event = CloudEvent(
            id: id, source: "urn:test", type: payload.type, time: instant, subject: patient.rawValue,
            data: try payload.encode())
        _ = try log.broker.append(
            [OutgoingRecord(topic: topic, message: event.message(key: Array(patient.rawValue.utf8)))], at: instant)
    }

    /// Patients with a new opioid beside much baclofen; each alert is answered as told, so many minutes later.
    private func publish(_ answers: [(AlertResponse.Action, code: String?, minutes: Double)?]) throws {
        for (number, answer) in answers.enumerated() {
            let id = PatientID("patient-\(number)")
            var patient = PolicyPatient(try TestKnowledge.standard, of: id)
            let orders = [
                ("index", "baclofen 20 mg tablet", 60.0, TherapyContext.continuing), ("o", "oxycodone", 20, .new),
            ]
            for (order, text, milligrams, context) in orders {
                let order = OrderEvent(
                    orderId: OrderID(order), patientId: id, revision: 1, status: .accepted,
                    medication: try TestMedications.named(text), route: .oral, dailyDoseMilligrams: milligrams,
                    therapyContext: context, startsAt: start)
                try append(
                    order, on: .prescribingEvents, id: "\(id.rawValue)-\(order.orderId.rawValue)", about: id, at: start)
                for (index, event) in patient.hear(.order(order), at: start).enumerated() {
                    try append(
                        event, on: .alerts(of: .interactionCheck),
                        id: "\(id.rawValue)-\(order.orderId.rawValue)-alert-\(index)", about: id, at: start)
                }
            }
            guard let answer, let alert = patient.open.first(where: \.interruptive) else { continue }
            let response = AlertResponse(
                responseId: "r-\(number)", alertId: alert.alertId, alertRevision: 1, patientId: id, action: answer.0,
                reason: answer.code.map { AlertResponse.Reason(code: $0) },
                by: AlertResponse.Actor(id: "pharmacist", role: "pharmacist"), at: start + .minutes(answer.minutes),
                seenAt: alert.updatedAt)
            try append(response, on: .alertResponses, id: "r-\(number)", about: id, at: response.at)
        }
    }

    @Test func overridesByReasonTimesAndRatesAreCounted() async throws {
        try publish([
            (.overridden, "risk-benefit-ratio", 10), (.overridden, "risk-benefit-ratio", 20),
            (.overridden, "limited-time", 30), (.acknowledged, nil, 40), (.assigned, nil, 5), nil,
        ])
        let statistics = try await StatsCommand.statistics(of: log, since: nil)
        let rule = try #require(statistics.rules["baclofen-opioid"])
        #expect(statistics.orderCount == 12)
        #expect(statistics.unreadable == 0)
        #expect(rule.alerts == 6)
        #expect(rule.interruptions == 6)
        #expect(rule.acknowledged == 1)
        #expect(rule.overrides == ["risk-benefit-ratio": 2, "limited-time": 1])
        #expect(rule.wait(percentile: 50) == 1200)
        #expect(rule.wait(percentile: 90) == 2400)
        #expect(rule.isFlagged)
        let row = try #require(StatisticsReport(statistics).rules.first { $0.rule == "baclofen-opioid" })
        #expect(row.alertsPer100Orders == 50)
        #expect(row.overrideShare == 0.75)
    }

    @Test func halfOverriddenIsNotFlagged() async throws {
        try publish([(.overridden, "risk-benefit-ratio", 10), (.acknowledged, nil, 40)])
        let statistics = try await StatsCommand.statistics(of: log, since: nil)
        #expect(statistics.rules["baclofen-opioid"]?.overrideShare == 0.5)
        #expect(statistics.rules["baclofen-opioid"]?.isFlagged == false)
        #expect(!StatisticsReport(statistics).text.contains("LOOK AT"))
    }

    @Test func recordsThatCameTwiceCountOnce() async throws {
        for _ in 0..<2 { try publish([(.overridden, "limited-time", 10)]) }
        let statistics = try await StatsCommand.statistics(of: log, since: nil)
        #expect(statistics.rules["baclofen-opioid"]?.alerts == 1)
        #expect(statistics.rules["baclofen-opioid"]?.overridden == 1)
    }

    @Test func earlierAlertsOnlySayWhichRuleAnAnswerIsTo() async throws {
        try publish([(.overridden, "limited-time", 90), (.acknowledged, nil, 10)])
        let statistics = try await StatsCommand.statistics(of: log, since: start + .hours(1))
        let rule = try #require(statistics.rules["baclofen-opioid"])
        #expect(statistics.orderCount == 0)
        #expect(rule.alerts == 0)
        #expect(rule.overridden == 1)
        #expect(rule.acknowledged == 0)
        #expect(StatisticsReport(statistics).rules.first?.alertsPer100Orders == nil)
    }

    @Test func textAndJSONNameNoPatient() async throws {
        try publish([(.overridden, "limited-time", 10), (.acknowledged, nil, 40), nil])
        _ = try log.broker.append([
            OutgoingRecord(topic: .alertResponses, message: Message(key: Array("patient-9".utf8), value: [1, 2]))
        ])
        let report = StatisticsReport(try await StatsCommand.statistics(of: log, since: nil))
        let json = String(decoding: try PayloadCoding.encode(report), as: UTF8.self)
        #expect(report.unreadableRecords == 1)
        for text in [report.text, json] {
            #expect(!text.contains("patient-"))
            #expect(text.contains("baclofen-opioid"))
        }
        #expect(report.text.contains("overrides of baclofen-opioid: limited-time 1"))
    }

    @Test func sinceIsADay() throws {
        #expect(throws: (any Error).self) { try StatsCommand.parse(["--bootstrap", "k:1", "--since", "yesterday"]) }
        #expect(try StatsCommand.parse(["--bootstrap", "k:1", "--since", "2026-11-01"]).since == "2026-11-01")
    }
}
