import EventContracts
import EventLog
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import Prescribing

/// Answers to a pharmacy's claims as insurers send them.
@Suite struct ClaimIntakeTests {
    private struct Answer {
        var claims: [ClaimEvent]
        var refusal: Refusal?
        var ignored: [String]
        var line: ClaimEvent.Line? { claims.first?.lines.first }
    }

    private func read(_ text: String) throws -> Answer {
        let result = try hospitalIntake().read(Hospital.message(text))
        let facts = result.forwarded.compactMap { $0 as? HospitalFacts }.flatMap(\.facts)
        return Answer(
            claims: facts.compactMap { if case .claim(let claim) = $0.content { claim } else { nil } },
            refusal: result.refusal, ignored: result.ignored)
    }

    static let order = #""valueReference":{"reference":"MedicationRequest/o-1"}"#

    static func response(
        _ more: String = "", outcome: String = "complete", use: String = "claim", status: String = "active",
        type: String = "pharmacy", id: String = "cr-1", version: Int = 1, created: String = "2026-11-20T15:00:00Z",
        extension about: String = order
    ) -> String {
        """
        {"resourceType":"ClaimResponse","id":"\(id)","meta":{"versionId":"\(version)"},"status":"\(status)","use":"\(use)",
         "type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"\(type)"}]},
         "patient":{"reference":"Patient/p-1"},"created":"\(created)","insurer":{"reference":"Organization/plan-1"},\(more)
         "extension":[{"url":"urn:titrate:prescription",\(about)}],"outcome":"\(outcome)"}
        """
    }

    static func error(_ code: String, system: String = "http://terminology.hl7.org/CodeSystem/NCPDPRejectCode")
        -> String
    {
        #""error":[{"code":{"coding":[{"system":"\#(system)","code":"\#(code)"}]}}],"#
    }

    static func item(
        _ sequence: Int = 1, restriction: String? = nil, reason: String? = nil, amounts: [(String, Double)] = []
    ) -> String {
        let carin = "http://hl7.org/fhir/us/carin-rtpbc/"
        let restricted = restriction.map {
            #""extension":[{"url":"\#(carin)StructureDefinition/rtpbc-benefitRestriction","valueCoding":{"#
                + #""system":"\#(carin)CodeSystem/rtpbc-benefit-restriction-temporary","code":"\#($0)"}}],"#
        }
        let reasons = reason.map { [#"{"category":{"coding":[{"code":"copay"}]},"reason":\#($0)}"#] } ?? []
        let sums = amounts.map { #"{"category":{"coding":[{"code":"\#($0.0)"}]},"amount":{"value":\#($0.1)}}"# }
        let told = reasons + sums
        let all = told.isEmpty ? [#"{"category":{"coding":[{"code":"copay"}]}}"#] : told
        return #"{"itemSequence":\#(sequence),\#(restricted ?? "")"adjudication":[\#(all.joined(separator: ","))]}"#
    }

    static func items(_ items: String...) -> String { #""item":[\#(items.joined(separator: ","))],"# }

    // MARK: - What was answered

    @Test func aCompleteAnswerIsAnAcceptedOne() throws {
        let claim = try #require(try read(Self.response()).claims.first)
        #expect(claim.answerId == "cr-1" && claim.patientId == "p-1" && claim.status == .recorded)
        #expect(claim.use == .claim && claim.orderId == "o-1" && claim.insurerId == "plan-1" && claim.claimId == nil)
        #expect(claim.answeredAt == Instant("2026-11-20T15:00:00Z"))
        #expect(claim.lines == [ClaimEvent.Line(verdict: .accepted)])
    }

    @Test(arguments: [
        ("75", ClaimReason.Kind.priorAuthorization), ("70", .notCovered), ("79", .fillTooSoon), ("76", .planLimit),
        ("65", .patientNotCovered), ("07", .notProcessed), ("7x", .daysSupplyLimitation), ("n1", .patientNotCovered),
        ("88", .safetyReview), ("4711", .unrecognized),
    ])
    func aRejectCodeTellsWhy(code: String, kind: ClaimReason.Kind) throws {
        let line = try #require(try read(Self.response(Self.error(code), outcome: "error")).line)
        #expect(line.verdict == .rejected)
        #expect(line.reasons.map(\.kind) == [kind] && line.reasons.first?.code == code)
    }

    @Test(arguments: [
        ("prior-auth", ClaimEvent.Verdict.rejected), ("not-covered", .rejected), ("fill-too-soon", .rejected),
        ("route-not-covered", .rejected), ("additional-fills-not-covered", .rejected), ("step-therapy", .rejected),
        ("days-supply-limitation", .rejected), ("quantity-limit", .accepted), ("pharmacy-restriction", .accepted),
        ("other-restriction", .accepted), ("covered", .accepted), ("invented", .unclear),
    ])
    func aBenefitRestrictionIsARejectionWhereItBinds(code: String, verdict: ClaimEvent.Verdict) throws {
        let text = Self.response(Self.items(Self.item(restriction: code)), use: "predetermination")
        let line = try #require(try read(text).line)
        #expect(line.verdict == verdict)
        #expect(line.reasons.map(\.code) == (code == "covered" ? [] : [code]))
    }

    @Test func aReasonNobodyKnowsIsKeptAndNeverTakenForPaid() throws {
        let local = #"{"coding":[{"system":"urn:plan","code":"17","display":"by rule 17"}]}"#
        func line(_ amounts: (String, Double)...) throws -> ClaimEvent.Line {
            try #require(try read(Self.response(Self.items(Self.item(reason: local, amounts: amounts)))).line)
        }
        let unknown = try line()
        #expect(unknown.verdict == .unclear)
        #expect(unknown.reasons == [ClaimReason(.unrecognized, system: "urn:plan", code: "17", text: "by rule 17")])
        #expect(try line(("benefit", 20)).verdict == .accepted)
        #expect(try line(("eligible", 20), ("benefit", 0)).verdict == .accepted, "the deductible is not met yet")
        #expect(try line(("eligible", 0)).verdict == .unclear)
        let denied =
            #"{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/adjudication-reason","code":"ar001"}]}"#
        let refused = try read(Self.response(Self.items(Self.item(reason: denied)))).line
        #expect(refused?.verdict == .rejected && refused?.reasons.first?.kind == .notCovered)
    }

    @Test func nothingThatCountsIsUnclearUnlessItIsSaidToBePaid() throws {
        let nothing = try read(Self.response(Self.items(Self.item(amounts: [("eligible", 0)])))).line
        #expect(nothing?.verdict == .unclear && nothing?.reasons.map(\.kind) == [.unrecognized])
        let covered = Self.items(Self.item(restriction: "covered", amounts: [("eligible", 0)]))
        #expect(try read(Self.response(covered)).line?.verdict == .accepted)
    }

    @Test func anErrorWithoutACodeIsKeptWithTheInsurersWords() throws {
        let words =
            #""disposition":"Member terminated","processNote":[{"text":"\#(String(repeating: "x", count: 400))"}],"#
        let line = try #require(try read(Self.response(words, outcome: "error")).line)
        #expect(line.verdict == .rejected && line.reasons.map(\.kind) == [.unrecognized])
        let text = try #require(line.reasons.first?.text)
        #expect(text.hasPrefix("Member terminated x") && text.count == 200)
        // Where a code says why, nothing that somebody typed goes on.
        let coded = try read(Self.response(words + Self.error("75"), outcome: "error")).line
        #expect(coded?.reasons.compactMap(\.text) == [])
    }

    @Test func aPartOfAnAnswerIsUnclearUntilSomebodySaysMore() throws {
        #expect(try read(Self.response(outcome: "partial")).line?.verdict == .unclear)
        let paid = Self.items(Self.item(amounts: [("benefit", 5)]))
        #expect(try read(Self.response(paid, outcome: "partial")).line?.verdict == .accepted)
        #expect(try read(Self.response(paid + Self.error("75"), outcome: "partial")).line?.verdict == .rejected)
    }

    @Test(arguments: [("cancelled", true), ("entered-in-error", true), ("active", false)])
    func whatWasTakenBackIsRetracted(status: String, isRetracted: Bool) throws {
        let claim = try #require(try read(Self.response(status: status)).claims.first)
        #expect((claim.status == .retracted) == isRetracted)
        #expect(claim.type == (isRetracted ? "org.titrate.claim.retracted.v1" : "org.titrate.claim.answered.v1"))
    }

    @Test func whatIsNoAnswerYetIsIgnoredAndCounted() throws {
        #expect(try read(Self.response(outcome: "queued")).ignored == ["ClaimResponse:queued"])
        #expect(try read(Self.response(status: "draft")).ignored == ["ClaimResponse:draft"])
        #expect(try read(Self.response(outcome: "queued", status: "cancelled")).claims.map(\.status) == [.retracted])
        let visit = Self.response(type: "professional", extension: #""valueString":"x""#)
        #expect(try read(visit).ignored == ["ClaimResponse:not-pharmacy"])
        #expect(try read(Self.response(type: "professional")).claims.count == 1, "a pump's drug is billed so")
        #expect(try read(#"{"resourceType":"Claim","id":"cl-1"}"#).ignored == ["Claim"])
    }

    @Test(arguments: [
        ("\"patient\"", "missing-element", "ClaimResponse.patient"),
        ("\"outcome\"", "missing-element", "ClaimResponse.outcome"),
        ("\"created\"", "missing-element", "ClaimResponse.created"),
    ])
    func aBrokenAnswerIsRefusedWithItsElement(name: String, code: String, path: String) throws {
        let answer = try read(Self.response().replacing(name, with: "\"x\""))
        #expect(answer.claims.isEmpty && answer.refusal?.code == code && answer.refusal?.message == path)
    }

    @Test func aBareDayBeginsWithItsFirstMomentUnlessTheRecordKnowsBetter() throws {
        func moment(_ meta: String) throws -> Instant? {
            try read(Self.response(created: "2026-11-20").replacing(#""versionId":"1""#, with: meta)).claims.first?
                .answeredAt
        }
        #expect(try moment(#""versionId":"1""#) == Instant("2026-11-20T00:00:00Z"))
        #expect(try moment(#""lastUpdated":"2026-11-20T09:30:00Z""#) == Instant("2026-11-20T09:30:00Z"))
        #expect(try moment(#""lastUpdated":"2026-11-21T09:30:00Z""#) == Instant("2026-11-20T00:00:00Z"))
    }

    // MARK: - What it is about

    private static func claim(_ prescription: String, id: String = "cl-1", products: [String]) -> String {
        let items = products.enumerated().map {
            #"{"sequence":\#($0.offset + 1),"productOrService":{"text":"\#($0.element)"}}"#
        }
        let told = items.isEmpty ? "" : #","item":[\#(items.joined(separator: ","))]"#
        return #"{"resourceType":"Claim","id":"\#(id)","prescription":{"reference":"\#(prescription)"}\#(told)}"#
    }

    private static func asked(_ reference: String) -> String {
        response(
            #""request":{"reference":"\#(reference)"},"# + error("75"), outcome: "error", extension: #""valueCode":"x""#
        )
    }

    @Test func theOrderStandsInTheClaimOfTheBundle() throws {
        let claim = Self.claim("MedicationRequest/o-7", products: ["Baclofen 20 mg tablet"])
        let answer = try read(Hospital.bundle("message", [claim, Self.asked("Claim/cl-1")]))
        let event = try #require(answer.claims.first)
        #expect(event.orderId == "o-7" && event.claimId == "cl-1")
        #expect(event.lines.map { $0.medication?.isBaclofen } == [true] && event.lines[0].sequence == 1)
    }

    @Test func theOrderStandsInTheClaimInside() throws {
        let contained = #""contained":[\#(Self.claim("MedicationRequest/o-7", id: "c", products: []))],"#
        let text = Self.asked("#c").replacing(#""request""#, with: contained + #""request""#)
        let event = try #require(try read(text).claims.first)
        #expect(event.orderId == "o-7" && event.claimId == nil && event.lines.map(\.medication) == [nil])
    }

    @Test func theMedicineOfAnOrderThatTravelsAlongCountsWhereTheClaimNamesNone() throws {
        let claim = Self.claim("MedicationRequest/o-7", products: ["Invented remedy"])
        let parts = [claim, Hospital.order("o-7"), Self.asked("Claim/cl-1")]
        let event = try #require(try read(Hospital.bundle("message", parts)).claims.first)
        #expect(event.lines.first?.medication?.isBaclofen == true)
    }

    @Test func everyLineHasItsOwnMedicineAndVerdict() throws {
        let claim = Self.claim("MedicationRequest/o-7", products: ["Baclofen 10 mg tablet", "Oxycodone 5 mg tablet"])
        let lines = Self.items(Self.item(1, amounts: [("benefit", 9)]), Self.item(2, restriction: "not-covered"))
        let answer = Self.response(#""request":{"reference":"Claim/cl-1"},"# + lines, extension: #""valueCode":"x""#)
        let event = try #require(try read(Hospital.bundle("batch", [claim, answer])).claims.first)
        #expect(event.lines.map(\.verdict) == [.accepted, .rejected])
        #expect(event.lines.map { $0.medication?.isBaclofen } == [true, false])
    }

    @Test func aClaimNobodySentAlongIsOnlyNamed() throws {
        let event = try #require(try read(Self.asked("Claim/cl-9")).claims.first)
        #expect(event.orderId == nil && event.claimId == "cl-9" && event.lines.map(\.medication) == [nil])
    }

    // MARK: - What others hear

    private func told(_ published: Published) -> [ClaimEvent] { published.payloads(ClaimEvent.self) }

    @Test func theJudgeNamesTheMedicineOfTheOrderWhicheverCameFirst() throws {
        let rejection = Self.response(Self.error("75"), outcome: "error")
        let known = try HospitalHarness()
        try known.send(Hospital.order())
        let named = told(try known.send(rejection))
        #expect(named.map { $0.lines.first?.medication?.isBaclofen } == [true])
        let late = try HospitalHarness()
        #expect(told(try late.send(rejection)).map { $0.lines.first?.medication } == [nil])
        #expect(told(try late.send(Hospital.order())) == named)
        #expect(told(try late.send(Hospital.order(version: 2, status: "stopped"))).isEmpty, "said once")
    }

    @Test func anAnswerIsToldOnceAndTakenBackOnce() throws {
        let harness = try HospitalHarness()
        let rejection = Self.response(Self.error("75"), outcome: "error")
        let first = try harness.send(rejection)
        #expect(told(first).count == 1)
        let event = try CloudEvent(try #require(first.records.first).message)
        #expect(event.type == "org.titrate.claim.answered.v1" && event.subject == "p-1" && event.revision == 1)
        #expect(event.entityID == EntityID.of("p-1", "claim", ResourceID("cr-1")))
        #expect(try harness.send(rejection).isEmpty)
        #expect(told(try harness.send(Self.response(status: "cancelled", version: 2))).map(\.status) == [.retracted])
        #expect(told(try harness.send(Self.response(Self.error("75"), outcome: "error", version: 1))).isEmpty)
        #expect(try harness.send(Self.response(status: "active", version: 2)).deadLetterCodes == ["id-reused"])
    }
}
