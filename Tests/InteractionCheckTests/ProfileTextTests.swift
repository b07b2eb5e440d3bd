import EventContracts
import Foundation
import MedicationDomain
import TestSupport
import Testing

@testable import InteractionCheck

/// Profiles are written and read without `Codable`; bytes, values and errors must be those of `Codable`.
@Suite struct ProfileTextTests {
    @Test func theTextIsThatOfCodable() throws {
        let slow = JSONEncoder()
        slow.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        for seed in 0..<300 {
            var maker = ProfileMaker(seed: UInt64(seed))
            let profile = try maker.profile()
            let text = try PayloadCoding.encode(profile)
            #expect(text == Array(try slow.encode(profile)), "seed \(seed)")
            #expect(try PayloadCoding.decode(text, as: MedicationProfile.self) == profile, "seed \(seed)")
            #expect(try JSONDecoder().decode(MedicationProfile.self, from: Data(text)) == profile, "seed \(seed)")
        }
    }

    @Test func aDamagedTextIsReadOrRefusedAsByCodable() throws {
        var random = SeededGenerator(state: 11)
        var refused = 0
        for seed in 0..<60 {
            var maker = ProfileMaker(seed: UInt64(seed))
            let text = try PayloadCoding.encode(try maker.profile())
            for _ in 0..<40 {
                var damaged = text
                let at = Int.random(in: 0..<damaged.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: damaged.remove(at: at)
                case 1: damaged[at] = UInt8.random(in: 0x20...0x7E, using: &random)
                case 2: damaged.insert(UInt8(ascii: "0"), at: at)
                default: damaged.replaceSubrange(at..<min(at + 5, damaged.count), with: Array("null".utf8))
                }
                let fast = Result { try PayloadCoding.decode(damaged, as: MedicationProfile.self) }
                let slow = Result { try PayloadCoding.decode(damaged, as: Slowly.self).profile }
                switch (fast, slow) {
                case (.success(let left), .success(let right)): #expect(left == right)
                case (.failure(let left), .failure(let right)):
                    refused += 1
                    #expect(left as? PayloadError == right as? PayloadError)
                default: Issue.record("seed \(seed): one reads what the other refuses")
                }
            }
        }
        #expect(refused > 500)
    }
}

/// The same profile by a decoder that is not ours, so that the plain reader steps aside.
private struct Slowly: Decodable {
    let profile: MedicationProfile

    init(from decoder: any Decoder) throws {
        profile = try MedicationProfile(from: Other(inner: decoder))
    }

    private struct Other: Decoder {
        let inner: any Decoder
        var codingPath: [any CodingKey] { inner.codingPath }
        var userInfo: [CodingUserInfoKey: Any] { inner.userInfo }
        func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
            try inner.container(keyedBy: type)
        }
        func unkeyedContainer() throws -> any UnkeyedDecodingContainer { try inner.unkeyedContainer() }
        func singleValueContainer() throws -> any SingleValueDecodingContainer { try inner.singleValueContainer() }
    }
}

/// Profiles with every member there or missing, and texts that are hard to write.
private struct ProfileMaker {
    var random: SeededGenerator
    init(seed: UInt64) { random = SeededGenerator(state: seed) }

    private static let texts = [
        "", "plain", "ü – ∑ 😀", "a \"quote\" and \\", "line\nbreak\u{1}", "slash / here", "null",
    ]
    private mutating func text() -> String { Self.texts.randomElement(using: &random) ?? "" }
    private mutating func maybe<Value>(_ value: (inout Self) -> Value) -> Value? {
        Bool.random(using: &random) ? value(&self) : nil
    }
    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &random)]
    }
    private mutating func instant() -> Instant {
        Instant(millisecondsSince1970: Int64.random(in: 0..<4_000_000_000_000, using: &random))
    }
    private mutating func number() -> Double { pick([0, 0.5, 60, 1e-7, 12.345, 1e16]) }
    private mutating func table<Value>(_ value: (inout Self) throws -> Value) rethrows -> [String: Value] {
        var table: [String: Value] = [:]
        for _ in 0..<Int.random(in: 0...3, using: &random) { table[text()] = try value(&self) }
        return table
    }

    private mutating func medicine() throws -> ProfileMedicine {
        let own = OrderEvent(
            orderId: "o", patientId: "p", status: .held, medication: Medication(text: "x"),
            findings: [TestPatient.finding(.dose)], checks: CheckStatement(checked: ["dose"]))
        return ProfileMedicine(
            source: pick([.ordered, .reported, .given]), text: text(),
            ingredients: (0..<Int.random(in: 0...2, using: &random)).map { _ in
                Ingredient(name: text(), rxNormCode: maybe { $0.text() }, atcCodes: [text()])
            },
            productRxNormCode: maybe { $0.text() }, ndc: maybe { $0.text() }, route: pick(Route.allCases),
            isLocal: Bool.random(using: &random), orderId: maybe { OrderID($0.text()) },
            priorOrderId: maybe { OrderID($0.text()) }, context: maybe { $0.pick(TherapyContext.allCases) },
            dailyDoseMilligrams: maybe { $0.number() }, dailyDoseMicrograms: maybe { $0.number() },
            doseChange: maybe { $0.pick([.raised, .lowered]) }, startsAt: maybe { $0.instant() },
            endsAt: maybe { $0.instant() }, endedAt: maybe { $0.instant() }, indication: [text(), text()],
            encounterId: maybe { EncounterID($0.text()) }, locationId: maybe { LocationID($0.text()) },
            prescriberId: maybe { PractitionerID($0.text()) }, nextDoseAt: maybe { $0.instant() },
            singleDoseAt: maybe { $0.instant() }, own: maybe { _ in OwnJudgement(own) } ?? nil)
    }

    mutating func profile() throws -> MedicationProfile {
        var profile = MedicationProfile(patientId: PatientID(text()))
        profile.medicines = try table { SharedValue(try $0.medicine()) }
        profile.birthDate = maybe { CalendarDay(daysSince1970: Int.random(in: 0..<20_000, using: &$0.random)) }
        profile.isDeceased = Bool.random(using: &random)
        profile.mergedInto = maybe { PatientID($0.text()) }
        profile.observations = table {
            KeptObservation(
                kind: $0.pick(ObservationEvent.Kind.allCases), value: $0.maybe { $0.number() }, at: $0.instant())
        }
        profile.conditions = table { [CodedConcept(system: $0.text(), code: $0.text())] }
        profile.allergies = table { [Ingredient(name: $0.text())] }
        profile.unrecognizedAllergies = table { $0.text() }
        profile.stays = maybe { Set([EncounterID($0.text()), EncounterID($0.text())]) }
        profile.episodes = table { maker in OpenEpisode(route: maker.maybe { $0.pick(Route.allCases) }) }
        profile.endedAlerts = Set([text(), text(), text()])
        profile.heldBack = maybe { maker in maker.table { HeldBack(until: $0.instant(), interruptsFor: [$0.text()]) } }
        profile.failedSource = maybe {
            SourceReport(
                source: $0.text(), condition: .silent, affectedPartitions: 1, partitionCount: 2,
                observedAt: $0.instant())
        }
        profile.washoutEndsAt = maybe { $0.instant() }
        profile.looksAgainAt = maybe { $0.instant() }
        let draft = FailedSource.alert(
            SourceReport(
                source: text(), condition: .stopped, affectedPartitions: 1, partitionCount: 2, observedAt: instant()),
            try TestKnowledge.loaded.knowledge, asOf: instant())
        if Bool.random(using: &random) { _ = profile.alerts.put(draft, at: instant()) }
        return profile
    }
}
