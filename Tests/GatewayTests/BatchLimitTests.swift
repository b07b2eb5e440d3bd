import AssistanceFiles
import AuditTrail
import EventContracts
import Foundation
import HTTPTypes
import MedicationDomain
import SignIn
import TestSupport
import Testing

@testable import Gateway

/// What one file and one person may take, and what is told of a file that is still being answered.
@Suite struct BatchLimitTests {
    private static let issuer = TestIssuer()

    private func header(_ name: String, _ desk: Desk) throws -> HTTPFields {
        [.authorization: "Bearer \(try Self.issuer.token(name, roles: [.finance], at: desk.now))"]
    }

    private func upload(_ text: String, as name: String, to desk: Desk) async throws -> Answer {
        try await desk.post("/assistance/batch", text, type: "text/csv", headers: header(name, desk))
    }

    private func code(_ answer: Answer) throws -> String? {
        (try answer.object()?["error"] as? [String: Any])?["code"] as? String
    }

    @Test func noMoreFilesAreAnsweredAtOnceThanMayAndNobodyTakesAllPlaces() async throws {
        let desk = try Desk(patience: .seconds(3600), signIn: [Self.issuer.trusted])
        for _ in 0..<GatewayLimits.runningBatchesOfOne {
            #expect(try await upload("state\nTX\n", as: "fin-1", to: desk).status == 202)
        }
        let own = try await upload("state\nTX\n", as: "fin-1", to: desk)
        #expect(try own.status == 503 && code(own) == "too-many-of-yours")
        for number in GatewayLimits.runningBatchesOfOne..<GatewayLimits.runningBatches {
            #expect(try await upload("state\nTX\n", as: "other-\(number)", to: desk).status == 202)
        }
        let full = try await upload("state\nTX\n", as: "fin-9", to: desk)
        #expect(try full.status == 503 && code(full) == "too-many-running" && full.headers[.retryAfter] != nil)
        await desk.application.server.batches.close()
    }

    @Test func answersAreThereOnceAllRowsAre() async throws {
        let desk = try Desk(patience: .seconds(3600), signIn: [Self.issuer.trusted])
        let begun = try await upload("state\nTX\nOH\n", as: "fin-1", to: desk)
        let id = try #require(try begun.object()?["id"] as? String)
        let early = try await desk.get("/assistance/batch/\(id)/answers", headers: header("fin-1", desk))
        #expect(try early.status == 409 && code(early) == "still-running")
        #expect(!early.text.contains("TX"))
        await desk.application.server.batches.close()
    }

    @Test func lookingHowFarAFileIsIsNoSignOfLifeAndWritesNothingDown() async throws {
        let desk = try Desk(patience: .seconds(3600), signIn: [Self.issuer.trusted])
        let begun = try await upload("state,x-note\nTX,secret\n", as: "fin-1", to: desk)
        let id = try #require(try begun.object()?["id"] as? String)
        let before = try await desk.audit.unpublished(limit: 100).count
        let path = "/assistance/batch/\(id)/progress"
        for _ in 0..<5 {
            let report = try #require(try await desk.get(path, headers: header("fin-1", desk)).object())
            #expect(Set(report.keys) == ["state", "rows", "answered", "badRows", "unansweredRows"])
            #expect(report["rows"] as? Int == 1 && report["state"] as? String == "running")
        }
        #expect(try await desk.audit.unpublished(limit: 100).count == before)
        #expect(try #require(RouteAccess.entry(for: .get, "/assistance/batch/{id}/progress")).isBackground)
        #expect(try await desk.get(path, headers: header("fin-2", desk)).status == 404)
        // The page asks there and nowhere else.
        var web = try header("fin-1", desk)
        web[.accept] = "text/html"
        #expect(try await desk.get("/assistance/batch/\(id)", headers: web).text.contains("data-poll=\"\(path)\""))
        await desk.application.server.batches.close()
    }

    @Test func aHeaderHasNoMoreColumnsAndNoLongerNamesThanMayBe() async throws {
        let desk = try Desk(patience: .milliseconds(1), signIn: [Self.issuer.trusted])
        func names(_ count: Int) -> String { (0..<count).map { "x-\($0)" }.joined(separator: ",") }
        let row = String(repeating: ",", count: BatchColumns.mostColumns - 1)
        let full = try await upload("\(names(BatchColumns.mostColumns))\n\(row)\n", as: "fin-1", to: desk)
        #expect(full.status == 202)
        let long = "x-" + String(repeating: "n", count: BatchColumns.longestName - 1)
        let megabyte = String(repeating: "x-a,", count: 1 << 18)
        for header in [names(BatchColumns.mostColumns + 1), megabyte, String(megabyte.filter { $0 == "," }), long] {
            let refused = try await upload(header + "\n1\n", as: "fin-2", to: desk)
            #expect(try refused.status == 400 && code(refused) == "bad-header")
            #expect(refused.bytes.count < 500)
        }
    }

    @Test func fieldsBeyondTheHeaderAreNotKept() throws {
        var rest = Array(("a,b,c" + String(repeating: ",", count: 1 << 16) + "\n1,2\n").utf8)
        var reader = try CSVReader {
            defer { rest = [] }
            return rest
        }
        reader.mostFields = 2
        let record = try #require(try reader.next())
        #expect(record.fields == ["a", "b"])
        #expect(record.problem == .init(column: 3, text: "there may be no more than 2"))
        #expect(try reader.next()?.fields == ["1", "2"])
    }
}
