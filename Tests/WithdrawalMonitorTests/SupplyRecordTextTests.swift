import TestSupport
import Testing

@testable import WithdrawalMonitor

/// What is kept of a patient is written and read without `Codable`; bytes, values and errors must be those of `Codable`.
@Suite struct SupplyRecordTextTests {
    @Test func madeUpOnesAreWrittenAndReadAsByCodable() async throws {
        try await PlainTextCheck.compare(
            SupplyRecord.self, words: ["known", "unknown", "enteral", "intrathecal", "given", "notDone"], values: 20)
    }
}
