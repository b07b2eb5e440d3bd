import EventContracts
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import MedicationDomain
import ServiceHost
import SignIn
import TestSupport
import Testing

@testable import Gateway

@Suite struct HostileRequestTests {
    private static let issuer = TestIssuer()

    @Test(arguments: [
        ("/../etc/passwd", 400), ("/assets/../../etc/passwd", 400), ("/assets/%2e%2e/app.css", 400),
        ("/assets/%2E%2E%2Fapp.css", 400), ("/assets/%252e%252e/app.css", 400), ("/assets/..%5capp.css", 400),
        ("/assets/%00", 400), ("/alerts/a%0d%0aset-cookie:%20a=b", 400), ("/alerts/%zz", 404), ("/./worklist", 400),
        ("/worklist\\..", 400), ("worklist", 400), ("/alerts/" + String(repeating: "a", count: 5000), 414),
        ("/alerts?patient=" + String(repeating: "a", count: 5000), 414),
        // What a name may hold is no way out of anything.
        ("/alerts/interaction-check%3Aa%2Fb%3Ap..17", 404), ("/alerts?patient=50%25", 200),
    ])
    func addressesThatLeadOutAreRefused(_ path: String, _ status: Int) async throws {
        let answer = try await Desk().get(path)
        #expect(answer.status == status, "\(answer.text)")
        #expect(answer.headers[.contentSecurityPolicy] == SecurityHeaders.policy)
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(answer.headers[.setCookie] == nil)
    }

    @Test func headsThatAreTooLongOrContradictThemselvesAreRefused() async throws {
        let desk = try Desk()
        let filler = try #require(HTTPField.Name("x-filler"))
        var long: HTTPFields = [:]
        for _ in 0..<30 { long.append(HTTPField(name: filler, value: String(repeating: "a", count: 1000))) }
        #expect(try await desk.get("/alerts", headers: long).status == 431)
        var twice: HTTPFields = [:]
        twice.append(HTTPField(name: .contentLength, value: "1"))
        twice.append(HTTPField(name: .contentLength, value: "2"))
        #expect(try await desk.get("/alerts", headers: twice).status == 400)
        let smuggled: HTTPFields = [.contentLength: "1", .transferEncoding: "chunked"]
        #expect(try await desk.get("/alerts", headers: smuggled).status == 400)
        var tokens: HTTPFields = [:]
        tokens.append(HTTPField(name: .authorization, value: "Bearer a"))
        tokens.append(HTTPField(name: .authorization, value: "Bearer b"))
        #expect(try await desk.get("/alerts", headers: tokens).status == 400)
    }

    @Test func aBodyThatDripsForTooLongIsRefused() async throws {
        let limits = RequestLimits(wholeBody: .zero, now: { Desk.start })
        let head = HTTPRequest(method: .post, scheme: "http", authority: "localhost", path: "/fhir")
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: "{}")))
        await #expect(throws: APIError(.requestTimeout, "too-slow", "The body took too long.")) {
            try await limits.handle(request, context: GatewayRequestContext(logger: .init(label: "test"))) {
                request, _ in
                _ = try await request.body.collect(upTo: 100)
                return Response(status: .ok)
            }
        }
    }

    @Test func onePersonMayAskSoOftenAndThenAgainLater() async throws {
        let desk = try Desk(signIn: [Self.issuer.trusted])
        func ask(_ subject: String) async throws -> Answer {
            let token = try Self.issuer.token(subject, roles: [.operator], at: desk.now)
            return try await desk.get("/worklist/checks", headers: [.authorization: "Bearer \(token)"])
        }
        for _ in 0..<Int(RequestRates.perPerson.atOnce) { #expect(try await ask("op-1").status == 200) }
        let refused = try await ask("op-1")
        #expect(refused.status == 429)
        #expect(refused.headers[.retryAfter] == "1")
        #expect(try await ask("op-2").status == 200)
        desk.now = desk.now + .seconds(1)
        for _ in 0..<Int(RequestRates.perPerson.perSecond) { #expect(try await ask("op-1").status == 200) }
        #expect(try await ask("op-1").status == 429)
    }

    @Test func whoTriesTokensIsSlowedDownWithTheWholeAddress() async throws {
        let desk = try Desk(signIn: [Self.issuer.trusted])
        func ask(_ token: String, from address: String) async throws -> Answer {
            try await desk.send(.get, "/alerts", headers: [.authorization: "Bearer \(token)"], from: address)
        }
        var tries = 0
        while tries < 100, try await ask("guess-\(tries)", from: "192.0.2.1").status == 401 { tries += 1 }
        #expect((20...60).contains(tries))
        let good = try Self.issuer.token(at: desk.now)
        #expect(try await ask(good, from: "192.0.2.1").status == 429)
        #expect(try await ask(good, from: "192.0.2.2").status == 200)
        desk.now = desk.now + .seconds(1)
        #expect(try await ask(good, from: "192.0.2.1").status == 200)
    }

    @Test(arguments: [
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", true), ("2001:db8:0:1::1", "2001:db8:0:2::1", false),
        ("192.0.2.1", "192.0.2.2", false), ("::ffff:192.0.2.1", "192.0.2.1", true),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", false), ("fe80::1%eth0", "fe80::2%eth1", true),
        ("x:y:z", "x:y:a", false),
        ("203.0.113.7:51234", "203.0.113.7", true), ("[2001:db8::1]:443", "[2001:db8::2]:444", true),
    ])
    func addressesOfOneConnectionAreOneCaller(_ one: String, _ other: String, _ isSame: Bool) {
        #expect((RequestRates.bucket(of: one) == RequestRates.bucket(of: other)) == isSame)
    }

    @Test func bucketsOfThoseWhoLeftMakeRoom() {
        let buckets = TokenBuckets(now: { Desk.start })
        for number in 0..<(TokenBuckets.capacity + 10) {
            #expect(buckets.take(of: "address \(number)", at: RequestRates.perAddress) == nil)
        }
    }

    // MARK: Where it listens

    private func door(_ values: [String: String]) throws -> GatewayServer.Door {
        try GatewayApplication.door(SettingValues(values: values), data: .temporaryDirectory)
    }

    @Test(arguments: [
        ListenAddress.Guardians.none, .signIn, .transport, .publicAddress, [.signIn, .transport],
        [.signIn, .publicAddress], [.transport, .publicAddress],
    ])
    func othersReachTheGatewayOnlyWhenEverythingStandsBeforeIt(_ guardians: ListenAddress.Guardians) throws {
        #expect(throws: ListenAddressError()) { try ListenAddress(host: "0.0.0.0", port: 1, guardedBy: guardians) }
        #expect(try ListenAddress(host: "127.0.0.1", port: 1, guardedBy: guardians).host == "127.0.0.1")
        #expect(try ListenAddress(host: "0.0.0.0", port: 1, guardedBy: .all).host == "0.0.0.0")
    }

    @Test func theDevelopmentKeyOpensNothingToOthers() throws {
        let path = "\(URL.temporaryDirectory.path)/\(UUID().uuidString).pem"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let local = try door(["development-sign-in": path])
        #expect(local.mode.isOn && !local.guardians.contains(.signIn))
        for further in [["behind-proxy": "on"], ["public-url": "https://titrate.example"]] {
            #expect(throws: SettingError.self) {
                try door(further.merging(["development-sign-in": path]) { first, _ in first })
            }
        }
    }

    @Test(arguments: [
        ["behind-proxy": "yes"], ["public-url": "titrate.example"], ["public-url": "https://titrate.example/path"],
        ["development-sign-in": "/proc/none/key.pem"],
    ])
    func settingsThatCannotBeUsedAreRefused(_ values: [String: String]) {
        #expect(throws: (any Error).self) { try door(values) }
    }

    @Test func whoeverSaysNothingOfSignInHasNone() throws {
        let door = try door([:])
        #expect(!door.mode.isOn && door.guardians == .none)
    }
}
