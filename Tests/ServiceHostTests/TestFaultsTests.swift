import Foundation
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import ServiceHost

@Suite struct TestFaultsTests {
    @Test func withoutVariablesTheClockIsTheSystems() {
        let difference = TestFaults.clock(in: [:]).now().since(Instant(Date()))
        #expect(difference > .seconds(-5) && difference < .seconds(5))
    }

    @Test func theClockFileTurnsTheClock() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "clock-\(UUID().uuidString)")
        defer { _ = try? FileManager.default.removeItem(at: file) }
        let clock = TestFaults.clock(in: [TestFaults.clockFile: file.path])
        #expect(clock.now().since(Instant(Date())) > .seconds(-5))
        try "-3600\n".write(to: file, atomically: true, encoding: .utf8)
        #expect(clock.now().since(Instant(Date())) < .seconds(-3590))
    }

    @Test(arguments: ["freshnessChecked", "noSuchPoint:1", "afterCommit:soon"])
    func aCutPointThatDoesNotExistIsRefused(text: String) {
        #expect(throws: SettingError.self) { try TestFaults.cuts(in: [TestFaults.stopAt: text]) }
    }
}
