import EventContracts
import EventLog
import MedicationDomain
import TestSupport
import Testing

@testable import Titrate

/// Merging and unmerging through the whole suite, with the runners of production.
@Suite(.serialized) struct MergedRecordsTests {
    private let suite: RunningServices
    /// On different partitions, so that different owners have them.
    private let retired: String
    private let survivor: String
    private let fhir = SampleFHIR(now: Plan.start)

    init() throws {
        suite = try RunningServices(partitions: 2)
        func place(_ id: String) -> Int32 { Partitioner.partition(forKey: Array(id.utf8), count: 2) }
        let names = (0..<32).map { "rec-\($0)" }
        retired = try #require(names.first { place($0) == 0 })
        survivor = try #require(names.first { place($0) == 1 })
    }

    private func person(_ id: String, version: Int = 1, replacedBy: String? = nil) -> [UInt8] {
        let link = replacedBy.map { #","link":[{"other":{"reference":"Patient/\#($0)"},"type":"replaced-by"}]"# } ?? ""
        return Array(
            #"{"resourceType":"Patient","id":"\#(id)","meta":{"versionId":"\#(version)"},"birthDate":"1980-05-05"\#(link)}"#
                .utf8)
    }

    private var baclofen: [UInt8] { baclofen() }
    private func baclofen(version: Int = 1) -> [UInt8] {
        SampleFHIR.bytes(
            fhir.order(
                "bac-1", of: survivor, medicine: .baclofen10, milligrams: 10, perDay: 3, version: version,
                daysAgo: 60, isContinuing: true))
    }

    private func opioid(_ status: String = "active", version: Int = 1) -> [UInt8] {
        SampleFHIR.bytes(
            fhir.order(
                "oxy-1", of: retired, medicine: SampleMedicine("Oxycodone 5 MG Oral Tablet", "7804"), milligrams: 5,
                perDay: 3, status: status, version: version))
    }

    private func interactions(of patient: String) throws -> [String] {
        try suite.open(of: patient).filter { $0.hasPrefix("interaction-check:") }
    }

    @Test(.timeLimit(.minutes(2))) func anOpioidOnOneAndBaclofenOnTheOtherAlertUntilTheyAreParted() async throws {
        suite.start()
        try await suite.send([person(retired), person(survivor), opioid(), baclofen])
        #expect(try interactions(of: survivor).isEmpty && interactions(of: retired).isEmpty)

        try await suite.send([person(retired, version: 2, replacedBy: survivor)])
        #expect(try interactions(of: survivor).count == 1, "the alert comes")
        #expect(try interactions(of: retired).isEmpty)

        // While merged, what is told of the retired id counts for the survivor.
        try await suite.send([opioid("stopped", version: 2)])
        try await suite.send([opioid(version: 3)])
        #expect(try interactions(of: survivor).count == 1)

        try await suite.send([person(retired, version: 3)])
        #expect(try interactions(of: survivor).isEmpty, "unmerged: it goes")
        let gone = try suite.alerts.first { $0.alertId.rawValue.hasPrefix("interaction-check:") }
        #expect(gone?.resolution?.reason == "patient unmerged")
        try await suite.stop()
    }

    @Test(.timeLimit(.minutes(2))) func noMergeLooksLikeAStopOrARunOut() async throws {
        suite.start()
        let own = SampleFHIR.bytes(
            fhir.order(
                "bac-2", of: retired, medicine: .baclofen10, milligrams: 10, perDay: 3, daysAgo: 60,
                isContinuing: true))
        let supply = SampleFHIR.bytes(
            fhir.dispense(
                "d-2", of: retired, order: "bac-2", medicine: .baclofen10, tablets: 90, days: 30, daysAgo: 5))
        try await suite.send([person(retired), person(survivor), own, supply])
        for version in 2...5 {
            try await suite.send([
                person(retired, version: version, replacedBy: version % 2 == 0 ? survivor : nil)
            ])
            suite.clock.advance(by: .hours(3))
            try await suite.settle()
        }
        let monitor = try suite.alerts.filter { $0.alertId.rawValue.hasPrefix("withdrawal-monitor:") }
        #expect(monitor.isEmpty)
        try await suite.stop()
    }

    @Test(.timeLimit(.minutes(2))) func lostStoresComeBackToTheSameAndSayNothingTwice() async throws {
        suite.start()
        try await suite.send([person(retired), person(survivor), opioid(), baclofen])
        try await suite.send([person(retired, version: 2, replacedBy: survivor)])
        let before = try suite.alerts
        let said = suite.outputs
        try await suite.stop()
        try suite.loseStores()
        suite.start()
        try await suite.settle()
        #expect(suite.outputs == said)
        #expect(try suite.alerts == before)
        // And they are parted as if nothing had happened.
        try await suite.send([person(retired, version: 3)])
        #expect(try interactions(of: survivor).isEmpty)
        try await suite.stop()
    }

    @Test(.timeLimit(.minutes(2))) func forgettingTheSurvivorForgetsThePerson() async throws {
        suite.start()
        try await suite.send([person(retired), person(survivor), opioid(), baclofen])
        try await suite.send([person(retired, version: 2, replacedBy: survivor)])
        try forget(survivor)
        try await suite.settle()
        #expect(try suite.alerts.allSatisfy { $0.status == .resolved })
        // Both told anew, they are strangers: that they were merged is forgotten, too.
        try await suite.send([baclofen(version: 2), opioid(version: 2)])
        #expect(try interactions(of: survivor).isEmpty)
        try await suite.stop()
    }

    @Test(.timeLimit(.minutes(2))) func forgettingTheRetiredTakesBackWhatItHandedOver() async throws {
        suite.start()
        try await suite.send([person(retired), person(survivor), opioid(), baclofen])
        try await suite.send([person(retired, version: 2, replacedBy: survivor)])
        #expect(try interactions(of: survivor).count == 1)
        try forget(retired)
        try await suite.settle()
        #expect(try interactions(of: survivor).isEmpty)
        try await suite.stop()
        try suite.loseStores()
        suite.start()
        try await suite.settle()
        #expect(try interactions(of: survivor).isEmpty)
        try await suite.stop()
    }

    private func forget(_ patient: String) throws {
        suite.clock.advance(by: .seconds(1))
        _ = try suite.log.broker.append([
            try ForgetCommand.record(of: PatientID(patient), by: "test", at: suite.clock.now, id: "forget-\(patient)")
        ])
    }
}
