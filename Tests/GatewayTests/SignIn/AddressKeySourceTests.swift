import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import MedicationDomain
import NIOCore
import SignIn
import TestSupport
import Testing

@testable import Gateway

/// Keys fetched from an address, from a server on this machine.
@Suite struct AddressKeySourceTests {
    private static let issuer = TestIssuer()

    /// Serves the issuer's keys at `/keys`, something else at `/nothing` and a way elsewhere at `/away`.
    private func withServer(_ work: @escaping @Sendable (Int) async throws -> Void) async throws {
        let router = Router()
        router.get("keys") { _, _ in Response.bytes(Array(Self.issuer.document), type: "application/json") }
        router.get("nothing") { _, _ in Response.bytes(Array("{\"keys\":[]}".utf8), type: "application/json") }
        router.get("away") { _, _ in Response.seeOther("/keys") }
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            try await work(port)
            group.cancelAll()
        }
    }

    private func refusal(at path: String, _ port: Int) async throws -> TokenRefusal? {
        let url = try #require(URL(string: "http://127.0.0.1:\(port)/\(path)"))
        let trusted = TrustedIssuer(
            Self.issuer.name, audiences: [TestIssuer.audience], algorithms: [.es256], keys: try AddressKeySource(url))
        let verifier = TokenVerifier([trusted], now: { Desk.start })
        let token = try Self.issuer.token(at: Desk.start)
        do throws(TokenRefusal) {
            _ = try await verifier.verify(token)
            return nil
        } catch { return error }
    }

    @Test(.timeLimit(.minutes(1))) func keysComeFromTheirOwnAddressAndNoOther() async throws {
        try await withServer { port in
            let ofKeys = try await refusal(at: "keys", port)
            #expect(ofKeys == nil)
            for path in ["nothing", "away", "absent"] {
                #expect(try await refusal(at: path, port) == .keysUnavailable, "\(path)")
            }
        }
    }

    @Test(arguments: ["http://id.example/keys", "ftp://127.0.0.1/keys", "file:///etc/keys"])
    func anAddressThatOthersCanAnswerForIsRefused(_ address: String) throws {
        let url = try #require(URL(string: address))
        #expect(throws: AddressKeySource.Insecure.self) { try AddressKeySource(url) }
    }

    @Test func whoMayNotSeeAlertsIsNotToldOfThem() {
        let event = StreamEvent.alert(AlertNotice(.sample()))
        #expect(StreamEvent.isClinical(event.text(id: "a-1")))
        #expect(!StreamEvent.isClinical(StreamEvent.supply.text(id: "a-2")))
        #expect(!StreamEvent.isClinical(StreamEvent.reset.text(id: nil)))
    }
}
