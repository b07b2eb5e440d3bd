import EventContracts
import EventLog
import Foundation
import GRDB
import HTTPTypes
import MedicationDomain
import Testing

@testable import Gateway

/// What is kept of a patient: the same in any order of arrival, bounded, taken back and forgotten when it should be.
@Suite struct PatientFactTests {
    private let patient = PatientRecord.patient

    private func content(_ desk: Desk) throws -> [String] {
        try desk.application.server.model.store.database.read { database in
            try ["patientFact", "person", "pump", "medication", "episode", "mergedPatient"].flatMap { table in
                try Row.fetchAll(database, sql: "SELECT * FROM \(table) ORDER BY 1").map { "\(table) \($0)" }
            }
        }
    }

    private func overview(_ desk: Desk) async throws -> PatientOverview? {
        try await desk.application.server.model.overview(of: patient)
    }

    @Test func anyOrderOfArrivalGivesTheSameRows() async throws {
        var told: [(any EntityPayload, TopicName, Int)] = []
        for (number, fact) in PatientRecord.prescribed.enumerated() {
            told.append((fact, .prescribingEvents, number + 1))
        }
        for (number, fact) in PatientRecord.watched.enumerated() { told.append((fact, .withdrawalEvents, number + 1)) }
        // Revisions of the same: a weight corrected, a dispense taken back, an order raised, a person known better.
        told += [
            (PatientRecord.weight("ob-3", 60, daysAgo: 11), .prescribingEvents, 50),
            (PatientRecord.dispense("d-2", daysAgo: 3, .retracted), .prescribingEvents, 51),
            (PatientRecord.order("o-1", .amended, dose: 40), .prescribingEvents, 52),
            (PatientEvent(patientId: patient, sex: .male), .prescribingEvents, 53),
            (
                PumpProjection(patientId: patient, state: .unknown, because: ["taken back"]), .withdrawalEvents, 54
            ),
        ]
        var expected: [String]?
        for seed in 0..<6 {
            var random = Shuffle(state: UInt64(seed))
            let desk = try Desk()
            for (fact, topic, revision) in seed == 0 ? told : told.shuffled(using: &random) {
                try desk.put(fact, on: topic, about: patient, revision: revision)
            }
            try await desk.read()
            let found = try content(desk)
            #expect(found.count > 20)
            if let expected { #expect(found == expected, "seed \(seed)") }
            expected = expected ?? found
        }
    }

    @Test func whatWasTakenBackIsGoneAndStaysGone() async throws {
        let desk = try Desk()
        try desk.put(PatientRecord.dispense("d-1", daysAgo: 3), on: .prescribingEvents, about: patient, revision: 1)
        try await desk.read()
        #expect(try await overview(desk)?.dispenses.items.count == 1)
        let back = PatientRecord.dispense("d-1", daysAgo: 3, .retracted)
        try desk.put(back, on: .prescribingEvents, about: patient, revision: 2)
        try desk.put(PatientRecord.dispense("d-1", daysAgo: 3), on: .prescribingEvents, about: patient, revision: 1)
        try await desk.read()
        #expect(try await overview(desk) == nil)
    }

    @Test func oneKindIsBoundedAndThePageSaysSo() async throws {
        let desk = try Desk()
        let many = GatewayLimits.factsPerKind + 20
        for number in (0..<many).shuffled() {
            let weight = PatientRecord.weight(ResourceID("w-\(number)"), Double(number), daysAgo: Double(many - number))
            try desk.put(weight, on: .prescribingEvents, about: patient, revision: 1)
        }
        try await desk.read()
        let kept = try #require(try await overview(desk)?.observations[.weight])
        #expect(kept.items.count == GatewayLimits.factsPerKind && kept.isCut)
        #expect(kept.items.first?.value == Double(many - 1))
        let rows = try await desk.application.server.model.store.database.read {
            try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM patientFact")
        }
        #expect(rows == GatewayLimits.factsPerKind + 1)
        let page = try await desk.get("/patients/p-17", headers: [.accept: "text/html"]).text
        #expect(page.contains("Older ones are left out of: measurements and reports"))
    }

    @Test func aForgottenPatientLeavesNothingAndWhoBeginsAnewBeginsAnew() async throws {
        let desk = try Desk()
        try PatientRecord.tell(desk)
        let forgotten = PatientForgotten(patientId: patient, at: desk.now + .minutes(1), by: "records-office")
        try desk.put(forgotten, on: .prescribingEvents, about: patient, revision: 90)
        try desk.put(forgotten, on: .withdrawalEvents, about: patient, revision: 90)
        desk.now = Desk.start + .hours(1)
        try desk.put(PatientRecord.weight("ob-9", 70, daysAgo: 0), on: .prescribingEvents, about: patient, revision: 91)
        try desk.log.add(try GatewayRecords.response(PatientRecord.answer("r-9", at: desk.now)))
        let topics: [TopicName] = [.prescribingEvents, .withdrawalEvents, .alertResponses]
        for first in topics.indices {
            let model = ReadModel(store: try ReadModelStore(DatabaseQueue()))
            for topic in topics[first...] + topics[..<first] {
                let byPartition = Dictionary(grouping: desk.log.records(of: topic), by: \.partition)
                for records in byPartition.values { _ = try await model.apply(records, readAt: desk.now) }
            }
            let found = try #require(try await model.overview(of: patient))
            #expect(found.observations[.weight]?.items.map(\.value) == [70])
            #expect(found.answers.items.map(\.responseId) == ["r-9"])
            #expect(found.orders.items.isEmpty && found.changes.items.isEmpty && found.dispenses.items.isEmpty)
            #expect(found.person == nil && found.pump == nil && found.risk == nil && found.episodes.items.isEmpty)
        }
    }

    @Test func aMergedRecordPointsToTheSurvivorAndComesBackWhenItIsUndone() async throws {
        let desk = try Desk()
        try PatientRecord.tell(desk)
        let merged = PatientEvent(patientId: patient, change: .merged, otherPatientId: "p-2")
        try desk.put(merged, on: .prescribingEvents, about: patient, revision: 60)
        try await desk.read()
        let page = try await desk.get("/patients/p-17", headers: [.accept: "text/html"]).text
        #expect(page.contains("merged into another") && page.contains("href=\"/patients/p-2\""))
        #expect(!page.contains("Multiple sclerosis"))
        let board = try await desk.get("/board").text
        #expect(!board.contains("/patients/p-17"))
        let undone = PatientEvent(patientId: patient, change: .unmerged, sex: .male, otherPatientId: "p-2")
        try desk.put(undone, on: .prescribingEvents, about: patient, revision: 61)
        try await desk.read()
        let again = try #require(try await overview(desk))
        #expect(again.conditions.items.count == 1)
        // An undoing tells all there is: the birth date of before is no longer known.
        #expect(again.person?.sex?.value == .male && again.person?.birthDate == nil)
    }

    @Test(arguments: [true, false]) func whoWasForgottenIsNotNamedByWhatWasMergedIntoThem(_ mergedFirst: Bool)
        async throws
    {
        let desk = try Desk()
        let merged = PatientEvent(patientId: "p-1", change: .merged, otherPatientId: patient)
        let forgotten = PatientForgotten(patientId: patient, at: desk.now, by: "records-office")
        for isMerge in [mergedFirst, !mergedFirst] {
            if isMerge {
                try desk.put(merged, on: .prescribingEvents, about: "p-1", revision: 1)
            } else {
                try desk.put(forgotten, on: .prescribingEvents, about: patient, revision: 9)
            }
            try await desk.read()
        }
        let page = try await desk.get("/patients/p-1", headers: [.accept: "text/html"]).text
        #expect(page.contains("merged into another") && page.contains("was not told"))
        #expect(!page.contains(patient.rawValue))
    }

    @Test func anOrderThatIsJudgedAgainIsNoNewOrderOnTheTimeline() async throws {
        let desk = try Desk()
        for revision in 1...3 {
            try desk.put(PatientRecord.order(), on: .prescribingEvents, about: patient, revision: revision)
        }
        try desk.put(
            PatientRecord.order("o-1", .amended, dose: 40), on: .prescribingEvents, about: patient, revision: 4)
        try await desk.read()
        let told = PatientTimeline(try #require(try await overview(desk))).entries.map(\.text)
        #expect(
            told == [
                "Order amended: Baclofen 10 mg tablet, 40 mg a day, by mouth",
                "Ordered: Baclofen 10 mg tablet, 30 mg a day, by mouth",
            ])
        try desk.put(PatientRecord.order("o-1", .retracted), on: .prescribingEvents, about: patient, revision: 5)
        try await desk.read()
        let after = try #require(try await overview(desk))
        #expect(after.orders.items.isEmpty)
        #expect(PatientTimeline(after).entries.map(\.text).count == 1)
    }
}

/// The same seed gives the same order.
private struct Shuffle: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
