import EventContracts
import MedicationDomain
import TestSupport
import Testing

@testable import InteractionCheck

@Suite struct ArrivalOrderTests {
    private static let medicines = [
        "oxycodone", "lorazepam", "gabapentin", "lisinopril", "ibuprofen", "sertraline", "zolpidem", "phenelzine",
        "amitriptyline", "Xyzzyol", "metformin", "tizanidine", "acetaminophen", "Percocet",
    ]

    /// A patient drawn at random; each element is one fact, some entities with two in their order.
    private func facts(_ generator: inout SeededGenerator) throws -> [[(PatientHarness) throws -> Void]] {
        var facts: [[(PatientHarness) throws -> Void]] = []
        facts.append([{ try $0.order("index", "baclofen 10 mg tablet", milligramsPerDay: 30) }])
        for (number, text) in Self.medicines.shuffled(using: &generator).prefix(6).enumerated() {
            let id = OrderID("o-\(number)")
            let contexts = TherapyContext.allCases
            let context = contexts[Int.random(in: 0..<contexts.count, using: &generator)]
            var life: [(PatientHarness) throws -> Void] = [{ try $0.order(id, text, context: context) }]
            if Bool.random(using: &generator) { life.append { try $0.order(id, text, .stopped, revision: 2) } }
            facts.append(life)
        }
        let age = Int.random(in: 20...90, using: &generator)
        let kidney = Double(Int.random(in: 20...100, using: &generator))
        facts.append([
            {
                try $0.deliver(
                    PatientEvent(patientId: $0.patient, birthDate: TestPatient.now.day.adding(days: -age * 366)))
            }
        ])
        facts.append([
            {
                try $0.deliver(
                    ObservationEvent(
                        observationId: "egfr", patientId: $0.patient, kind: .estimatedGFR, value: kidney,
                        observedAt: TestPatient.now - .days(3)))
            }
        ])
        facts.append([
            {
                try $0.deliver(
                    ReportedMedicationEvent(
                        statementId: "s-1", patientId: $0.patient, medication: try TestPatient.medication("alcohol")))
            }
        ])
        return facts
    }

    /// Draws which entity speaks next, so that each entity's own facts stay in order.
    private func interleaved<Fact>(_ entities: [[Fact]], _ generator: inout SeededGenerator) -> [Fact] {
        var rest = entities
        var result: [Fact] = []
        while !rest.isEmpty {
            let index = Int.random(in: 0..<rest.count, using: &generator)
            result.append(rest[index].removeFirst())
            if rest[index].isEmpty { rest.remove(at: index) }
        }
        return result
    }

    private func openAlerts(after facts: [(PatientHarness) throws -> Void]) throws -> [Alert] {
        let service = try PatientHarness()
        for fact in facts { try fact(service) }
        return try service.open.map { alert in
            var alert = alert
            (alert.revision, alert.raisedAt, alert.dueAt) = (0, TestPatient.now, nil)
            return alert
        }
    }

    @Test(arguments: UInt64(1)...24)
    func anyArrivalOrderOfTheSameFactsLeavesTheSameAlertsOpen(_ seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        let facts = try facts(&generator)
        let expected = try openAlerts(after: facts.flatMap(\.self))
        #expect(!expected.isEmpty)
        for _ in 0..<4 {
            let alerts = try openAlerts(after: interleaved(facts, &generator))
            #expect(alerts == expected, "seed \(seed)")
        }
    }
}
