import Crypto
import EventContracts
import EventLog
import Foundation
import HTTPTypes
import Hummingbird
import MedicationDomain
import SignIn
import TestSupport
import Testing

@testable import Gateway

/// Every route of the router, asked by every role and by everybody who should not be believed.
@Suite struct RoleMatrixTests {
    private static let issuer = TestIssuer()

    private func desk(_ furtherRoutes: (Router<GatewayRequestContext>) -> Void = { _ in }) throws -> Desk {
        // Nobody answers questions here: what matters is who may ask.
        try Desk(patience: .milliseconds(20), signIn: [Self.issuer.trusted], furtherRoutes: furtherRoutes)
    }

    private func ask(
        _ desk: Desk, _ route: (method: HTTPRequest.Method, path: String), with token: String?
    ) async throws -> Answer {
        var headers: HTTPFields = [:]
        headers[.authorization] = token.map { "Bearer \($0)" }
        let path = route.path.replacing(/\{[a-z]+\}/, with: "x")
        return try await desk.send(route.method, path, headers: headers)
    }

    @Test func everyRouteStandsInTheTable() throws {
        let missing = try desk().routes.filter { RouteAccess.entry(for: $0.method, $0.path) == nil }
        #expect(missing.map { "\($0.method) \($0.path)" } == [])
    }

    @Test func aRouteThatIsNotInTheTableIsNobodys() async throws {
        let desk = try desk { $0.get("forgotten") { _, _ in Response(status: .ok) } }
        for role in Role.allCases {
            let token = try Self.issuer.token(roles: [role], at: desk.now)
            #expect(try await ask(desk, (.get, "/forgotten"), with: token).status == 403)
        }
        #expect(try await ask(desk, (.get, "/forgotten"), with: nil).status == 403)
    }

    @Test(arguments: Role.allCases) func everyRoleHasItsOwnRoutesAndNoOther(_ role: Role) async throws {
        let desk = try desk()
        let token = try Self.issuer.token(roles: [role], at: desk.now)
        for route in desk.routes {
            let access = try #require(RouteAccess.entry(for: route.method, route.path))
            // Signing in is by the token in the form, and there is none.
            if route == (.post, "/sign-in") { continue }
            let answer = try await ask(desk, route, with: token)
            if access.allows([role]) {
                #expect(![401, 403].contains(answer.status), "\(role) \(route): \(answer.text)")
            } else {
                #expect(answer.status == 403, "\(role) \(route)")
                #expect(answer.headers[.wwwAuthenticate]?.contains(#"error="insufficient_scope""#) == true)
            }
        }
    }

    /// The table again, by hand, for those routes where a mistake would show somebody what is not theirs.
    @Test(arguments: [
        (HTTPRequest.Method.get, "/alerts", [Role.pharmacist]), (.get, "/alerts/{id}", [.pharmacist]),
        (.post, "/alerts/{id}/responses", [.pharmacist]), (.get, "/worklist", [.pharmacist]),
        (.post, "/alerts/acknowledgements", [.pharmacist]), (.get, "/patients/{id}", [.pharmacist]),
        (.get, "/worklist/alert/{id}", [.pharmacist]), (.get, "/board", [.pharmacist, .finance]),
        (.get, "/board/rows", [.pharmacist, .finance]),
        (.get, "/assistance", [.finance]), (.post, "/assistance", [.finance]),
        (.post, "/assistance/sheet", [.finance]), (.get, "/assistance/history", [.finance]),
        (.get, "/assistance/history/{id}", [.finance]), (.get, "/assistance/batch", [.finance]),
        (.post, "/assistance/batch", [.finance]), (.get, "/assistance/batch/{id}", [.finance]),
        (.get, "/assistance/batch/{id}/progress", [.finance]),
        (.get, "/assistance/batch/{id}/answers", [.finance]), (.post, "/assistance/batch/{id}/remove", [.finance]),
        (.get, "/rules", [.pharmacist, .operator]), (.post, "/fhir", [.hospitalSystem]),
        (.post, "/hl7v2", [.hospitalSystem]), (.get, "/health", [.operator]),
        (.get, "/fhir/DetectedIssue", [.hospitalSystem]), (.post, "/cds-services/order-sign", [.hospitalSystem]),
        (.get, "/cds-services", [.hospitalSystem]),
    ])
    func whoseEachRouteIs(_ method: HTTPRequest.Method, _ path: String, _ roles: [Role]) throws {
        #expect(try #require(RouteAccess.entry(for: method, path)).roles == Set(roles))
    }

    struct Stranger: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let token: @Sendable (Instant) throws -> String?
    }

    private static func unsigned(at now: Instant) throws -> String {
        let parts = try issuer.token(at: now, header: ["alg": "none"]).split(separator: ".")
        return "\(parts[0]).\(parts[1])."
    }

    static let strangers: [Stranger] = [
        Stranger(testDescription: "no token") { _ in nil },
        Stranger(testDescription: "expired") { try issuer.token(roles: Role.allCases, at: $0 - .hours(2)) },
        Stranger(testDescription: "not yet valid") { try issuer.token(roles: Role.allCases, at: $0 + .hours(2)) },
        Stranger(testDescription: "forged") {
            try issuer.token(roles: Role.allCases, at: $0, signedBy: P256.Signing.PrivateKey())
        },
        Stranger(testDescription: "wrong audience") {
            try issuer.token(roles: Role.allCases, at: $0, claims: ["aud": "somebody-else"])
        },
        Stranger(testDescription: "wrong issuer") {
            try issuer.token(roles: Role.allCases, at: $0, claims: ["iss": "https://elsewhere.example"])
        },
        Stranger(testDescription: "the development key") {
            try issuer.token(roles: Role.allCases, at: $0, claims: ["iss": DevelopmentKey.issuer])
        },
        Stranger(testDescription: "alg none") { try unsigned(at: $0) },
        Stranger(testDescription: "unknown key") {
            try issuer.token(roles: Role.allCases, at: $0, header: ["kid": "key-9"])
        },
        Stranger(testDescription: "no JWT") { _ in "let-me-in" },
    ]

    @Test(arguments: strangers) func nobodyElseGetsAnything(_ stranger: Stranger) async throws {
        let desk = try desk()
        let token = try stranger.token(desk.now)
        for route in desk.routes {
            let access = try #require(RouteAccess.entry(for: route.method, route.path))
            let answer = try await ask(desk, route, with: token)
            // The way to sign in is there for whoever brings no token; a bad one is refused there as well.
            if access.roles == nil, token == nil {
                #expect(answer.status != 403, "\(route)")
                continue
            }
            #expect(answer.status == 401, "\(route): \(answer.text)")
            let challenge = try #require(answer.headers[.wwwAuthenticate])
            #expect(challenge.hasPrefix("Bearer ") && challenge.contains("invalid_token") == (token != nil))
        }
        #expect(desk.log.records(of: .hospitalEvents).isEmpty)
    }

    @Test func aTokenWithoutAnyRoleMayNothingAndKnowsWhy() async throws {
        let desk = try desk()
        let token = try Self.issuer.token(roles: [], at: desk.now)
        let answer = try await ask(desk, (.get, "/alerts"), with: token)
        #expect(answer.status == 403)
        #expect(answer.text.contains("pharmacist"))
    }

    @Test func onFHIRTheRefusalIsAnOperationOutcome() async throws {
        let desk = try desk()
        let nobody = try await ask(desk, (.post, "/fhir"), with: nil)
        #expect(nobody.status == 401 && nobody.text.contains(#""code":"login""#), "\(nobody.text)")
        let token = try Self.issuer.token(roles: [.finance], at: desk.now)
        let finance = try await ask(desk, (.post, "/fhir"), with: token)
        #expect(finance.status == 403 && finance.text.contains(#""code":"forbidden""#), "\(finance.text)")
        #expect(finance.headers[.contentType] == "application/fhir+json")
    }

    @Test func anUnknownAddressTellsStrangersNothing() async throws {
        let desk = try desk()
        #expect(try await ask(desk, (.get, "/nowhere"), with: nil).status == 401)
        #expect(try await ask(desk, (.get, "/nowhere"), with: Self.issuer.token(at: desk.now)).status == 404)
    }

    @Test func financeSeesDrugQuantityAndRunOutDateAndNothingElseClinical() async throws {
        let desk = try desk()
        let supply = SupplyProjection(
            patientId: "p-17", medication: Medication(text: "Baclofen 10 mg tablet"), onHandMilligrams: 600,
            dailyDoseMilligrams: 45, runOutAt: desk.now + .days(13), state: .known, because: ["dispensed in May"])
        try desk.put(supply, on: .withdrawalEvents, about: "p-17", revision: 1)
        try desk.say(.sample(), revision: 1)
        try await desk.read()
        let finance = try await ask(desk, (.get, "/board"), with: Self.issuer.token(roles: [.finance], at: desk.now))
        #expect(finance.status == 200)
        for shown in ["Baclofen 10 mg tablet", "600 mg", "p-17"] { #expect(finance.text.contains(shown)) }
        for hidden in ["45 mg", "dispensed in May", "/patients/", "Daily dose"] {
            #expect(!finance.text.contains(hidden), "\(hidden)")
        }
        let pharmacist = try await ask(desk, (.get, "/board"), with: Self.issuer.token(at: desk.now))
        for shown in ["45 mg", "dispensed in May", "/patients/p-17"] {
            #expect(pharmacist.text.contains(shown), "\(shown)")
        }
    }

    @Test func theAnsweringPersonIsWhoeverSignedInWhateverTheBodySays() async throws {
        let desk = try desk()
        try desk.say(.sample(), revision: 3)
        try await desk.read()
        let token = try Self.issuer.token("ph-9", at: desk.now)
        let answer = try await desk.post(
            "/alerts/interaction-check%3Abaclofen-opioid%3Ap-17/responses",
            #"{"action":"acknowledge","by":{"id":"somebody-else","role":"chief"},"byName":"nobody"}"#,
            headers: [.authorization: "Bearer \(token)"])
        #expect(answer.status == 202)
        let record = try #require(desk.log.records(of: .alertResponses).first)
        let event = try CloudEvent(record.message)
        let response = try AlertResponse.decode(try #require(event.data), type: event.type)
        #expect(response.by == AlertResponse.Actor(id: "ph-9", role: "pharmacist"))
    }
}
