import TestSupport
import Testing

@testable import Gateway

/// A patient's medicine is written and read without `Codable`; bytes, values and errors must be those of `Codable`.
@Suite struct PatientMedicineTextTests {
    @Test func madeUpOnesAreWrittenAndReadAsByCodable() async throws {
        try await PlainTextCheck.compare(PatientMedicine.self)
    }
}
