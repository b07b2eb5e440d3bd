import EventContracts
import GRDB
import HTTPTypes
import MedicationDomain
import SignIn
import TestSupport
import Testing

@testable import Gateway

/// However much is known, what is not known stays on the board.
@Suite struct UnknownOnBoardTests {
    private func fill(_ desk: Desk) async throws {
        let today = Desk.start.day
        try await desk.application.server.model.store.database.write { database in
            for number in 0...GatewayLimits.rowsOnBoard {
                let known = SupplyProjection(
                    patientId: PatientID("k-\(number)"), medication: PatientRecord.baclofen, dailyDoseMilligrams: 37,
                    runOutAt: today.adding(days: number).start, state: .known, because: ["x"])
                _ = try SupplyTable.put(known, revision: 1, in: database)
                let pump = PumpProjection(
                    patientId: PatientID("k-\(number)"), state: .known, refillBy: today.adding(days: number),
                    because: ["x"])
                _ = try PumpTable.put(pump, revision: 1, in: database)
            }
            for number in 0..<2 {
                let unknown = SupplyProjection(
                    patientId: PatientID("su-\(number)"), medication: PatientRecord.baclofen, state: .unknown,
                    because: ["no dispense seen"])
                _ = try SupplyTable.put(unknown, revision: 1, in: database)
            }
            let pump = PumpProjection(patientId: "pu-0", state: .unknown, because: ["no fill seen"])
            _ = try PumpTable.put(pump, revision: 1, in: database)
        }
    }

    @Test func unknownSuppliesAndPumpsStandApart() async throws {
        let desk = try Desk()
        try await fill(desk)
        let page = try await desk.get("/board").text
        for words in [
            ">Not known: 2</h3>", ">Not known: 1</h3>", "/patients/su-0", "/patients/su-1", "/patients/pu-0",
            "the first 502 of 503 supplies", "the first 501 of 502 pumps",
        ] { #expect(page.contains(words), "\(words)") }
    }

    @Test func financeSeesOnlyItsColumnsOfThem() async throws {
        let issuer = TestIssuer()
        let desk = try Desk(signIn: [issuer.trusted])
        try await fill(desk)
        let token = try issuer.token(roles: [.finance], at: desk.now)
        let page = try await desk.get("/board", headers: [.authorization: "Bearer \(token)"])
        #expect(page.status == 200 && page.text.contains("su-0") && page.text.contains("Not known: 2"))
        for hidden in ["no dispense seen", "37 mg", "pu-0", "/patients/"] {
            #expect(!page.text.contains(hidden), "\(hidden)")
        }
    }

    @Test func aPartThatIsCutSaysSo() {
        let part = BoardPart(known: [0], unknown: [1, 2], unknownTotal: 5, total: 6)
        #expect(part.unknownWords == "Not known: 5, the first 2 of them here")
        #expect(BoardPart<Int>(known: [0], total: 1).unknownWords == nil)
    }
}
