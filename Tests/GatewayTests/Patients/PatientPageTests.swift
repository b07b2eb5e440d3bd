import AuditTrail
import EventContracts
import Foundation
import HTTPTypes
import MedicationDomain
import SignIn
import TestSupport
import Testing

@testable import Gateway

@Suite struct PatientPageTests {
    private static let page: HTTPFields = [.accept: "text/html"]

    private func text(_ desk: Desk, _ id: String = "p-17") async throws -> String {
        try await desk.get("/patients/\(id)", headers: Self.page).text
    }

    private func told() async throws -> Desk {
        let desk = try Desk()
        try PatientRecord.tell(desk)
        try await desk.read()
        return desk
    }

    @Test func onePageTellsEverything() async throws {
        let page = try await text(try await told())
        for words in [
            // Who it is.
            "78 years, born 2 Mar 1948", "Female", "41 mL/min/1.73 m²", "58.5 kg", "high (7 points)", "on a pump",
            "Multiple sclerosis", "Penicillin",
            // Medicines now and before, with why.
            "1 tablet three times a day", "In force", "Held", "Above the highest dose of the label", "90 mg a day",
            "Melatonin 2 mg", "Stopped", "Replaced",
            // Findings with evidence and source, past ones, answers and by whom.
            "Baclofen with oxycodone", "evidence: label", "Label of baclofen", "Baclofen with lorazepam",
            "Lorazepam stopped", "talked to the ward", "ph-1 (pharmacist)",
            // Supply.
            "<svg xmlns", "<title id=\"supply-0-title\">", "<desc id=\"supply-0-desc\">", "nothing left on",
            "14 days without supply from", "The same as a table",
            // Pump, plan, scores, monitoring, episodes.
            "Appointment due", "40 mL of 2000 micrograms/mL", "25 mg", "/sheets/tablets?patient=p-17", "Spasticity",
            "Read the pump", "grade 3 of 4", "Baclofen is supplied again",
        ] { #expect(page.contains(words), "\(words)") }
    }

    @Test func theTimelineStandsNewestFirstByDay() async throws {
        let page = try await text(try await told())
        let order = [
            "Symptom: Itching", "Symptom: Anxiety", "2 doses given", "Admitted",
            "Ordered: Baclofen 10 mg tablet, 30 mg a day",
        ]
        .compactMap { page.firstRange(of: $0)?.lowerBound }
        #expect(order.count == 5 && order == order.sorted())
    }

    @Test func whatIsUnknownSaysSo() async throws {
        let desk = try Desk()
        try desk.put(
            ConditionEvent(conditionId: "c-1", patientId: "p-17", codes: [], text: "Spasticity"),
            on: .prescribingEvents, about: "p-17", revision: 1)
        try await desk.read()
        let page = try await text(desk)
        for words in [
            "no birth date known", "no eGFR known", "no weight known", "nothing reported, so not known",
            "not assessed", "No allergy known: whether there is none was not told", "No current order is known",
            "No supply is projected", "No pump is known", "Nothing is planned",
            "No finding is known, but not everything",
        ] { #expect(page.contains(words), "\(words)") }
        #expect(!page.contains("<svg xmlns"))
    }

    @Test func supplyThatIsUnknownIsNotDrawn() async throws {
        let desk = try Desk()
        try desk.put(
            SupplyProjection(
                patientId: "p-17", medication: PatientRecord.baclofen, state: .unknown,
                because: ["no dispense has ever been seen"]), on: .withdrawalEvents, about: "p-17", revision: 1)
        try await desk.read()
        let page = try await text(desk)
        #expect(page.contains("no dispense has ever been seen") && page.contains(">unknown<"))
        #expect(!page.contains("<svg xmlns"))
    }

    @Test func whatNobodyHasHeardOfIsNotFound() async throws {
        let desk = try await told()
        #expect(try await desk.get("/patients/p-99").status == 404)
        #expect(try await desk.get("/patients/p-99", headers: Self.page).text.contains("facts may not have arrived"))
        // SQLite reads a text up to its first NUL: an id that goes on after it must not find somebody else.
        #expect(try await desk.get("/patients/p-17%00").status == 400)
    }

    @Test func aProgramGetsTheSameAsData() async throws {
        let answer = try await told().get("/patients/p-17")
        #expect(answer.headers[.contentType] == "application/json")
        let report = try #require(try JSONSerialization.jsonObject(with: Data(answer.bytes)) as? [String: Any])
        func count(_ key: String) -> Int? { (report[key] as? [Any])?.count }
        #expect(count("medicines") == 2 && count("pastMedicines") == 1 && count("alerts") == 2)
        #expect(count("resolvedAlerts") == 1 && count("answers") == 1 && count("dispenses") == 2)
        #expect(count("observations") == 7 && count("episodes") == 2 && count("leftOut") == 0)
    }

    @Test func whateverComesFromOutsideIsTextOnThePage() async throws {
        let attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
        let desk = try Desk()
        let patient = PatientID(attack)
        let medicine = Medication(text: attack, ingredientRxNormCode: "1292")
        let facts: [any EntityPayload] = [
            OrderEvent(
                orderId: OrderID(attack), patientId: patient, status: .held, statusReason: attack, medication: medicine,
                dosageInstructions: [DosageInstruction(text: attack)], prescriberId: PractitionerID(attack)),
            DispenseEvent(
                dispenseId: "d", patientId: patient, medication: medicine, handedOverAt: Desk.start),
            ConditionEvent(conditionId: "c", patientId: patient, text: attack, onsetAt: Desk.start),
            AllergyEvent(allergyId: "a", patientId: patient, substance: medicine),
            ObservationEvent(
                observationId: "o", patientId: patient, kind: .symptom, text: attack, observedAt: Desk.start),
            StayEvent(
                encounterId: "e", patientId: patient, change: .started, encounterClass: attack,
                locationId: LocationID(attack), startedAt: Desk.start),
            CareEvent(
                careId: "p", resourceType: .procedure, patientId: patient, state: .done, codes: [], text: attack,
                startsAt: Desk.start),
            ReportedMedicationEvent(statementId: "s", patientId: patient, medication: medicine),
        ]
        for fact in facts { try desk.put(fact, on: .prescribingEvents, about: patient, revision: 1) }
        let watched: [any EntityPayload] = [
            SupplyProjection(
                patientId: patient, medication: medicine, onHandMilligrams: 1e300, dailyDoseMilligrams: 1e-300,
                state: .known, because: [attack],
                course: [SupplyTurn(on: Desk.start.day, onHandMilligrams: 1e300, dailyDoseMilligrams: 1e-300)]),
            PumpProjection(patientId: patient, state: .unknown, because: [attack]),
            RiskAssessment(patientId: patient, level: .low, points: 0, factors: [attack]),
            WithdrawalEpisode(
                episodeId: attack, patientId: patient, change: .opened, startedAt: Desk.start, reason: attack),
        ]
        for fact in watched { try desk.put(fact, on: .withdrawalEvents, about: patient, revision: 1) }
        try await desk.read()
        for path in ["/patients/\(AlertRow.encoded(attack))", "/board"] {
            let page = try await desk.get(path, headers: Self.page).text
            #expect(page.contains("&lt;script&gt;alert(1)"), "\(path)")
            for harm in ["<script>alert", "<img src=x", "NaN"] {
                #expect(!page.contains(harm), "\(path) \(harm)")
            }
        }
    }

    @Test func pharmacistsOnlyAndTheAuditKnowsWhoWasLookedAt() async throws {
        let issuer = TestIssuer()
        let desk = try Desk(signIn: [issuer.trusted])
        try PatientRecord.tell(desk)
        try await desk.read()
        func ask(_ role: Role) async throws -> Int {
            let token = try issuer.token(roles: [role], at: desk.now)
            return try await desk.get("/patients/p-17", headers: [.authorization: "Bearer \(token)"]).status
        }
        for role in Role.allCases { #expect(try await ask(role) == (role == .pharmacist ? 200 : 403), "\(role)") }
        let entries = try await desk.audit.unpublished(limit: 100).map { String(decoding: $0.document, as: UTF8.self) }
        #expect(entries.contains { $0.contains("GET /patients/{id}") && $0.contains(#""reference":"Patient/p-17""#) })
    }
}
