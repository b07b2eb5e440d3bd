import EventContracts
import EventLog
import Foundation
import HTTPTypes
import MedicationDomain
import Testing

@testable import Gateway

/// What is not known of the suite is said to be unknown, never to be none.
@Suite struct HealthUnknownTests {
    private static let page: HTTPFields = [.accept: "text/html"]
    private static let nothingFailed = "nothing failed"

    @Test func aTopicThatIsNotThereIsUnknownForItsServiceAlone() async throws {
        let desk = try Desk()
        desk.log.change { $0.unknown = [.deadLetters(of: .prescribing)] }
        let report = try #require(try await desk.get("/health").object())
        let letters = try #require(report["deadLetters"] as? [[String: Any]])
        #expect(letters.count == ServiceName.allCases.count)
        for row in letters {
            let isUnknown = row["service"] as? String == "prescribing"
            #expect(row["records"] as? Int == (isUnknown ? nil : 0), "\(row)")
        }
        let page = try await desk.get("/health", headers: Self.page).text
        let row = try #require(page.components(separatedBy: "\(TopicName.deadLetters(of: .prescribing))<").last)
        #expect(row.prefix(120).contains(">unknown<"))
    }

    @Test func withoutTheTopicOfSourcesNothingIsSaidToBeFine() async throws {
        let desk = try Desk()
        try desk.reportHealthy()
        try await desk.read()
        #expect(try await desk.get("/health", headers: Self.page).text.contains(Self.nothingFailed))
        for service in TopicCatalog.watchingServices {
            let desk = try Desk()
            desk.log.change { $0.unknown = [.sources(of: service)] }
            let page = try await desk.get("/health", headers: Self.page).text
            #expect(page.contains("others may have failed") && !page.contains(Self.nothingFailed))
            #expect(try await desk.get("/health").object()?["areSourcesComplete"] as? Bool == false)
        }
    }

    @Test func olderWordsThatWereNotReadAreNotTakenForNone() async throws {
        let desk = try Desk()
        let source = SourceReport(
            source: "prescribing", condition: .reliable, affectedPartitions: 0, partitionCount: 2,
            observedAt: Desk.start)
        for revision in 0...Int(GatewayLimits.sourceRecords) {
            try desk.put(source, on: .sources(of: .interactionCheck), about: source.patientId, revision: revision)
        }
        let page = try await desk.get("/health", headers: Self.page).text
        #expect(page.contains("others may have failed") && !page.contains(Self.nothingFailed))
        // What was read is shown all the same.
        #expect(page.contains("as interaction-check says since"))
    }

    @Test func aWordThatCannotBeReadMayHaveToldOfAFailure() async throws {
        let desk = try Desk()
        let broken = Message(key: nil, value: Array("{".utf8), headers: [])
        try desk.log.add(OutgoingRecord(topic: .sources(of: .interactionCheck), partition: 0, message: broken))
        let page = try await desk.get("/health", headers: Self.page).text
        #expect(page.contains("others may have failed") && !page.contains(Self.nothingFailed))
    }

    @Test func auditRecordsThatDoNotReachTheirTopicAreTold() async throws {
        let desk = try Desk()
        _ = try await desk.get("/worklist")
        #expect(try await desk.get("/health", headers: Self.page).text.contains("<dt>Audit</dt><dd>written</dd>"))
        desk.now = desk.now + .minutes(6)
        let page = try await desk.get("/health", headers: Self.page).text
        #expect(page.contains("records wait for the topic since 2026-11-21T09:30:00.000Z"), "\(page)")
        try await desk.application.publishAudit()
        desk.now = desk.now + .seconds(30)
        #expect(try await desk.get("/health", headers: Self.page).text.contains("<dt>Audit</dt><dd>written</dd>"))
    }

    @Test func lookUpsWithoutTheirTopicAreUnknown() async throws {
        let desk = try Desk()
        desk.log.change { $0.unknown = [.requests(to: .costAssistance)] }
        let page = try await desk.get("/assistance/history", headers: Self.page).text
        #expect(page.contains("nothing is known of earlier look-ups") && !page.contains("Nobody has asked"))
        #expect(try await desk.get("/assistance/history/d1577c69-dfbe-44ad-ba6d-3e05e953b2ea").status == 503)
    }
}
