import EventContracts
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import InteractionCheck

/// What pharmacists hear when what the checks stand on cannot be relied upon.
@Suite struct FailedSourceTests {
    private let service: PatientHarness
    private let source = PatientID.source("prescribing")

    init() throws { service = try PatientHarness() }

    private func report(
        _ condition: SourceReport.Condition, of source: String = "prescribing", affecting partitions: Int = 12
    ) -> SourceReport {
        SourceReport(
            source: source, condition: condition, affectedPartitions: condition == .reliable ? 0 : partitions,
            partitionCount: 12, notCheckedSince: TestPatient.now - .minutes(1), observedAt: TestPatient.now)
    }

    @discardableResult
    private func deliver(_ report: SourceReport, revision: Int) throws -> Published {
        try service.harness.deliver(
            report, on: Topic(.sources(of: .interactionCheck)), about: report.patientId, revision: revision)
    }

    @Test func silenceCallsAndSaysWhatIsNotChecked() throws {
        let published = try deliver(report(.silent), revision: 1)
        let alert = try #require(published.alerts.first?.alert)
        #expect(published.alerts.map(\.change) == [.raised])
        #expect(alert.alertId == "interaction-check:failed-source:urn:titrate:source:prescribing")
        #expect(alert.patientId == source)
        #expect(alert.kind == .checksDegraded)
        #expect(alert.severity == .major)
        #expect(alert.interruptive)
        #expect(alert.dueAt == TestPatient.now + .minutes(15))
        #expect(
            alert.summary
                == "prescribing has gone silent: new and changed orders are not checked for interactions")
        #expect(alert.checks.checked.isEmpty)
        #expect(alert.checks.notChecked.map(\.check) == ["interaction", "duplicate", "allergy"])
        #expect(!alert.management.isEmpty)
        #expect(!alert.rule.citations.isEmpty)
    }

    @Test func theShareOfPatientsIsSaid() throws {
        let alert = try #require(try deliver(report(.lagging, affecting: 4), revision: 1).alerts.first?.alert)
        #expect(
            alert.summary
                == "prescribing is behind for 4 of 12 groups of patients: "
                + "new and changed orders are checked for interactions late")
        #expect(!alert.interruptive)
        #expect(alert.dueAt == nil)
    }

    @Test(arguments: SourceReport.Condition.allCases.filter { $0 != .reliable })
    func everyConditionIsSaidInItsOwnWords(condition: SourceReport.Condition) throws {
        let alert = try #require(try deliver(report(condition), revision: 1).alerts.first?.alert)
        let others = try SourceReport.Condition.allCases.filter { $0 != condition && $0 != .reliable }.map {
            FailedSource.alert(report($0), try TestKnowledge.loaded.knowledge, asOf: TestPatient.now).summary
        }
        #expect(!others.contains(alert.summary))
    }

    @Test func whatCanBeReliedUponAgainEndsTheAlert() throws {
        try deliver(report(.silent), revision: 1)
        let published = try deliver(report(.reliable), revision: 2)
        #expect(published.alerts.map(\.change) == [.resolved])
        #expect(published.alerts.first?.alert.resolution?.reason == "prescribing can be relied upon again")
    }

    @Test func whatGetsWorseCallsThoughItWasAnswered() throws {
        let raised = try #require(try deliver(report(.lagging), revision: 1).alerts.first?.alert)
        let answer = AlertResponse(
            responseId: "r-1", alertId: raised.alertId, alertRevision: raised.revision, action: .acknowledged,
            by: AlertResponse.Actor(id: "ph-1", role: "pharmacist"), at: TestPatient.now)
        let answered = try service.harness.deliver(answer, on: .alertResponses, about: source)
        #expect(answered.alerts.first?.alert.status == .acknowledged)
        let worse = try #require(try deliver(report(.silent), revision: 2).alerts.first?.alert)
        #expect(worse.status == .open)
        #expect(worse.interruptive)
    }

    @Test func nobodyAnsweringIsRemindedOfIt() throws {
        try deliver(report(.stopped), revision: 1)
        let reminded = try service.harness.advance(to: TestPatient.now + .minutes(15))
        #expect(reminded.alerts.map(\.change) == [.escalated])
    }

    @Test func oneWordTwiceIsSaidOnceAndAnOlderOneIsNotHeard() throws {
        #expect(try deliver(report(.silent), revision: 2).alerts.count == 1)
        #expect(try deliver(report(.silent), revision: 2).isEmpty)
        #expect(try deliver(report(.reliable), revision: 1).isEmpty)
    }

    @Test func patientsAreNotSpokenOf() throws {
        try service.order("o-1", "baclofen 10 mg tablet")
        try service.order("o-2", "oxycodone")
        let before = try service.open
        try deliver(report(.silent), revision: 1)
        #expect(try service.open == before)
    }

    @Test func quietHospitalsAndTheMonitorHaveTheirOwnConsequence() throws {
        let quiet = try #require(try deliver(report(.quiet, of: "hospital.north"), revision: 1).alerts.first?.alert)
        #expect(
            quiet.summary
                == "hospital.north has sent nothing for longer than it should: "
                + "its orders, if there are any, are not checked for interactions")
        let monitor = try #require(
            try deliver(report(.silent, of: "withdrawal-monitor"), revision: 1).alerts.first?.alert)
        #expect(monitor.summary.hasSuffix("interactions are checked without knowing of withdrawal that began since"))
    }
}
