import EventContracts
import Foundation
import GRDB
import HTTPTypes
import MedicationDomain
import SignIn
import TestSupport
import Testing

@testable import Gateway

/// Pumps by refill date and open episodes by grade, beside who runs out when.
@Suite struct WithdrawalBoardTests {
    private func tell(_ desk: Desk) throws {
        let today = Desk.start.day
        let pumps: [(PatientID, Int?, PumpProjection.State)] = [
            ("pump-later", 90, .known), ("pump-overdue", -3, .known), ("pump-soon", 2, .known),
            ("pump-unknown", nil, .unknown), ("pump-gone", nil, .absent),
        ]
        for (patient, days, state) in pumps {
            try desk.put(
                PumpProjection(
                    patientId: patient, state: state, dailyDoseMicrograms: 321,
                    refillBy: days.map { today.adding(days: $0) },
                    appointmentBy: days.map { today.adding(days: $0 - 7) },
                    because: ["filled in invented May"]),
                on: .withdrawalEvents, about: patient, revision: 1)
        }
        let episodes: [(PatientID, Int?, WithdrawalEpisode.Change)] = [
            ("ep-none", nil, .opened), ("ep-grave", 3, .opened), ("ep-mild", 1, .opened), ("ep-closed", 4, .closed),
        ]
        for (patient, grade, change) in episodes {
            try desk.put(
                WithdrawalEpisode(
                    episodeId: patient.rawValue, patientId: patient, change: change, route: .intrathecal,
                    startedAt: Desk.start - .days(1), reason: "the pump is empty", grade: grade),
                on: .withdrawalEvents, about: patient, revision: 1)
        }
    }

    private func places(_ names: [String], in page: String) -> [String.Index] {
        names.compactMap { page.firstRange(of: "/patients/\($0)")?.lowerBound }
    }

    @Test func overduePumpsStandFirstAndAreAnEmergency() async throws {
        let desk = try Desk()
        try tell(desk)
        try await desk.read()
        let page = try await desk.get("/board").text
        let found = places(["pump-overdue", "pump-soon", "pump-later", "pump-unknown"], in: page)
        #expect(found.count == 4 && found == found.sorted())
        for words in ["Overdue: emergency", "Appointment due", "Date unknown", "1 overdue", "4 pumps", "3 days ago"] {
            #expect(page.contains(words), "\(words)")
        }
        #expect(!page.contains("pump-gone"))
    }

    @Test func episodesStandByGradeAndWhereNoSignIsReportedSaysSo() async throws {
        let desk = try Desk()
        try tell(desk)
        try await desk.read()
        let page = try await desk.get("/board").text
        let found = places(["ep-grave", "ep-mild", "ep-none"], in: page)
        #expect(found.count == 3 && found == found.sorted())
        for words in ["Grade 3 of 4", "Grade 1 of 4", "No sign reported", "3 open episodes", "Intrathecal pump"] {
            #expect(page.contains(words), "\(words)")
        }
        #expect(!page.contains("ep-closed"))
    }

    @Test func financeSeesNeither() async throws {
        let issuer = TestIssuer()
        let desk = try Desk(signIn: [issuer.trusted])
        try tell(desk)
        try await desk.read()
        let token = try issuer.token(roles: [.finance], at: desk.now)
        let page = try await desk.get("/board", headers: [.authorization: "Bearer \(token)"])
        #expect(page.status == 200)
        for hidden in ["pump", "ep-grave", "Grade", "321", "invented May", "Withdrawal", "/patients/"] {
            #expect(!page.text.contains(hidden), "\(hidden)")
        }
    }

    @Test func emptyPartsSaySo() async throws {
        let page = try await Desk().get("/board").text
        for words in ["No episode is open", "No pump is known", "No supply is projected yet"] {
            #expect(page.contains(words), "\(words)")
        }
    }

    /// 2,000 supplies here; `TITRATE_BOARD_ROWS=100000` for the number of the requirement.
    @Test func theBoardIsFastWithManySupplies() async throws {
        let count = ProcessInfo.processInfo.environment["TITRATE_BOARD_ROWS"].flatMap(Int.init) ?? 2000
        let model = ReadModel(store: try ReadModelStore(DatabaseQueue()))
        try await model.store.database.write { database in
            for number in 0..<count {
                let patient = PatientID("p-\(number)")
                let supply = SupplyProjection(
                    patientId: patient, medication: PatientRecord.baclofen,
                    runOutAt: Desk.start + .hours(Double((number * 7919) % count)), state: .known, because: ["x"])
                _ = try SupplyTable.put(supply, revision: 1, in: database)
                guard number.isMultiple(of: 10) else { continue }
                let merged = PatientEvent(patientId: patient, change: .merged, otherPatientId: "p-x")
                _ = try MergedTable.put(merged, revision: 1, in: database)
            }
        }
        let clock = ContinuousClock()
        var found = BoardPart<SupplyProjection>()
        let time = try await clock.measure { found = try await model.supplies(limit: GatewayLimits.rowsOnBoard) }
        #expect(found.total == count - (count + 9) / 10 && found.known.count == 500)
        let days = found.known.compactMap(\.runOutAt)
        #expect(days == days.sorted())
        if count > 2000 { print("board: first 500 of \(count) supplies in \(time)") }
        let plan = try await model.store.database.read { database in
            try String.fetchAll(
                database,
                sql: "EXPLAIN QUERY PLAN SELECT document FROM supply WHERE runOutAt <> 1 AND \(MergedTable.isShown) "
                    + "ORDER BY runOutAt, id LIMIT 500", adapter: SuffixRowAdapter(fromIndex: 3))
        }
        #expect(
            plan.contains { $0.contains("supplyByRunOut") } && !plan.contains { $0.contains("TEMP B-TREE FOR ORDER") })
    }
}
