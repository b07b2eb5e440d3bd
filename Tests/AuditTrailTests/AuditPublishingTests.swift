import MedicationDomain
import Testing

@testable import AuditTrail

@Suite struct AuditPublishingTests {
    private static let now = Instant(millisecondsSince1970: 1_795_253_400_000)

    @Test func whatIsSentAtOnceIsBoundInBytesButNeverStuck() async throws {
        let store = try AuditStore()
        let patients = (0..<100).map { PatientID("p-\($0)") }
        let entries = (0..<120).map { _ in
            AuditEntry(at: Self.now, kind: .view, route: "GET /worklist", patients: patients)
        }
        try await store.append(entries)
        let whole = try await store.unpublished(limit: 1000)
        #expect(whole.map(\.place.sequence) == Array(1...120))
        let size = whole[0].document.count
        #expect(try await store.unpublished(limit: 1000, bytes: size * 60).count <= 60)
        #expect(try await store.unpublished(limit: 1000, bytes: size * 60).count >= 50)
        // One that alone is too large goes by itself.
        #expect(try await store.unpublished(limit: 1000, bytes: 10).map(\.place.sequence) == [1])
        #expect(try await store.unpublished(limit: 7).count == 7)
    }
}
