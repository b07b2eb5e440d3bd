import TestSupport
import Testing

@testable import CostAssistance

/// What is kept of a patient is written and read without `Codable`; bytes, values and errors must be those of `Codable`.
@Suite struct CoveragePictureTextTests {
    @Test func madeUpOnesAreWrittenAndReadAsByCodable() async throws {
        try await PlainTextCheck.compare(CoveragePicture.self, words: [], values: 40)
    }
}
