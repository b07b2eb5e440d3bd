import EventContracts
import HTTPTypes
import Hummingbird
import MedicationDomain
import SignIn
import TestSupport
import Testing

@testable import Gateway

/// A person with a browser.
@Suite struct SessionTests {
    private static let issuer = TestIssuer()
    private static let form = "application/x-www-form-urlencoded"

    private func desk() throws -> Desk { try Desk(signIn: [Self.issuer.trusted]) }

    private func signIn(
        _ desk: Desk, roles: [Role] = [.pharmacist], lasting: Int64 = 36_000 * 10, next: String = "/worklist",
        cookie: String? = nil
    ) async throws -> Answer {
        let token = try Self.issuer.token(roles: roles, at: desk.now, lasting: lasting)
        var headers: HTTPFields = [:]
        headers[.cookie] = cookie
        return try await desk.post("/sign-in", "token=\(token)&next=\(next)", type: Self.form, headers: headers)
    }

    /// The cookie a browser would keep.
    private func cookie(_ answer: Answer) throws -> String {
        String(try #require(answer.headers[.setCookie]).prefix { $0 != ";" })
    }

    private func formToken(_ page: Answer) throws -> String {
        let match = try #require(page.text.firstMatch(of: /<meta name="form-token" content="([^"]+)">/))
        return String(match.1)
    }

    @Test func aTokenBecomesASessionInASafeCookie() async throws {
        let desk = try desk()
        let answer = try await signIn(desk)
        #expect(answer.status == 303)
        #expect(answer.headers[.location] == "/worklist")
        let header = try #require(answer.headers[.setCookie])
        #expect(header.hasPrefix("__Host-titrate="))
        #expect(header.hasSuffix("; Path=/; Secure; HttpOnly; SameSite=Strict"))
        let page = try await desk.get("/worklist", headers: [.cookie: try cookie(answer)])
        #expect(page.status == 200)
        #expect(page.text.contains("Sign out") && page.text.contains("ph-1"))
        // Each sees the ways that are theirs.
        #expect(page.text.contains(#"href="/worklist""#) && !page.text.contains(#"href="/assistance""#))
        #expect(try await desk.get("/health", headers: [.cookie: try cookie(answer)]).status == 403)
    }

    @Test func whoeverDidNotSignInIsGivenThePageForItAndComesBack() async throws {
        let page = try await desk().get("/worklist?patient=p-17", headers: [.accept: "text/html"])
        #expect(page.status == 401)
        #expect(page.text.contains(#"action="/sign-in""#))
        #expect(page.text.contains(#"name="next" value="/worklist?patient=p-17""#), "\(page.text)")
    }

    @Test func aRefusedTokenIsToldOnThePage() async throws {
        let answer = try await desk().post(
            "/sign-in", "token=nonsense", type: Self.form, headers: [.accept: "text/html"])
        #expect(answer.status == 401)
        #expect(answer.text.contains("The token cannot be read"))
        #expect(answer.headers[.setCookie] == nil)
    }

    @Test(arguments: [
        "//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/%0d%0aset-cookie:a=b",
        "worklist", "",
    ])
    func nobodyIsSentElsewhereAfterSigningIn(_ next: String) async throws {
        let location = try #require(try await signIn(try desk(), next: next).headers[.location])
        #expect(location == "/" || location == "/%0d%0aset-cookie:a=b", "\(location)")
        #expect(!location.contains("\r") && !location.contains("\n"))
    }

    @Test func aSessionEndsWhenNobodyIsThereThoughThePageRenewsItself() async throws {
        let desk = try desk()
        let cookie = try cookie(try await signIn(desk))
        let start = desk.now
        desk.now = start + .minutes(29)
        #expect(try await desk.get("/worklist", headers: [.cookie: cookie]).status == 200)
        desk.now = start + .minutes(58)
        #expect(try await desk.get("/worklist/rows", headers: [.cookie: cookie]).status == 200)
        desk.now = start + .minutes(60)
        #expect(try await desk.get("/worklist/rows", headers: [.cookie: cookie]).status == 401)
        #expect(try await desk.get("/worklist", headers: [.cookie: cookie]).status == 401)
    }

    @Test func aSessionEndsAfterItsLongestTimeAndNeverOutlivesItsToken() async throws {
        let desk = try desk()
        let start = desk.now
        let (long, short) = (
            try cookie(try await signIn(desk)), try cookie(try await signIn(desk, lasting: 3600))
        )
        for quarter in 1..<48 {
            desk.now = start + .minutes(Double(quarter) * 15)
            #expect(try await desk.get("/worklist", headers: [.cookie: long]).status == 200, "\(quarter)")
            let status = try await desk.get("/worklist", headers: [.cookie: short]).status
            #expect(status == (quarter < 4 ? 200 : 401), "\(quarter)")
        }
        desk.now = start + .hours(12)
        #expect(try await desk.get("/worklist", headers: [.cookie: long]).status == 401)
    }

    @Test func signingOutEndsTheSessionHereAndNotOnlyInTheBrowser() async throws {
        let desk = try desk()
        let cookie = try cookie(try await signIn(desk))
        let token = try formToken(try await desk.get("/worklist", headers: [.cookie: cookie]))
        let answer = try await desk.post(
            "/sign-out", "formToken=\(token)", type: Self.form, headers: [.cookie: cookie])
        #expect(answer.status == 303)
        #expect(answer.headers[.setCookie]?.contains("Max-Age=0") == true)
        #expect(try await desk.get("/worklist", headers: [.cookie: cookie]).status == 401)
    }

    @Test func aSessionThatSomebodyPreparedIsNotTaken() async throws {
        let desk = try desk()
        let prepared = "__Host-titrate=prepared-by-somebody-else"
        let first = try cookie(try await signIn(desk, cookie: prepared))
        #expect(first != prepared)
        #expect(try await desk.get("/worklist", headers: [.cookie: prepared]).status == 401)
        // Two of that name: one was put there by somebody else.
        #expect(try await desk.get("/worklist", headers: [.cookie: "\(prepared); \(first)"]).status == 401)
    }

    private static let answerPath = "/alerts/interaction-check%3Abaclofen-opioid%3Ap-17/responses"

    @Test func withoutWhatStandsInThePageNothingIsChanged() async throws {
        let desk = try desk()
        try desk.say(.sample(), revision: 3)
        try await desk.read()
        let (cookie, other) = (try cookie(try await signIn(desk)), try cookie(try await signIn(desk)))
        let page = try await desk.get("/worklist", headers: [.cookie: cookie])
        let (own, others) = (
            try formToken(page), try formToken(try await desk.get("/worklist", headers: [.cookie: other]))
        )
        #expect(page.text.contains(#"name="formToken" value="\#(own)""#))
        let name = try #require(HTTPField.Name("x-form-token"))
        for wrong in [nil, "", "guessed", others] {
            var headers: HTTPFields = [.cookie: cookie]
            headers[name] = wrong
            let data = try await desk.post(Self.answerPath, #"{"action":"acknowledge"}"#, headers: headers)
            #expect(data.status == 403 && data.text.contains("form-token"))
            let form = try await desk.post(
                Self.answerPath, "action=acknowledged" + (wrong.map { "&formToken=\($0)" } ?? ""), type: Self.form,
                headers: [.cookie: cookie])
            #expect(form.status == 403)
            #expect(try await desk.post("/sign-out", "", type: Self.form, headers: headers).status == 403)
        }
        #expect(desk.log.records(of: .alertResponses).isEmpty)

        let form = try await desk.post(
            Self.answerPath, "action=acknowledged&formToken=\(own)", type: Self.form, headers: [.cookie: cookie])
        #expect(form.status == 303)
        let data = try await desk.post(
            Self.answerPath, #"{"action":"acknowledge"}"#, headers: [.cookie: cookie, name: own])
        #expect(data.status == 202)
        #expect(desk.log.records(of: .alertResponses).count == 2)
    }

    @Test func aPageOfAnotherSiteCannotActThroughTheBrowser() async throws {
        let desk = try desk()
        let cookie = try cookie(try await signIn(desk))
        let token = try formToken(try await desk.get("/worklist", headers: [.cookie: cookie]))
        for headers: HTTPFields in [
            [.origin: "https://evil.example"], [HTTPField.Name("sec-fetch-site")!: "cross-site"],
        ] {
            var headers = headers
            headers[.cookie] = cookie
            let answer = try await desk.post("/sign-out", "formToken=\(token)", type: Self.form, headers: headers)
            #expect(answer.status == 403 && answer.text.contains("foreign-origin"))
        }
    }

    @Test func behindAProxyThePublicAddressIsTheOnlyOtherName() async throws {
        let desk = try Desk(
            signIn: [Self.issuer.trusted], publicAddress: PublicAddress("https://titrate.example"))
        let token = try Self.issuer.token(at: desk.now)
        let headers: HTTPFields = [.authorization: "Bearer \(token)"]
        let good = try await desk.get("/alerts", headers: headers, authority: "titrate.example")
        #expect(good.status == 200)
        #expect(good.headers[HTTPField.Name("strict-transport-security")!]?.hasPrefix("max-age=") == true)
        #expect(try await desk.get("/alerts", headers: headers, authority: "evil.example").status == 421)
    }

    @Test func oneSubjectHasNoMoreSessionsThanOnePersonNeeds() async throws {
        let desk = try desk()
        let first = try cookie(try await signIn(desk))
        for second in 1...Sessions.mostOfOneSubject {
            desk.now = Desk.start + .seconds(Double(second))
            _ = try await signIn(desk)
        }
        #expect(try await desk.get("/worklist", headers: [.cookie: first]).status == 401)
    }
}
