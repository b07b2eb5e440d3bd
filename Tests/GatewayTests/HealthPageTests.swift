import EventContracts
import EventLog
import Foundation
import HTTPTypes
import MedicationDomain
import Testing

@testable import Gateway

/// What the rules do and how the suite is, without anything of a patient.
@Suite struct HealthPageTests {
    private static let page: HTTPFields = [.accept: "text/html"]

    private func alert(
        _ number: Int, _ action: AlertResponse.Action?, _ reason: String? = nil, after minutes: Int = 10
    ) -> Alert {
        var alert = Alert.sample(
            AlertID("interaction-check:baclofen-opioid:secret-\(number)"), patient: "secret-patient", interruptive: true
        )
        if let action {
            alert.status = action == .overridden ? .overridden : .acknowledged
            alert.answer = .init(
                AlertResponse(
                    responseId: "r\(number)", alertId: alert.alertId, alertRevision: 1, action: action,
                    reason: reason.map { .init(code: $0) }, comment: "secret comment",
                    by: .init(id: "secret-person", role: "pharmacist"), at: Desk.start + .minutes(Double(minutes))))
        }
        return alert
    }

    @Test func measuresAreCountedByRuleAndWhatIsOverriddenMoreOftenThanNotIsFlagged() async throws {
        let desk = try Desk()
        try desk.say(alert(1, .overridden, "patient-ineligible", after: 5), revision: 1)
        try desk.say(alert(2, .overridden, "My patient's name", after: 20), revision: 1)
        try desk.say(alert(3, .acknowledged, after: 60), revision: 1)
        try desk.say(alert(4, nil), revision: 1)
        try await desk.read()
        let report = try #require(try await desk.get("/rules").object())
        let measure = try #require((report["measures"] as? [[String: Any]])?.first)
        #expect(measure["rule"] as? String == "baclofen-opioid")
        #expect((measure["alerts"] as? Int, measure["waiting"] as? Int) == (4, 1))
        #expect((measure["acknowledged"] as? Int, measure["overridden"] as? Int) == (1, 2))
        #expect(measure["overridesByReason"] as? [String: Int] == ["patient-ineligible": 1, "other": 1])
        #expect(measure["isFlagged"] as? Bool == true)
        #expect((measure["medianSecondsToAnswer"] as? Double).map { abs($0 - 1200) < 1 } == true)
        #expect((measure["ninthDecileSecondsToAnswer"] as? Double).map { abs($0 - 3600) < 1 } == true)
        let page = try await desk.get("/rules", headers: Self.page).text
        #expect(page.contains("baclofen-opioid: 2 of 3 answers override it"))
        for text in [page, try await desk.get("/rules").text] {
            #expect(!text.contains("secret") && !text.contains("My patient"))
        }
    }

    @Test func staleEntriesShadowRulesAndJudgingAgainAreShown() async throws {
        let desk = try Desk()
        try desk.reportHealthy(except: .interactionCheck) { status in
            status.knowledge = .init(
                entries: 30, stale: 42, staleIDs: ["opioids"], nextReviewBy: CalendarDay("2027-03-01"))
            status.shadow = .init(
                version: "2027-01-01", counts: [.init(rule: "baclofen-opioid", difference: "raised", count: 7)])
            if status.partition == 0 { status.phase = .rejudging }
        }
        try await desk.read()
        let page = try await desk.get("/rules", headers: Self.page).text
        for shown in [
            "opioids", "41 more", "2027-03-01", "1 of 2 groups of patients done", "beside it 2027-01-01",
            "would weigh more",
        ] {
            #expect(page.contains(shown), "\(shown)")
        }
        // Every partition tells the counts of its instance; they are not added up.
        let shadows = try #require(try await desk.get("/rules").object()?["shadows"] as? [[String: Any]])
        #expect(((shadows.first?["counts"] as? [[String: Any]])?.first?["count"] as? Int) == 7)
    }

    @Test func refusedRecordsAreCountedByReasonAndNothingElseOfThemIsShown() async throws {
        let desk = try Desk()
        func refuse(_ headers: [(String, String)]) throws {
            try desk.log.add(
                OutgoingRecord(
                    topic: .deadLetters(of: .prescribing),
                    message: Message(
                        key: Array("secret-patient".utf8), value: Array("secret value".utf8),
                        headers: headers.map { Header($0.0, $0.1) })))
        }
        try refuse([("x-error-code", "not-fhir")])
        // What the sender wrote is no reason of ours.
        try refuse([("x-error-code", "<b>secret</b>"), ("x-error-code", "bad-value")])
        try refuse([("x-error-code", "Secret Text"), ("x-error-message", "secret")])
        try refuse([])
        let report = try #require(try await desk.get("/health").object())
        let letters = try #require(
            (report["deadLetters"] as? [[String: Any]])?.first { $0["service"] as? String == "prescribing" })
        #expect(letters["records"] as? Int == 4)
        let reasons = (letters["reasons"] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String }
        #expect(Set(reasons) == ["not-fhir", "bad-value", "other", "none"])
        for text in [try await desk.get("/health").text, try await desk.get("/health", headers: Self.page).text] {
            #expect(!text.lowercased().contains("secret"))
        }
    }

    @Test func lagStandsByPartitionAndAFailedSourceFirst() async throws {
        let desk = try Desk()
        try desk.reportHealthy(except: .withdrawalMonitor) { status in
            status.inputs = [
                .init(
                    topic: .prescribingEvents, nextOffset: 10, endOffset: 25, processedThrough: Desk.start - .minutes(5)
                )
            ]
            status.sources = [.init(source: "HIS-1", lastHeardAt: Desk.start - .hours(3), isQuiet: true)]
        }
        let source = SourceReport(
            source: "prescribing", condition: .silent, affectedPartitions: 1, partitionCount: 2, observedAt: Desk.start)
        try desk.put(source, on: .sources(of: .interactionCheck), about: source.patientId, revision: 2)
        var older = source
        older.condition = .reliable
        try desk.put(older, on: .sources(of: .interactionCheck), about: source.patientId, revision: 1)
        try await desk.read()
        let page = try await desk.get("/health", headers: Self.page).text
        #expect(page.contains("prescribing.events.v1 15 behind"))
        #expect(page.contains("HIS-1") && page.contains("Quiet"))
        #expect(page.contains("for 1 of 2 groups of patients"))
        #expect(page.contains("<dt>Audit</dt><dd>written</dd>"))
    }

    @Test func aLogThatDoesNotAnswerIsUnknownAndNotEmpty() async throws {
        let report = HealthReport(
            checks: ChecksPolicy.report(
                on: [], partitionCount: nil, isCaughtUp: false, readingTrouble: "away", asOf: Desk.start),
            statuses: [], deadLetters: [.init(service: .prescribing)], sources: nil,
            areSourcesComplete: false, log: .init(isReachable: false, cluster: nil, answeredInMilliseconds: 2000),
            reading: .init(),
            auditTrouble: "not-written", auditBacklog: nil, asOf: Desk.start)
        let page = HealthPage(report, asOf: Desk.start)
        #expect(page.letters.first?.count == "unknown")
        #expect(page.sourcesAreUnknown && !page.hasNoSources && !page.isLogGood && !page.isAuditGood)
    }
}
