import Foundation
import KnowledgeFiles
import MedicationDomain
import TestSupport
import Testing

@testable import SignIn

@Suite struct SignInFileTests {
    private static let good = """
        clock-skew-seconds: 30
        issuers:
          - issuer: https://id.example/realms/hospital
            name: hospital
            audiences: [titrate]
            algorithms: [RS256, ES256]
            jwks-address: https://id.example/realms/hospital/certs
            roles-claim: realm_access.roles
            roles:
              pharmacist: [Pharmacy.Staff, Pharmacy.Lead]
              operator: [IT.Operations]
            browser:
              client-id: titrate
              authorize-address: https://id.example/auth
              token-address: https://id.example/token
              scopes: [openid, roles]
          - issuer: https://ehr.example
            audiences: [https://titrate.example/]
            jwks-file: ehr.jwks.json
            roles-of-all: [hospital-system]
            single-use: true
        """

    @Test func theFileSaysWhomToTrust() throws {
        let file = try SignInFile(path: "sign-in.yaml", text: Self.good)
        #expect(file.clockSkew == .seconds(30))
        #expect(file.issuers.map(\.label) == ["hospital", "https://ehr.example"])
        #expect(file.issuers[0].roleWords["Pharmacy.Lead"] == .pharmacist)
        #expect(file.issuers[1].rolesOfAll == [.hospitalSystem])
        #expect(file.issuers[1].roleWords.isEmpty, "whatever its tokens claim of themselves")
        #expect(!file.issuers[0].roleWords.isEmpty)
        #expect(file.issuers[1].isSingleUse)
        #expect(file.issuers[0].browser?.clientID == "titrate" && file.issuers[1].browser == nil)
        #expect(file.issuers[0].browser?.scopes == ["openid", "roles"])
    }

    @Test(arguments: [
        ("RS256, ES256", "HS256", 6), ("RS256, ES256", "none", 6),
        ("jwks-address: https://", "jwks-address: http://", 7),
        ("audiences: [titrate]", "audiences: []", 5), ("operator: [IT", "root: [IT", 11),
        ("[IT.Operations]", "[Pharmacy.Staff]", 11), ("https://ehr.example", "https://id.example/realms/hospital", 17),
        ("jwks-file: ehr.jwks.json", "name: ehr", 17), ("single-use", "singleuse", 21),
        ("roles-of-all: [hospital-system]", "name: hospital", 17), ("name: hospital", "name: development", 3),
        ("https://id.example/token", "http://id.example/token", 15), ("https://id.example/auth", "javascript:x", 14),
        ("scopes: [openid, roles]", "client-secret-file: nowhere.txt", 16), ("client-id: titrate", "client: a", 13),
        ("clock-skew-seconds: 30", "clock-skew-seconds: 3600", 1),
        ("issuer: https://ehr.example", "issuer: urn:titrate:development", 17),
    ])
    func aMistakeIsNamedWithItsLine(_ right: String, _ wrong: String, _ line: Int) throws {
        let text = Self.good.replacingOccurrences(of: right, with: wrong)
        let error = #expect(throws: KnowledgeError.self) { try SignInFile(path: "sign-in.yaml", text: text) }
        #expect(error?.line == line, "\(error?.description ?? "")")
    }
}

@Suite struct DevelopmentKeyTests {
    private static let now = Instant(millisecondsSince1970: 1_795_253_400_000)

    private func withFolder(_ work: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await work(folder)
    }

    @Test func itsTokensAreTakenByWhoeverTrustsTheSameFile() async throws {
        try await withFolder { folder in
            let file = folder.appending(path: DevelopmentKey.fileName)
            let token = try await DevelopmentKey(at: file).token(
                for: "ph-1", roles: [.pharmacist], at: Self.now, lasting: .hours(8))
            let verifier = TokenVerifier([try DevelopmentKey(at: file).trustedIssuer], now: { Self.now })
            #expect(try await verifier.verify(token).roles == [.pharmacist])
            let other = TokenVerifier(
                [try DevelopmentKey(at: folder.appending(path: "other")).trustedIssuer], now: { Self.now })
            await #expect(throws: TokenRefusal.unknownKey) { try await other.verify(token) }
        }
    }

    @Test func theFileIsItsOwnersAloneOrIsNotUsed() async throws {
        try await withFolder { folder in
            let file = folder.appending(path: DevelopmentKey.fileName)
            _ = try DevelopmentKey(at: file)
            let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [DevelopmentKey.fileName])
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file.path)
            #expect(throws: DevelopmentKey.Unusable.self) { try DevelopmentKey(at: file) }
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
            try Data("no key".utf8).write(to: file)
            #expect(throws: DevelopmentKey.Unusable.self) { try DevelopmentKey(at: file) }
        }
    }
}
