import AssistanceFiles
import EventContracts
import EventLog
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import MedicationDomain
import NIOCore
import SignIn
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// Many patients at once: every row once, what is bad told by line and column, and nobody else's business.
@Suite struct BatchFileTests {
    private static let issuer = TestIssuer()
    private static let csv = "text/csv"

    private func begin(_ desk: Desk, _ text: String, headers: HTTPFields = [:]) async throws -> String {
        let answer = try await desk.post("/assistance/batch", text, type: Self.csv, headers: headers)
        #expect(answer.status == 202, "\(answer.text)")
        return try #require(try answer.object()?["id"] as? String)
    }

    @Test func everyRowStandsOnceInTheAnswersWithWhatWasWrong() async throws {
        let desk = try Desk(patience: .seconds(20))
        let answering = desk.answerQuestions { request in
            guard request.state == "ZZ" else { return NextQuestionTests.determination(.appearsEligible) }
            return QuestionRefused(requestId: "q", code: "bad-value", message: "$.state is not a state's two letters")
        }
        defer { answering.cancel() }
        let file = "id,state,age,x-note\n1,TX,40,=1+1\n2,ZZ,,+cmd\n3,OH,old,-5\n4,TX\n"
        let id = try await begin(desk, file)
        await desk.application.server.batches.finish(id)
        let report = try #require(try await desk.get("/assistance/batch/\(id)").object())
        #expect(report["state"] as? String == "finished")
        #expect((report["answered"] as? Int, report["badRows"] as? Int) == (1, 3))
        let answers = try await desk.get("/assistance/batch/\(id)/answers")
        #expect(answers.headers[.contentDisposition]?.hasPrefix("attachment") == true)
        let lines = answers.text.split(separator: "\r\n").map(String.init)
        #expect(lines.count == 5)
        #expect(
            lines[0]
                == "line,id,state,age,x-note,outcome,problem,best-option,first-dose-days,missing,medicaid,unreadable-row"
        )
        // A spreadsheet would work these out; a number it may keep.
        #expect(lines[1] == "2,1,TX,40,'=1+1,answered,,Medicaid,45,age,appears-eligible,")
        #expect(lines[2].hasPrefix("3,2,ZZ,,'+cmd,bad-row,column state: is not a state's two letters"))
        #expect(lines[3].hasPrefix("4,3,OH,old,-5,bad-row,column age: is not a whole number"))
        #expect(lines[4].hasSuffix("\"4,TX\"") && lines[4].contains("2 fields, and the header has 4"))
        let page = try await desk.get("/assistance/batch/\(id)", headers: [.accept: "text/html"])
        #expect(page.text.contains("column state: is not a state"))
    }

    @Test func noMoreQuestionsWaitAtOnceThanMay() async throws {
        let desk = try Desk(patience: .seconds(20))
        let counts = Counts()
        let log = desk.log
        let answering = desk.answerQuestions { _ in
            let asked = log.records(of: .requests(to: .costAssistance)).count
            let answered = log.records(of: .replies(of: .costAssistance)).count
            counts.value.withLock { $0 = (max($0.most, asked - answered), $0.all + 1) }
            return NextQuestionTests.determination()
        }
        defer { answering.cancel() }
        let id = try await begin(desk, "state\n" + String(repeating: "TX\n", count: 60))
        await desk.application.server.batches.finish(id)
        let (most, all) = counts.value.withLock { $0 }
        #expect(all == 60)
        #expect((2...GatewayLimits.batchQuestions).contains(most))
    }

    private final class Counts: Sendable {
        let value = Mutex((most: 0, all: 0))
    }

    @Test func aSilentServiceEndsTheFileAndEveryRowSaysThatNothingIsKnown() async throws {
        let desk = try Desk(patience: .milliseconds(1))
        let id = try await begin(desk, "state\n" + String(repeating: "TX\n", count: 100))
        await desk.application.server.batches.finish(id)
        let report = try #require(try await desk.get("/assistance/batch/\(id)").object())
        #expect(report["state"] as? String == "unanswered")
        #expect(report["unansweredRows"] as? Int == 100)
        #expect(try desk.questions().count < 2 * (GatewayLimits.silentRows + 2 * GatewayLimits.batchQuestions))
        let answers = try await desk.get("/assistance/batch/\(id)/answers").text
        #expect(answers.components(separatedBy: ",no-answer,").count == 101)
        #expect(!answers.contains("bad-row"))
    }

    @Test func onlyTheOwnerSeesItAndItIsGoneInTime() async throws {
        let desk = try Desk(patience: .milliseconds(1), signIn: [Self.issuer.trusted])
        func header(_ name: String) throws -> HTTPFields {
            [.authorization: "Bearer \(try Self.issuer.token(name, roles: [.finance], at: desk.now))"]
        }
        let id = try await begin(desk, "state\nTX\n", headers: try header("fin-1"))
        await desk.application.server.batches.finish(id)
        for path in ["", "/answers"] {
            #expect(try await desk.get("/assistance/batch/\(id)\(path)", headers: header("fin-1")).status == 200)
            #expect(try await desk.get("/assistance/batch/\(id)\(path)", headers: header("fin-2")).status == 404)
        }
        #expect(try await desk.post("/assistance/batch/\(id)/remove", "", headers: header("fin-2")).status == 404)
        #expect(try await !desk.get("/assistance/batch", headers: header("fin-2")).text.contains(id))
        desk.now = Desk.start + GatewayLimits.batchKept + .seconds(1)
        #expect(try await desk.get("/assistance/batch/\(id)", headers: header("fin-1")).status == 404)
    }

    @Test func aFormWithAFileIsTakenAndItsTokenIsLookedAt() async throws {
        let body =
            "--b-1\r\nContent-Disposition: form-data; name=\"formToken\"\r\n\r\nT-1\r\n"
            + "--b-1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../in.csv\"\r\n"
            + "Content-Type: text/csv\r\n\r\nstate\r\nTX\r\n\r\n--b-1--\r\n"
        let form = try #require(MultipartForm(Array(body.utf8), contentType: "multipart/form-data; boundary=b-1"))
        #expect(form.text("formToken") == "T-1")
        #expect(form.parts.last.map { String(decoding: $0.bytes, as: UTF8.self) } == "state\r\nTX\r\n")
        let desk = try Desk(patience: .milliseconds(1))
        let answer = try await desk.post(
            "/assistance/batch", body, type: "multipart/form-data; boundary=b-1", headers: [.accept: "text/html"])
        #expect(answer.status == 303)
        let page = try await desk.get(try #require(answer.headers[.location]), headers: [.accept: "text/html"])
        #expect(page.text.contains("..in.csv"))
    }

    @Test(arguments: [
        "", "--", "--b-1", "--b-1\r\n\r\n--b-1--", "--b-1\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b-1--",
        String(repeating: "--b-1\r\n", count: 400),
    ])
    func whatIsNoFormIsRefused(_ body: String) async throws {
        let answer = try await Desk().post("/assistance/batch", body, type: "multipart/form-data; boundary=b-1")
        #expect(answer.status == 400)
    }

    @Test func aFileThatIsTooLargeIsNotHeld() async throws {
        let desk = try Desk()
        let large = String(repeating: "x", count: GatewayLimits.batchUploadBytes + 1)
        #expect(try await desk.post("/assistance/batch", large, type: Self.csv).status == 413)
        #expect(try desk.questions().isEmpty)
    }

    @Test func fromABrowserTheFileComesWithWhatStandsInThePageOrNotAtAll() async throws {
        let desk = try Desk(patience: .milliseconds(1), signIn: [Self.issuer.trusted])
        let token = try Self.issuer.token("fin-1", roles: [.finance], at: desk.now)
        let signedIn = try await desk.post("/sign-in", "token=\(token)", type: NextQuestionTests.form)
        let cookie = String(try #require(signedIn.headers[.setCookie]).prefix { $0 != ";" })
        let page = try await desk.get("/assistance/batch", headers: [.cookie: cookie, .accept: "text/html"])
        let match = try #require(page.text.firstMatch(of: /<input type="hidden" name="formToken" value="([^"]+)">/))
        func upload(_ parts: String) async throws -> Answer {
            let file =
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nstate\nTX\n\r\n--b--\r\n"
            return try await desk.post(
                "/assistance/batch", parts + file, type: "multipart/form-data; boundary=b",
                headers: [.cookie: cookie, .accept: "text/html"])
        }
        func part(_ token: String) -> String {
            "--b\r\nContent-Disposition: form-data; name=\"formToken\"\r\n\r\n\(token)\r\n"
        }
        #expect(try await upload("").status == 403)
        #expect(try await upload(part("guessed")).status == 403)
        #expect(try await upload(part(String(match.1))).status == 303)
    }

    @Test func noMoreUploadsComeInAtOnceThanMay() async throws {
        let gate = UploadGate()
        let request = Request(
            head: HTTPRequest(method: .post, scheme: "http", authority: "localhost", path: "/assistance/batch"),
            body: RequestBody(buffer: ByteBuffer()))
        var context = GatewayRequestContext(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        context.access = RouteAccess.entry(for: .post, "/assistance/batch")
        /// One upload within the other: none has ended when the next begins.
        @Sendable func enter(_ left: Int, _ context: GatewayRequestContext) async throws -> Response {
            try await gate.handle(request, context: context) { _, context in
                left > 1 ? try await enter(left - 1, context) : Response(status: .ok)
            }
        }
        #expect(try await enter(GatewayLimits.openUploads, context).status == .ok)
        await #expect(throws: APIError.self) { try await enter(GatewayLimits.openUploads + 1, context) }
        // Whoever was in has gone out again.
        #expect(try await enter(GatewayLimits.openUploads, context).status == .ok)
    }
}
