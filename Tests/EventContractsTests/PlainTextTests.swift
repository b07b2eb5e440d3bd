import EventContracts
import MedicationDomain
import TestSupport
import Testing

/// What is written and read without `Codable` must be what it would be with it.
@Suite struct PlainTextTests {
    /// Raw values and case names of enums that do not list their cases.
    private static let words = [
        "recorded", "retracted", "male", "given", "notDone", "known", "unknown", "order", "dispense", "administration",
        "reportedMedication", "patient", "observation", "condition", "allergy", "stay", "coverage", "claim", "care",
    ]

    @Test func alerts() async throws {
        try await PlainTextCheck.compare(Alert.self, words: Self.words)
        try await PlainTextCheck.compare(AlertBook.self, words: Self.words)
    }
    @Test func orders() async throws {
        try await PlainTextCheck.compare(OrderEvent.self, words: Self.words)
        try await PlainTextCheck.compare(OrderFact.self, words: Self.words)
        try await PlainTextCheck.compare(EarlierOrder.self, words: Self.words)
    }
    @Test func supply() async throws {
        try await PlainTextCheck.compare(DispenseEvent.self, words: Self.words)
        try await PlainTextCheck.compare(AdministrationEvent.self, words: Self.words)
        try await PlainTextCheck.compare(ReportedMedicationEvent.self, words: Self.words)
        try await PlainTextCheck.compare(SupplyProjection.self, words: Self.words)
    }
    @Test func facts() async throws {
        try await PlainTextCheck.compare(PatientEvent.self, words: Self.words)
        try await PlainTextCheck.compare(ObservationEvent.self, words: Self.words)
        try await PlainTextCheck.compare(ConditionEvent.self, words: Self.words)
        try await PlainTextCheck.compare(AllergyEvent.self, words: Self.words)
        try await PlainTextCheck.compare(StayEvent.self, words: Self.words)
        try await PlainTextCheck.compare(CoverageEvent.self, words: Self.words)
        try await PlainTextCheck.compare(CareEvent.self, words: Self.words)
        try await PlainTextCheck.compare(Deadline.self)
    }
    @Test func whatAHospitalSaid() async throws {
        try await PlainTextCheck.compare(HospitalFacts.self, words: Self.words)
        try await PlainTextCheck.compare(HospitalFact.Content.self, words: Self.words)
    }
    @Test func handovers() async throws { try await PlainTextCheck.compare(PatientHandover.self, words: Self.words) }

    @Test func whatIsAnnouncedIsTheTextAndTheSubstance() throws {
        func compare(_ payload: some EntityPayload, _ seed: UInt64) throws {
            var stamped = payload
            stamped.stamp(revision: 1_000_007)
            let said = try payload.announced(revision: 1_000_007)
            #expect(said.json == (try stamped.encode()), "seed \(seed)")
            #expect(said.substance == (try payload.substance()), "seed \(seed)")
        }
        func make<Payload: EntityPayload>(_ type: Payload.Type, _ seed: UInt64) throws -> Payload {
            try RandomDecoder.value(type, seed: seed, words: Self.words)
        }
        for seed in 0..<60 as Range<UInt64> {
            try compare(make(OrderEvent.self, seed), seed)
            try compare(AlertEvent(.updated, RandomDecoder.value(Alert.self, seed: seed)), seed)
            try compare(make(AssistanceCase.self, seed), seed)
            try compare(make(DispenseEvent.self, seed), seed)
            try compare(make(SupplyProjection.self, seed), seed)
            try compare(make(PatientHandover.self, seed), seed)
        }
    }

    @Test func anEventOfAnAlertIsTheAlert() throws {
        let alert = try RandomDecoder.value(Alert.self, seed: 3)
        let event = AlertEvent(.updated, alert)
        #expect(try event.encode() == PayloadCoding.encode(alert))
        #expect(try AlertEvent.decode(event.encode(), type: event.type).alert == alert)
    }

    @Test func anOrderUnderAnotherTypeIsRefused() throws {
        var order = try RandomDecoder.value(OrderEvent.self, seed: 1, words: Self.words)
        order.status = .stopped
        let text = try order.encode()
        #expect(throws: PayloadError(code: .typeMismatch, path: "$")) {
            try OrderEvent.decode(text, type: "org.titrate.prescription.accepted.v1")
        }
    }

    @Test func factsUnderAnotherTypeAreRefused() throws {
        let text = try HospitalFacts(patientId: "p", facts: []).encode()
        #expect(throws: PayloadError(code: .typeMismatch, path: "$")) {
            try HospitalFacts.decode(text, type: "org.titrate.hospital.received.v2")
        }
    }

    @Test func aFactThatSaysTwoThingsIsRefused() throws {
        let stay = StayEvent(encounterId: "e", patientId: "p", change: .started)
        let fact = HospitalFact(resource: "Encounter/e", version: SourceVersion(), content: .stay(stay))
        let text = String(decoding: try HospitalFacts(patientId: "p", facts: [fact]).encode(), as: UTF8.self)
        let twice = text.replacing(#""content":{"stay":"#, with: #""content":{"care":{},"stay":"#, maxReplacements: 1)
        #expect(twice != text)
        #expect(throws: PayloadError.self) {
            try HospitalFacts.decode(Array(twice.utf8), type: "org.titrate.hospital.received.v1")
        }
    }
}

/// Damage must look like damage, wherever it is: a store then sets itself aside, and blames no record.
@Suite struct DamagedBookTests {
    @Test(arguments: ["alerts", "grown", "moved"]) func aDamagedMemberIsADecodingError(member: String) throws {
        var parts = ["alerts": "{}", "grown": "{}", "moved": "{}"]
        parts[member] = "5"
        let members = parts.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
        let text = "{" + members.joined(separator: ",") + "}"
        #expect(throws: PayloadError.self) { try PayloadCoding.decode(Array(text.utf8), as: AlertBook.self) }
    }
}
