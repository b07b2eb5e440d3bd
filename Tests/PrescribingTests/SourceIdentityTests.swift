import EventContracts
import Foundation
import MedicationDomain
import Testing

@testable import Prescribing

@Suite struct SourceIdentityTests {
    private let north = SourceIdentity(assigner: "north")
    private let key = PatientKey(Array(repeating: 7, count: 32))

    @Test func withoutAnAssignerIdsStandAsSent() {
        for id in ["p-1", ".p", "4711/2", String(repeating: "x", count: 80)] {
            #expect(SourceIdentity.asSent.id(id) == id)
            #expect(SourceIdentity.asSent.patient(id) == id)
        }
    }

    @Test func anAssignerStandsBeforeItsIDs() {
        #expect(north.id("o-1") == "north.o-1")
        #expect(north.patient("p-1") == "north.p-1")
        #expect(north.id("").hasPrefix("north."))
    }

    /// Ids made to look like another assigner's, like a hash, or like one that was shortened.
    private static let crafted: [String] = {
        let plain = [
            "o-1", "north.o-1", ".o-1", "..o-1", "a.o-1", "a", "a.a", ".", "..", "", "\u{301}x", "no", "rth.o-1",
            String(repeating: "x", count: 57), String(repeating: "x", count: 58), String(repeating: "x", count: 59),
            String(repeating: "x", count: 64),
        ]
        let identities = ["north", "a", "a-a", "no"].map { SourceIdentity(assigner: $0) }
        let made = identities.flatMap { identity in plain.map(identity.id) }
        // What an id becomes, sent once more, with its assigner and without.
        return Array(Set(plain + made + made.map { String($0.drop { $0 != "." }.dropFirst()) }))
    }()

    @Test func noTwoIDsBecomeOne() {
        var origins: [String: (String, String)] = [:]
        for assigner in ["north", "a", "a-a", "no", "north-a"] {
            for id in SourceIdentityTests.crafted {
                let known = origins.updateValue((assigner, id), forKey: SourceIdentity(assigner: assigner).id(id))
                #expect(known == nil, "\(assigner) \(id) meets \(known?.0 ?? "") \(known?.1 ?? "")")
            }
        }
    }

    @Test func idsStayWithinTheLengthOfFHIR() {
        let identity = SourceIdentity(assigner: "sixteen-letters-", key: key)
        for id in SourceIdentityTests.crafted {
            #expect(identity.id(id).utf8.count <= 64)
            #expect(identity.patient(id).utf8.count <= 64)
        }
    }

    /// HMAC-SHA256 under a key of 32 bytes 0x07, reckoned by another program (Python's hmac).
    @Test func aKeyHidesThePatientAndNothingElse() throws {
        let key = try #require(self.key)
        let hidden = SourceIdentity(assigner: "north", key: key)
        #expect(hidden.patient("p-1") == "north.f1e722346137b085bec1886b31dd59c3fb879352")
        #expect(hidden.id("o-1") == "north.o-1")
        #expect(SourceIdentity(key: key).patient("p-1") == "a559ee79d5567fe040e893bf51a4f1a6d644ec22")
        let south = SourceIdentity(assigner: "south", key: key)
        #expect(south.patientPart("p-1") != hidden.patientPart("p-1"))
        let other = SourceIdentity(assigner: "north", key: PatientKey(Array(repeating: 8, count: 32)))
        #expect(other.patient("p-1") != hidden.patient("p-1"))
        #expect(Set(SourceIdentityTests.crafted.map(hidden.patient)).count == SourceIdentityTests.crafted.count)
    }

    @Test func theKeyIsShownByNobody() throws {
        let key = try #require(PatientKey(Array("0123456789abcdef0123456789abcdef".utf8)))
        let identity = SourceIdentity(assigner: "north", key: key)
        var dumped = ""
        dump(identity, to: &dumped)
        for text in ["\(identity)", String(reflecting: identity), dumped] { #expect(!text.contains("0123")) }
    }

    @Test func aShortKeyIsNone() { #expect(PatientKey(Array(repeating: 7, count: 31)) == nil) }

    /// Facts with every reference there is; an id that somebody adds to them must be filled in here, too.
    private static let facts: [HospitalFact.Content] = [
        .order(
            OrderFact(
                orderId: "o", patientId: "p", status: .active, medication: baclofen, priorOrderId: "o",
                encounterId: "e", locationId: "l", prescriberId: "d", pharmacyId: "ph")),
        .dispense(
            DispenseEvent(dispenseId: "d", patientId: "p", orderId: "o", medication: baclofen, pharmacyId: "ph")),
        .administration(
            AdministrationEvent(
                administrationId: "a", patientId: "p", outcome: .given, orderId: "o", medication: baclofen)),
        .reportedMedication(ReportedMedicationEvent(statementId: "s", patientId: "p", medication: baclofen)),
        .patient(PatientEvent(patientId: "p", otherPatientId: "q")),
        .observation(ObservationEvent(observationId: "ob", patientId: "p", kind: .other, observedAt: noon)),
        .condition(ConditionEvent(conditionId: "c", patientId: "p")),
        .allergy(AllergyEvent(allergyId: "al", patientId: "p", substance: baclofen)),
        .stay(StayEvent(encounterId: "e", patientId: "p", change: .started, locationId: "l")),
        .coverage(CoverageEvent(coverageId: "cv", patientId: "p", payerId: "pay")),
        .claim(
            ClaimEvent(
                answerId: "cr", patientId: "p", orderId: "o", claimId: "cl", insurerId: "in", answeredAt: noon,
                lines: [.init(medication: baclofen, verdict: .rejected)])),
        .care(
            CareEvent(
                careId: "ca", resourceType: .procedure, patientId: "p", state: .done, codes: [], encounterId: "e")),
    ]

    @Test(arguments: facts)
    func everyIDOfAFactIsQualified(_ content: HospitalFact.Content) {
        let fact = HospitalFact(resource: "Thing/x", version: SourceVersion(versionId: "1"), content: content)
        let qualified = fact.qualified(by: north)
        #expect(qualified.resource == "Thing/north.x")
        #expect(qualified.version == fact.version)
        let ids = identifiers(in: qualified.content)
        #expect(ids.count >= 2)
        for id in ids { #expect(id?.hasPrefix("north.") == true, "\(id ?? "an id that this test leaves empty")") }
        if case .coverage(let coverage) = qualified.content { #expect(coverage.payerId == "north.pay") }
        #expect(fact.qualified(by: .asSent) == fact)
    }

    /// Every identifier, however deep; nil for one that is not there.
    private func identifiers(in value: Any) -> [String?] {
        if let id = value as? any Identifier { return [id.rawValue] }
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .optional, mirror.children.isEmpty {
            return String(describing: type(of: value)).hasSuffix("ID>") ? [nil] : []
        }
        return mirror.children.flatMap { identifiers(in: $0.value) }
    }

    @Test func thePatientsOwnResourceIsNamedAsThePatient() throws {
        let key = try #require(self.key)
        let hidden = SourceIdentity(assigner: "north", key: key)
        let fact = HospitalFact(
            resource: "Patient/p-1", version: SourceVersion(), content: .patient(PatientEvent(patientId: "p-1")))
        #expect(fact.qualified(by: hidden).resource == "Patient/\(hidden.patient("p-1"))")
    }
}
