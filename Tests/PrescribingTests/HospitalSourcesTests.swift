import EventContracts
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import Prescribing

/// Two hospitals that number alike, each speaking FHIR and HL7 v2.
@Suite struct HospitalSourcesTests {
    private let file = """
        sources:
          - name: north-ehr
            assigner: north
            ce-sources: ["urn:north:ehr"]
          - name: north-ward
            assigner: north
            senders:
              - {facility: NORTH}
            hl7v2: {assigning-authority: N, time-zone: America/Chicago}
          - name: north-pharmacy
            assigner: north
            senders:
              - {application: PHARM, facility: NORTH}
            hl7v2: {assigning-authority: N, last-segment-end: optional, character-set: 8859/15}
          - name: south
            assigner: south
            ce-sources: ["urn:south"]
            senders:
              - {facility: SOUTH}
            hl7v2: {patient-identifier-type: PI, time-zone: "+02:00"}
        """

    private func sources() throws -> HospitalSources { try SourcesFile(path: "sources.yaml", text: file).sources() }

    private func intake() throws -> HospitalIntake {
        var intake = try hospitalIntake()
        intake.sources = try sources()
        return intake
    }

    private func fhir(_ text: String, from source: String?, key: String? = nil) -> Message {
        let marks = source.map { source in
            [
                Header("ce_specversion", "1.0"), Header("ce_id", "1"), Header("ce_source", source),
                Header("ce_type", "hospital.order"),
            ]
        }
        return Hospital.message(text, key: key, headers: marks ?? [])
    }

    private func hl7(
        application: String = "WARD", facility: String, type: String = "MR", control: String = "P",
        authority: String = "", time: String = "20261121093000", end: String = "\r"
    ) -> String {
        """
        MSH|^~\\&|\(application)|\(facility)|||\(time)||RDE^O11|1|\(control)|2.5\rPID|1||p-1^^^\(authority)^\(type)\r\
        PV1|1|I|||||||||||||||||e-1\rORC|RO|o-1||||||o-0\rRXE||^Baclofen 10 mg tablet|5||mg\(end)
        """
    }

    private func message(_ text: String) -> Message { Message(value: Array(text.utf8)) }

    private func order(_ result: IntakeResult) throws -> OrderFact {
        #expect(result.refusal == nil)
        let facts = result.forwarded.compactMap { $0 as? HospitalFacts }
        guard case .order(let order)? = facts.first?.facts.first?.content else { throw Unexpected() }
        #expect(facts.map(\.patientId) == [order.patientId])
        return order
    }

    @Test func onePersonHasOneIDWhicheverWayTheHospitalSpeaks() throws {
        let intake = try intake()
        let written = try order(intake.read(fhir(Hospital.order(), from: "urn:north:ehr")))
        let spoken = try order(intake.read(message(hl7(facility: "NORTH"))))
        #expect(written.patientId == "north.p-1")
        #expect(spoken.patientId == written.patientId)
        #expect(spoken.orderId == written.orderId)
        #expect(spoken.priorOrderId == "north.o-0")
        #expect(spoken.encounterId == "north.e-1")
    }

    @Test func oneNumberAtTwoHospitalsIsTwoPeopleAndTwoOrders() throws {
        let intake = try intake()
        let orders = [
            try order(intake.read(fhir(Hospital.order(), from: "urn:north:ehr"))),
            try order(intake.read(fhir(Hospital.order(), from: "urn:south"))),
        ]
        #expect(orders.map(\.patientId) == ["north.p-1", "south.p-1"])
        #expect(orders.map(\.orderId) == ["north.o-1", "south.o-1"])
        let spoken = try order(intake.read(message(hl7(facility: "SOUTH", type: "PI"))))
        #expect(spoken.patientId == "south.p-1")
        let crafted = intake.read(fhir(Hospital.order(patient: "north.p-1"), from: "urn:south"))
        #expect(try order(crafted).patientId == "south.north.p-1")
    }

    @Test func findingsOfTwoHospitalsStayApart() throws {
        let harness = try HospitalHarness(try sources())
        var alerts: Set<AlertID> = []
        for source in ["urn:north:ehr", "urn:south"] {
            let published = try harness.send(fhir(Hospital.order(), from: source))
            #expect(!published.alerts.isEmpty)
            for alert in published.alerts { #expect(alerts.insert(alert.alert.alertId).inserted) }
        }
    }

    @Test func aBatchOfTwoHospitalsIsReadMessageByMessage() throws {
        let result = try intake().read(
            message(hl7(facility: "NORTH") + hl7(facility: "SOUTH", type: "PI") + hl7(facility: "EAST")))
        #expect(result.forwarded.map(\.patientId) == ["north.p-1", "south.p-1"])
        #expect(result.refusal?.code == "unknown-source")
        #expect(result.refusal?.message == "messages 2: unknown-source at MSH-3")
    }

    @Test func whoNobodyKnowsIsRefused() throws {
        let intake = try intake()
        for source in ["urn:east", nil] {
            let result = intake.read(fhir(Hospital.order(), from: source))
            #expect(result.refusal == Refusal(code: "unknown-source", message: "ce_source"))
            #expect(result.forwarded.isEmpty)
        }
        for facility in ["EAST", "", "north"] {
            let result = intake.read(message(hl7(facility: facility)))
            #expect(result.refusal == Refusal(code: "unknown-source", message: "MSH-3"))
            #expect(result.forwarded.isEmpty)
        }
        // What is wrong with the header itself goes first, and what is none of ours needs no source.
        let broken = intake.read(message("MSH|^^\\&|WARD|EAST\rPID|1\r"))
        #expect(broken.refusal == Refusal(code: "bad-value", message: "MSH-2"))
        #expect(intake.read(message(hl7(facility: "EAST", control: "T"))).refusal == nil)
    }

    @Test func theEnvelopeTellsWhereTheHeaderDoesNot() throws {
        var record = fhir(hl7(facility: "EAST", type: "PI"), from: "urn:south")
        record.headers.append(Header("content-type", "x-application/hl7-v2+er7"))
        #expect(try order(intake().read(record)).patientId == "south.p-1")
        // The header is nearer to the sender than the envelope.
        let both = fhir(hl7(facility: "NORTH"), from: "urn:south")
        #expect(try order(intake().read(both)).patientId == "north.p-1")
    }

    @Test func eachSourceIsReadAsItWrites() throws {
        let intake = try intake()
        // The pharmacy leaves its last segment open; the ward does not, so there it is cut short.
        let open = hl7(application: "PHARM", facility: "NORTH", end: "")
        #expect(try order(intake.read(message(open))).orderId == "north.o-1")
        let cut = intake.read(message(hl7(facility: "NORTH", end: "")))
        #expect(cut.refusal == Refusal(code: "truncated", message: "RXE"))
        // Its batches end so, too; a frame that is not closed is cut short whoever sent it.
        let batch = "BHS|^~\\&\r\(hl7(application: "PHARM", facility: "NORTH"))BTS|1"
        #expect(intake.read(message(batch)).refusal == nil)
        #expect(intake.read(message(batch + "0")).refusal?.message == "BTS-1")
        let mixed = "\(hl7(application: "PHARM", facility: "NORTH"))\(hl7(facility: "NORTH"))BTS|2"
        #expect(intake.read(message(mixed)).refusal?.message == "BTS")
        #expect(intake.read(message("\u{0B}\(open)")).refusal?.code == "truncated")
        // Another authority's number is another patient's.
        #expect(intake.read(message(hl7(facility: "NORTH", authority: "X"))).refusal?.message == "PID-3")
        // Another type's is none at all.
        #expect(intake.read(message(hl7(facility: "SOUTH", type: "MR"))).refusal?.message == "PID-3")
    }

    @Test(arguments: [
        ("NORTH", "MR", "20261121093000", "2026-11-21T15:30:00.000Z"),
        ("NORTH", "MR", "20260721093000", "2026-07-21T14:30:00.000Z"),
        ("SOUTH", "PI", "20260721093000", "2026-07-21T07:30:00.000Z"),
        ("SOUTH", "PI", "20260721093000-0100", "2026-07-21T10:30:00.000Z"),
    ])
    func localTimesAreInTheSourcesZone(_ facility: String, _ type: String, _ time: String, _ utc: String) throws {
        let result = try intake().read(message(hl7(facility: facility, type: type, time: time)))
        let facts = result.forwarded.compactMap { $0 as? HospitalFacts }
        #expect(facts.first?.facts.first?.version.lastUpdated?.description == utc)
    }

    @Test func theHospitalsKeyIsComparedAsTheHospitalWritesIt() throws {
        let intake = try intake()
        let right = intake.read(fhir(Hospital.order(), from: "urn:south", key: "p-1"))
        #expect(right.ignored.isEmpty)
        let wrong = intake.read(fhir(Hospital.order(), from: "urn:south", key: "south.p-1"))
        #expect(wrong.ignored == [RecordReading.keyMismatch])
    }

    @Test func silenceIsToldBySource() throws {
        let intake = try intake()
        #expect(intake.read(message(hl7(facility: "NORTH"))).origin == "north-ward")
        #expect(intake.read(fhir(Hospital.order(), from: "urn:south")).origin == "urn:south")
        #expect(try hospitalIntake().read(message(hl7(facility: "NORTH"))).origin == nil)
    }

    @Test func theCorpusReadsTheSameFromAConfiguredSource() throws {
        let text = """
            sources:
              - name: all
                assigner: all
                ce-sources: ["urn:all"]
                unmarked: true
                senders: [{facility: HOSP}]
                hl7v2: {assigning-authority: HOSP}
            """
        var intake = try hospitalIntake()
        intake.sources = try SourcesFile(path: "sources.yaml", text: text).sources()
        var compared = 0
        for name in HL7Case.names {
            let expected = try HL7Case(name)
            guard !expected.resources.isEmpty else { continue }
            let bundle = Hospital.bundle("collection", expected.resources)
            // By the sender, or, in the messages that name another one, by the envelope.
            var record = fhir("", from: "urn:all")
            record.value = expected.bytes
            let (spoken, written) = (intake.read(record), intake.read(fhir(bundle, from: "urn:all")))
            let facts = spoken.forwarded.compactMap { $0 as? HospitalFacts }
            let same = written.forwarded.compactMap { $0 as? HospitalFacts }.map { facts in
                HospitalFacts(patientId: facts.patientId, facts: facts.facts.map(\.asLink))
            }
            #expect(facts == same, "\(name)")
            for fact in facts { #expect(fact.patientId.rawValue.hasPrefix("all.")) }
            compared += facts.isEmpty ? 0 : 1
        }
        #expect(compared > 40)
    }

    @Test func aKeyHidesThePatientAlsoInIDsMadeOfIt() throws {
        var intake = try hospitalIntake()
        let identity = SourceIdentity(assigner: "north", key: PatientKey(Array(repeating: 7, count: 32)))
        intake.sources = HospitalSources([HospitalSource(name: "north", identity: identity)])
        let text = """
            MSH|^~\\&|WARD|HOSP|||20261121093000||ADT^A08|1|P|2.5\rPID|1||secret-1^^^^MR\rOBX|1|NM|98979-8^eGFR^LN||90|\
            mL/min/{1.73_m2}|||||F|||20261121\rAL1|1|DA|^penicillin\rDG1|1||G35^MS^I10C\r
            """
        let result = intake.read(message(text))
        let facts = result.forwarded.compactMap { $0 as? HospitalFacts }
        #expect(facts.first?.facts.count == 4)
        #expect(!String(decoding: try PayloadCoding.encode(facts), as: UTF8.self).contains("secret-1"))
        let written = intake.read(Hospital.message(Hospital.patient("secret-1")))
        #expect(written.forwarded.map(\.patientId) == facts.map(\.patientId))
    }
}
