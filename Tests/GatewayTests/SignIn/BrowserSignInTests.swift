import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import MedicationDomain
import SignIn
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// A person who is sent to an issuer and comes back; the issuer is a server on this machine.
@Suite struct BrowserSignInTests {
    /// What the issuer does with whoever brings a code.
    private final class Issuer: Sendable {
        struct State: Sendable {
            var status: HTTPResponse.Status = .ok
            /// Claims of the id token over the good ones; the nonce is the one that was asked with.
            var claims: [String: any Sendable] = [:]
            var asked: [String: String] = [:]
            var exchanged: [[String: String]] = []
        }
        let test = TestIssuer()
        let state = Mutex(State())

        func answer(_ fields: [String: String]) throws -> Response {
            let state = state.withLock { state in
                state.exchanged.append(fields)
                return state
            }
            let verifier = SHA256.hash(data: Data((fields["code_verifier"] ?? "").utf8))
            guard state.status == .ok, fields["code"] == "good code+/",
                TestIssuer.base64URL(verifier) == state.asked["code_challenge"]
            else { return Response(status: state.status == .ok ? .badRequest : state.status) }
            var claims: [String: (any Sendable)?] = ["aud": "titrate-browser", "nonce": state.asked["nonce"]]
            for (name, value) in state.claims { claims[name] = value }
            let token = try test.token("ph-7", at: Desk.start, claims: claims)
            return Response.bytes(Array(#"{"id_token":"\#(token)","access_token":"x"}"#.utf8), type: "application/json")
        }
    }

    private struct Gate: Sendable {
        let desk: Desk
        let issuer: Issuer

        /// Goes to the issuer, and returns the cookie and what the issuer was asked.
        func leave(next: String = "/worklist") async throws -> (cookie: String, asked: [String: String]) {
            let answer = try await desk.get("/sign-in/with/hospital?next=\(next)")
            #expect(answer.status == 303)
            let location = try #require(answer.headers[.location])
            #expect(location.hasPrefix("http://127.0.0.1:"))
            let items = URLComponents(string: location)?.queryItems ?? []
            let asked = Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
            issuer.state.withLock { $0.asked = asked }
            let cookie = try #require(answer.headers[.setCookie])
            #expect(cookie.hasSuffix("; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600"))
            return (String(cookie.prefix { $0 != ";" }), asked)
        }

        func arrive(
            _ query: String, cookie: String?, accept: String = "text/html"
        ) async throws -> Answer {
            var headers: HTTPFields = [.accept: accept]
            headers[.cookie] = cookie
            return try await desk.get("/sign-in/callback?\(query)", headers: headers)
        }
    }

    private static func parts(_ form: String) -> [String: String] {
        let items = URLComponents(string: "http://x/?\(form)")?.queryItems ?? []
        return Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
    }

    private func withGate(_ work: @escaping @Sendable (Gate) async throws -> Void) async throws {
        let issuer = Issuer()
        let router = Router()
        router.post("token") { request, _ in
            let body = String(buffer: try await request.body.collect(upTo: 10_000))
            return try issuer.answer(Self.parts(body))
        }
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            var iterator = ports.makeAsyncIterator()
            let base = "http://127.0.0.1:\(try #require(await iterator.next()))"
            let browser = try BrowserSignIn(
                clientID: "titrate-browser", authorizeAddress: try #require(URL(string: "\(base)/auth?tenant=a")),
                tokenAddress: try #require(URL(string: "\(base)/token")))
            let trusted = TrustedIssuer(
                issuer.test.name, label: "hospital", audiences: [TestIssuer.audience], algorithms: [.es256],
                browser: browser, keys: DocumentSource(document: issuer.test.document))
            try await work(Gate(desk: try Desk(signIn: [trusted]), issuer: issuer))
            group.cancelAll()
        }
    }

    @Test(.timeLimit(.minutes(1))) func whoComesBackWithACodeIsSignedIn() async throws {
        try await withGate { gate in
            let page = try await gate.desk.get("/worklist", headers: [.accept: "text/html"])
            #expect(page.text.contains(#"href="/sign-in/with/hospital?next=%2Fworklist""#), "\(page.text)")
            let (cookie, asked) = try await gate.leave(next: "%2Fworklist%3Fpatient%3Dp-1")
            #expect(asked["tenant"] == "a" && asked["response_type"] == "code" && asked["scope"] == "openid profile")
            #expect(asked["redirect_uri"] == "http://localhost:8080/sign-in/callback")
            #expect(asked["code_challenge_method"] == "S256")
            let answer = try await gate.arrive("code=good%20code%2B/&state=\(asked["state"] ?? "")", cookie: cookie)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.headers[.init("refresh")!] == "0; url=/worklist?patient=p-1")
            let cookies = answer.headers[values: .setCookie]
            let session = try #require(cookies.first { $0.hasPrefix("__Host-titrate=") })
            #expect(cookies.contains { $0.hasPrefix("__Host-titrate-sign-in=;") && $0.hasSuffix("Max-Age=0") })
            let list = try await gate.desk.get(
                "/worklist", headers: [.cookie: String(session.prefix { $0 != ";" }), .accept: "text/html"])
            #expect(list.status == 200 && list.text.contains("ph-7"))
            // An id token lasts for minutes; the person stays as long as anybody signed in, while they are there.
            for _ in 0..<8 {
                gate.desk.now = gate.desk.now + .minutes(20)
                let later = try await gate.desk.get(
                    "/worklist", headers: [.cookie: String(session.prefix { $0 != ";" }), .accept: "text/html"])
                #expect(later.status == 200)
            }
            let fields = try #require(gate.issuer.state.withLock { $0.exchanged.first })
            #expect(fields["client_id"] == "titrate-browser" && fields["grant_type"] == "authorization_code")
            #expect(fields["redirect_uri"] == asked["redirect_uri"])
        }
    }

    @Test(.timeLimit(.minutes(1))) func nobodyElseFinishesWhatSomebodyBegan() async throws {
        try await withGate { gate in
            let (cookie, asked) = try await gate.leave()
            let state = asked["state"] ?? ""
            let (other, _) = try await gate.leave()
            gate.issuer.state.withLock { $0.asked = asked }
            let code = "code=good%20code%2B/"
            for (query, cookie) in [
                ("\(code)&state=\(state)", nil), ("\(code)&state=\(state)", other), (code, cookie),
                ("\(code)&state=\(state)&iss=https://evil.example", other), ("\(code)&state=x", cookie),
            ] {
                let answer = try await gate.arrive(query, cookie: cookie)
                #expect(answer.status == 400 && answer.text.contains("Begin it again"), "\(query)")
            }
            // The cookie header with the name twice: somebody has put one there.
            #expect(try await gate.arrive("\(code)&state=\(state)", cookie: "\(cookie); \(cookie)x").status == 400)
            #expect(try await gate.arrive("\(code)&state=\(state)", cookie: cookie).status == 200)
            #expect(try await gate.arrive("\(code)&state=\(state)", cookie: cookie).status == 400, "once")
            let late = try await gate.leave()
            gate.desk.now = gate.desk.now + .minutes(10)
            let answer = try await gate.arrive("\(code)&state=\(late.asked["state"] ?? "")", cookie: late.cookie)
            #expect(answer.status == 400)
        }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ("nonce", "other", "sent a token that is not taken"), ("aud", "other", "meant for somebody else"),
            ("iss", "https://evil.example", "not trusted here"), ("azp", "other", "meant for somebody else"),
        ])
    func aTokenThatIsNoAnswerToTheQuestionIsRefused(_ claim: String, _ value: String, _ words: String) async throws {
        try await withGate { gate in
            gate.issuer.state.withLock { $0.claims = [claim: value] }
            let (cookie, asked) = try await gate.leave()
            let answer = try await gate.arrive("code=good%20code%2B/&state=\(asked["state"] ?? "")", cookie: cookie)
            #expect(answer.status == 400 && answer.text.contains(words), "\(answer.text)")
            #expect(answer.headers[.setCookie] == nil)
        }
    }

    @Test(.timeLimit(.minutes(1))) func whatTheIssuerSaysIsPassedOn() async throws {
        try await withGate { gate in
            for (query, status, state) in [
                ("error=access_denied", HTTPResponse.Status.ok, 400), ("code=bad", .ok, 400),
                ("code=good%20code%2B/", .internalServerError, 503), ("code=good%20code%2B/", .unauthorized, 400),
            ] {
                gate.issuer.state.withLock { $0.status = status }
                let (cookie, asked) = try await gate.leave()
                let answer = try await gate.arrive("\(query)&state=\(asked["state"] ?? "")", cookie: cookie)
                #expect(answer.status == state, "\(query)")
                // The person stands before the page to begin again on, and not before a dead end.
                #expect(answer.text.contains(#"href="/sign-in/with/hospital?next=%2F""#), "\(answer.text)")
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func strangersWhoBeginWithoutEndLeaveOthersTheirPlace() async throws {
        try await withGate { gate in
            let (cookie, asked) = try await gate.leave()
            for _ in 0..<SignInJourneys.mostOfOneAddress + 50 {
                gate.desk.now = gate.desk.now + .milliseconds(20)
                let answer = try await gate.desk.send(.get, "/sign-in/with/hospital", from: "192.0.2.7")
                #expect(answer.status == 303)
            }
            let answer = try await gate.arrive("code=good%20code%2B/&state=\(asked["state"] ?? "")", cookie: cookie)
            #expect(answer.status == 200)
        }
    }

    @Test func withoutAnIssuerThereIsNoWay() async throws {
        let desk = try Desk(signIn: [TestIssuer().trusted])
        #expect(try await desk.get("/sign-in/with/hospital").status == 404)
        #expect(try await desk.get("/sign-in/callback?state=a&code=b").status == 400)
    }
}
