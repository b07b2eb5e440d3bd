import EventContracts
import Foundation
import MedicationCatalog
import MedicationDomain
import TestSupport
import Testing

@testable import InteractionCheck

/// A prescriber waits for the answer: 99 of 100 come within 20 ms inside the service.
@Suite struct DraftTimeTests {
    /// Debug builds are many times slower than what is shipped. The machine's other work does not count: what is
    /// measured is the time of the processor.
    private static let allowance = 5.0

    @Test func fiveDraftsBesideThirtyMedicinesAreAnsweredInTime() throws {
        let desk = try DraftDesk.withBaclofen(born: "1946-01-01")
        let names = try MedicationCatalog.standard.entries.map(\.name).filter { $0 != "baclofen" }
        for (number, name) in names.prefix(29).enumerated() {
            try desk.service.order(OrderID("kept-\(number)"), name, milligramsPerDay: 10)
        }
        let drafts = names.dropFirst(29).prefix(5).enumerated().map {
            DraftDesk.draft($0.element, id: OrderID("draft-\($0.offset)"))
        }
        #expect(try desk.service.profile?.medicines.count == 30 && drafts.count == 5)
        let data = try InteractionCheckRequest(patientId: TestPatient.id, drafts: drafts).encode()
        var times: [Double] = []
        for number in 0..<300 {
            let start = Self.processorMilliseconds
            _ = try desk.reply(data, id: "q-\(number)")
            times.append(Self.processorMilliseconds - start)
        }
        times.sort()
        let milliseconds = [times[150], times[296], times[299]]
        print("draft orders: median \(milliseconds[0]) ms, p99 \(milliseconds[1]) ms, most \(milliseconds[2]) ms")
        #expect(milliseconds[1] < 20 * Self.allowance)
    }

    private static var processorMilliseconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1_000_000
    }
}
