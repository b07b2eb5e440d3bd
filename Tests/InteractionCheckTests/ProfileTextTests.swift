import TestSupport
import Testing

@testable import InteractionCheck

/// Profiles are written and read without `Codable`; bytes, values and errors must be those of `Codable`.
@Suite struct ProfileTextTests {
    @Test func madeUpProfilesAreWrittenAndReadAsByCodable() async throws {
        try await PlainTextCheck.compare(
            MedicationProfile.self,
            words: ["ordered", "reported", "given", "raised", "lowered", "silent", "stopped", "recorded", "retracted"],
            values: 40)
    }
}
