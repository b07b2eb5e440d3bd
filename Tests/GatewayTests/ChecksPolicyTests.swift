import EventContracts
import MedicationDomain
import Testing

@testable import Gateway

@Suite struct ChecksPolicyTests {
    private func state(of service: ServiceName, _ desk: Desk) async throws -> ServiceChecks {
        let report = try await desk.application.server.checks.report()
        return try #require(report.services.first { $0.service == service })
    }

    private func overall(_ desk: Desk) async throws -> ListedAlerts.Checks {
        try await desk.get("/alerts").decoded(ListedAlerts.self).checks
    }

    @Test func beforeAnyReportThePageSaysSo() async throws {
        let desk = try Desk()
        try await desk.read()
        #expect(try await overall(desk).state == "unreported")
        let page = try await desk.get("/worklist").text
        #expect(page.contains("The checks have not reported yet"))
        #expect(!page.contains("Nothing needs an answer"))
    }

    @Test func anEmptyListIsCalmOnlyWhileEverybodyReports() async throws {
        let desk = try Desk()
        try desk.reportHealthy()
        try await desk.read()
        #expect(try await overall(desk).state == "healthy")
        #expect(try await desk.get("/worklist").text.contains("Nothing needs an answer"))

        desk.now = desk.now + .seconds(30)
        #expect(try await overall(desk).state == "healthy")
        desk.now = desk.now + .milliseconds(1)
        #expect(try await overall(desk).state == "degraded")
        #expect(try await overall(desk).notCheckedSince == Desk.start)
        let page = try await desk.get("/worklist").text
        #expect(!page.contains("Nothing needs an answer"))
        #expect(page.contains("not checked since"))
        #expect(page.contains(Desk.start.description))
    }

    @Test func oneSilentServiceIsEnough() async throws {
        let desk = try Desk()
        try desk.reportHealthy()
        desk.now = desk.now + .seconds(31)
        try desk.reportHealthy(except: .withdrawalMonitor) { $0.reportedAt = Desk.start }
        try await desk.read()
        #expect(try await state(of: .withdrawalMonitor, desk).state == .silent)
        #expect(try await state(of: .prescribing, desk).state == .live)
        #expect(try await overall(desk).state == "degraded")
    }

    @Test(arguments: [
        (ServiceStatus.Phase.stopped, ServiceChecks.State.stopped), (.rebuilding, .rebuilding),
        (.rejudging, .rejudging),
    ])
    func aPartitionThatDoesNotCheckIsSeen(_ phase: ServiceStatus.Phase, _ expected: ServiceChecks.State) async throws {
        let desk = try Desk()
        try desk.reportHealthy(except: .interactionCheck) { if $0.partition == 1 { $0.phase = phase } }
        try await desk.read()
        let checks = try await state(of: .interactionCheck, desk)
        #expect(checks.state == expected)
        #expect(checks.affectedPartitions == [1])
        #expect(try await overall(desk).state == "degraded")
    }

    @Test(arguments: [(Int64(60_000), ServiceChecks.State.live), (60_001, .lagging)])
    func unreadRecordsAreLagAfterAMinute(_ age: Int64, _ expected: ServiceChecks.State) async throws {
        let desk = try Desk()
        let through = Instant(millisecondsSince1970: Desk.start.millisecondsSince1970 - age)
        try desk.reportHealthy(except: .interactionCheck) {
            $0.inputs = [.init(topic: .prescribingEvents, nextOffset: 4, endOffset: 9, processedThrough: through)]
        }
        try await desk.read()
        let checks = try await state(of: .interactionCheck, desk)
        #expect(checks.state == expected)
        #expect(checks.notCheckedSince == (expected == .lagging ? through : nil))
        #expect(checks.recordsBehind == 10)
    }

    @Test func nothingUnreadIsNoLagHoweverLongAgoTheLastRecordWas() async throws {
        let desk = try Desk()
        try desk.reportHealthy(except: .interactionCheck) {
            $0.inputs = [
                .init(topic: .prescribingEvents, nextOffset: 9, endOffset: 9, processedThrough: Desk.start - .days(1))
            ]
        }
        try await desk.read()
        #expect(try await overall(desk).state == "healthy")
    }

    @Test func aPartitionNobodyReportsIsSeen() async throws {
        let desk = try Desk()
        try desk.reportHealthy(except: .costAssistance) { $0.partition = 0 }
        try await desk.read()
        let checks = try await state(of: .costAssistance, desk)
        #expect(checks.state == .unreported)
        #expect(checks.affectedPartitions == [1])
    }

    @Test func aQuietHospitalSourceIsSeen() async throws {
        let desk = try Desk()
        let heard = Desk.start - .hours(1)
        try desk.reportHealthy(except: .prescribing) {
            $0.sources = [.init(source: "ward-system", lastHeardAt: heard, isQuiet: true)]
        }
        try await desk.read()
        #expect(try await overall(desk).state == "degraded")
        #expect(try await overall(desk).notCheckedSince == heard)
        #expect(try await desk.get("/worklist").text.contains("ward-system has gone quiet"))
    }

    @Test func aClockThatRunsAheadDoesNotHideSilence() async throws {
        let desk = try Desk()
        try desk.reportHealthy(except: .prescribing) { $0.reportedAt = Desk.start + .hours(1) }
        try await desk.read()
        desk.now = desk.now + .seconds(31)
        #expect(try await state(of: .prescribing, desk).state == .silent)
    }

    @Test func aPageThatHasNotReadEverythingSaysSo() async throws {
        let desk = try Desk()
        try desk.reportHealthy()
        try await desk.read()
        desk.application.server.progress.startedAgain()
        #expect(try await overall(desk).state == "degraded")
        desk.application.server.progress.stopped(because: "_TRANSPORT")
        #expect(try await state(of: .gateway, desk).message.contains("_TRANSPORT"))
        #expect(desk.application.health().allSatisfy { !$0.isHealthy })
    }

    @Test func listenersAreToldOnceWhenTheChecksChange() async throws {
        let desk = try Desk()
        try desk.reportHealthy()
        try await desk.read()
        let server = desk.application.server
        let listener = try #require(await server.hub.listen(after: nil))
        let first = try await server.checks.tell(unlessToldAs: nil)
        desk.now = desk.now + .seconds(5)
        let second = try await server.checks.tell(unlessToldAs: first)
        desk.now = desk.now + .seconds(30)
        _ = try await server.checks.tell(unlessToldAs: second)
        await server.hub.leave(listener.number)
        let told = await listener.messages.reduce(into: [String]()) { $0.append($1) }.filter {
            $0.contains("event: checks")
        }
        #expect(told.count == 2)
        #expect(told.last?.contains(#""state":"degraded""#) == true)
    }
}
