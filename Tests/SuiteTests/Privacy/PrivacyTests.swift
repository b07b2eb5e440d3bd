import EventContracts
import EventLog
import Foundation
import MedicationDomain
import TestSupport
import Testing

@testable import Titrate

extension ProcessTests {
    /// A patient made of marked words goes through every path, failures included; the words must not come out anywhere
    /// that is not meant for them.
    @Suite(.serialized) struct PrivacyTests {
        @Test(.timeLimit(.minutes(6))) func nothingOfAPatientLeavesByTheWay() async throws {
            let visit = try await CanaryVisit()
            try await visit.sendGoodRecords()
            try await visit.sendBadRecords()
            try await visit.askTheGatewayWrongly()
            try await visit.askForAssistance()
            try await visit.askBeforeSigning()
            try await visit.answerAlerts()
            try await visit.waitForRefusals()
            try await visit.seeThatItWasReallyThere()
            try await visit.searchHealth()
            try await visit.crashAndComeBack()
            try await visit.searchTopics()
            try await visit.askWhileTheBrokerIsAway()
            visit.end()
            try visit.searchFiles()
            let sinks = visit.sinks
            print(sinks.report)
            #expect(sinks.searched.count > 90)
            #expect(sinks.empty.isEmpty, "nothing was said there: \(sinks.empty)")
            #expect(sinks.leaks.isEmpty, "\(sinks.leaks.joined(separator: "\n"))")
        }
    }
}
