import EventContracts
import GRDB
import MedicationDomain
import Testing

@testable import Gateway

/// Reports of services are all read whenever somebody asks how the suite is: their number and size are bounded.
@Suite struct StatusLimitTests {
    private let now = Instant(millisecondsSince1970: 1_795_253_400_000)

    private func status(_ partition: Int32, instance: String = "i", inputs: [ServiceStatus.InputProgress] = [])
        -> ServiceStatus
    {
        ServiceStatus(
            service: .prescribing, instance: instance, partition: partition, phase: .live, inputs: inputs,
            knowledgeVersion: "1", knowledgeHash: "a", reportedAt: now)
    }

    private func put(_ status: ServiceStatus) throws -> Bool {
        let store = try ReadModelStore(DatabaseQueue())
        return try store.database.write { try StatusTable.put(status, readAt: now, in: $0) }
    }

    @Test func aPartitionBeyondAllIsNotKept() throws {
        #expect(try put(status(GatewayLimits.reportedPartitions - 1)))
        #expect(throws: PayloadError(code: .badValue, path: "$.partition")) {
            try put(status(GatewayLimits.reportedPartitions))
        }
        #expect(throws: PayloadError.self) { try put(status(-1)) }
    }

    @Test func aReportBeyondAllSizeIsNotKept() throws {
        let long = String(repeating: "x", count: GatewayLimits.statusBytes)
        #expect(throws: PayloadError(code: .badValue, path: "$")) { try put(status(0, instance: long)) }
    }

    @Test func offsetsBeyondAllCountingAreTheMostThereIs() {
        let far = ServiceStatus.InputProgress(
            topic: .prescribingEvents, nextOffset: -5, endOffset: .max, processedThrough: nil)
        let report = ChecksPolicy.report(
            on: [status(0, inputs: [far, far])], partitionCount: 1, isCaughtUp: true, readingTrouble: nil, asOf: now)
        #expect(report.services.map(\.recordsBehind).max() == .max)
    }
}
