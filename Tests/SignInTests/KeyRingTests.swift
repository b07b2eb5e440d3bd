import Foundation
import MedicationDomain
import Synchronization
import TestSupport
import Testing

@testable import SignIn

@Suite struct KeyRingTests {
    /// A source that can be changed and can fail.
    private final class Source: KeySource {
        struct State: Sendable {
            var document: Data?
            var loads = 0
        }
        let state: Mutex<State>
        init(_ document: Data) { state = Mutex(State(document: document)) }

        func load() async throws -> KeySet {
            let document = state.withLock { state in
                state.loads += 1
                return state.document
            }
            guard let document else { throw KeySet.Unusable() }
            return try await KeySet(document: document)
        }
        var loads: Int { state.withLock { $0.loads } }
    }

    private static let start = Instant(millisecondsSince1970: 1_795_253_400_000)

    private func isTaken(_ id: String, by ring: KeyRing, after span: Span) async -> TokenRefusal? {
        do throws(TokenRefusal) {
            _ = try await ring.verifier(for: id, by: .es256, at: Self.start + span)
            return nil
        } catch { return error }
    }

    @Test func aNewKeyIsFoundWhenATokenNamesItAndInventedOnesAskNobody() async throws {
        let source = Source(TestIssuer(keyID: "old").document)
        let ring = KeyRing(source)
        #expect(await isTaken("old", by: ring, after: .zero) == nil)
        source.state.withLock { $0.document = TestIssuer(keyID: "new").document }
        #expect(await isTaken("new", by: ring, after: .seconds(1)) == .unknownKey)
        for second in 2..<15 {
            #expect(await isTaken("invented", by: ring, after: .seconds(Double(second))) == .unknownKey)
        }
        #expect(source.loads == 1)
        #expect(await isTaken("new", by: ring, after: .seconds(20)) == nil)
        #expect(await isTaken("old", by: ring, after: .seconds(21)) == .unknownKey)
        #expect(source.loads == 2)
    }

    @Test func keysThatWereWithdrawnCountNoMore() async throws {
        let source = Source(TestIssuer(keyID: "k").document)
        let ring = KeyRing(source)
        #expect(await isTaken("k", by: ring, after: .zero) == nil)
        source.state.withLock { $0.document = Data(#"{"keys":[]}"#.utf8) }
        #expect(await isTaken("k", by: ring, after: .minutes(9)) == nil)
        #expect(await isTaken("k", by: ring, after: .minutes(11)) == .keysUnavailable)
    }

    @Test func aSourceThatIsAwayIsForgivenForADayAndNoLonger() async throws {
        let source = Source(TestIssuer(keyID: "k").document)
        let ring = KeyRing(source)
        #expect(await isTaken("k", by: ring, after: .zero) == nil)
        source.state.withLock { $0.document = nil }
        #expect(await isTaken("k", by: ring, after: .hours(23)) == nil)
        #expect(await isTaken("k", by: ring, after: .hours(25)) == .keysUnavailable)
    }
}
