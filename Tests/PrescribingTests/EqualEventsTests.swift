import EventContracts
import EventLog
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import Prescribing

/// Whichever way a hospital speaks, the suite says the same: bytes of all records, dead letters aside.
@Suite struct EqualEventsTests {
    private let sources = HospitalSources(HL7Source(assigningAuthority: "HOSP"))

    private func resources(_ expected: HL7Case) -> Message {
        Hospital.message(Hospital.bundle("collection", expected.resources))
    }

    @Test(arguments: HL7Case.names)
    func messageIsJudgedAsItsFHIRIs(_ name: String) throws {
        let expected = try HL7Case(name)
        let (spoken, written) = (try HospitalHarness(sources), try HospitalHarness(sources))
        let events = try spoken.send(Message(value: expected.bytes)).records
        guard !expected.resources.isEmpty else {
            #expect(events.isEmpty)
            return
        }
        let same = try written.send(resources(expected)).records
        #expect(texts(events) == texts(same))
        let isSilent = try isWithoutFacts(expected)
        #expect(events.isEmpty == isSilent)
    }

    /// Topic, key, headers and value, as people can read them. What owners of merged records tell each other names
    /// resources, and in HL7 v2 a merge is one of its own.
    private func texts(_ records: [OutgoingRecord]) -> [String] {
        func text(_ bytes: [UInt8]?) -> String { bytes.map { String(decoding: $0, as: UTF8.self) } ?? "nothing" }
        return records.filter { $0.topic != .prescribingIntake }.map { record in
            let headers = record.message.headers.map { "\($0.name)=\(text($0.value))" }.joined(separator: " ")
            // A dead letter holds what was read, and HL7 v2 reads that links are not told.
            let value = text(record.message.value).replacing(#""isSilentOnLinks":true,"#, with: "")
            return "\(record.topic.rawValue) \(text(record.message.key)) \(headers) \(value)"
        }
    }

    /// Visits, plans and the like bring no fact, so there is nothing to say.
    private func isWithoutFacts(_ expected: HL7Case) throws -> Bool {
        try hospitalIntake().read(resources(expected)).forwarded.isEmpty
    }

    /// One after the other into the same charts: what one message says decides how the next is judged.
    @Test func allMessagesInTurnAreJudgedAsTheirFHIRIs() throws {
        let (spoken, written) = (try HospitalHarness(sources), try HospitalHarness(sources))
        var kinds: Set<String> = []
        for name in HL7Case.names {
            let expected = try HL7Case(name)
            let events = try spoken.send(Message(value: expected.bytes)).records
            let same = expected.resources.isEmpty ? [] : try written.send(resources(expected)).records
            #expect(texts(events) == texts(same), "after \(name)")
            for record in events { kinds.insert(record.message.header("ce_type") ?? "") }
        }
        for kind in [
            "prescription.accepted", "prescription.stopped", "medication.dispensed", "medication.administered",
            "patient.updated", "patient.died", "observation.recorded", "stay.started", "allergy.recorded",
            "condition.recorded", "alert.raised",
        ] {
            #expect(kinds.contains("org.titrate.\(kind).v1"), "\(kind) is not among \(kinds.sorted())")
        }
    }
}
