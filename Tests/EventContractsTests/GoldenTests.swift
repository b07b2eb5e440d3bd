import EventContracts
import Foundation
import MedicationDomain
import Testing

@Suite struct GoldenTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    /// `TITRATE_WRITE_GOLDEN=1` writes the files anew; a changed file is a changed contract and is reviewed as one.
    @Test(arguments: Examples.all.indices)
    func theWireShapeIsTheGoldenFile(index: Int) throws {
        let payload = Examples.all[index]
        let file = GoldenTests.folder.appending(path: "\(payload.type).json")
        let json = try JSONSerialization.jsonObject(with: Data(try payload.encode()))
        let pretty = try JSONSerialization.data(
            withJSONObject: json, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        if ProcessInfo.processInfo.environment["TITRATE_WRITE_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(at: GoldenTests.folder, withIntermediateDirectories: true)
            try (pretty + Data("\n".utf8)).write(to: file)
        }
        let golden = try Data(contentsOf: file)
        #expect(golden == pretty + Data("\n".utf8))
    }

    @Test(arguments: Examples.all.indices)
    func whatIsWrittenIsReadBack(index: Int) throws {
        let payload = Examples.all[index]
        let read = try type(of: payload).decode(try payload.encode(), type: payload.type)
        #expect(AnyHashable(read) == AnyHashable(payload))
    }

    /// The list of the wire contracts, copied by hand.
    @Test(arguments: [
        "alert.raised", "alert.updated", "alert.resolved", "alert.escalated", "prescription.accepted",
        "prescription.held", "prescription.rejected", "prescription.completed", "prescription.amended",
        "prescription.stopped", "prescription.retracted", "prescription.released", "titration.planned",
        "titration.requested", "titration.refused",
        "medication.dispensed", "medication.dispense-retracted", "medication.administered", "medication.reported",
        "patient.updated", "patient.merged", "patient.unmerged", "patient.died", "patient.forgotten",
        "observation.recorded", "observation.retracted", "stay.started", "stay.ended", "stay.retracted",
        "coverage.changed",
        "coverage.retracted", "condition.recorded", "condition.retracted", "allergy.recorded", "allergy.retracted",
        "care.recorded", "care.retracted", "claim.answered", "claim.retracted",
        "supply.projected", "pump.projected", "taper.planned", "taper.requested", "risk.changed", "episode.opened",
        "episode.closed",
        "assistance.requested", "assistance.determined", "interaction-check.requested", "interaction-check.completed",
        "alert.acknowledged", "alert.overridden", "alert.assigned",
        "alert.reopened", "prescription.review-requested", "prescription.reviewed", "card.accepted",
        "card.overridden",
    ])
    func everyTypeOfTheContractHasAnExample(name: String) {
        let file = GoldenTests.folder.appending(path: "org.titrate.\(name).v1.json")
        #expect(FileManager.default.fileExists(atPath: file.path))
    }

    @Test func anAlertHasTheKeysOfTheContract() throws {
        let keys: Set<String> = [
            "alertId", "revision", "patientId", "kind", "severity", "interruptive", "status", "summary", "detail",
            "management", "medications", "encounterId", "locationId", "prescriberId", "nextDoseAt", "rule", "factors",
            "checks", "raisedAt", "dueAt", "escalationLevel",
        ]
        let data = Data(try AlertEvent(.raised, Examples.alert).encode())
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(keys.subtracting(object.keys).isEmpty)
        let rule = try #require(object["rule"] as? [String: Any])
        #expect(Set(rule.keys) == ["id", "version", "evidence", "citations"])
    }
}

@Suite struct CloudEventTests {
    private let event = CloudEvent(
        id: "e-1", source: "urn:titrate:prescribing", type: "org.titrate.prescription.accepted.v1", time: Examples.at,
        subject: "p-17", correlationID: "c-1", causationID: "e-0", entityID: "order:o-1", revision: 4,
        traceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", data: Array("{}".utf8))

    @Test func binaryModeComesBackWhole() throws {
        let message = event.message(key: Array("p-17".utf8))
        #expect(try CloudEvent(message) == event)
        #expect(message.header("content-type") == "application/json")
        #expect(message.header("ce_time") == "2026-11-21T09:30:00.000Z")
    }

    @Test func structuredModeIsReadAsWell() throws {
        let json = """
            {"specversion":"1.0","id":"e-1","source":"/his","type":"t","subject":"p-17","revision":7,
             "entityid":"order:o-1","datacontenttype":"application/json","data":{"a":[1,2]}}
            """
        let message = Message(
            value: Array(json.utf8), headers: [Header("content-type", "application/cloudevents+json; charset=UTF-8")])
        let read = try CloudEvent(message)
        #expect(read.revision == 7)
        #expect(read.data == Array(#"{"a":[1,2]}"#.utf8))
        #expect(read.contentType == "application/json")
    }

    @Test(arguments: ["ce_specversion", "ce_id", "ce_source", "ce_type"])
    func aMissingAttributeIsNamed(header: String) throws {
        var message = event.message(key: nil)
        message.headers.removeAll { $0.name == header }
        #expect(throws: EnvelopeError(code: .missingAttribute, attribute: String(header.dropFirst(3)))) {
            try CloudEvent(message)
        }
    }

    @Test(arguments: [("ce_revision", "many"), ("ce_revision", "-1"), ("ce_time", "noon"), ("ce_specversion", "2.0")])
    func anUnreadableAttributeIsNamed(header: String, value: String) throws {
        var message = event.message(key: nil)
        message.headers.removeAll { $0.name == header }
        message.headers.append(Header(header, value))
        #expect(throws: EnvelopeError(code: .badAttribute, attribute: String(header.dropFirst(3)))) {
            try CloudEvent(message)
        }
    }

    @Test func anErrorNamesTheElementAndNotItsContent() throws {
        let json = #"{"alertId":"secret-1","revision":"secret-2"}"#
        do {
            _ = try AlertEvent.decode(Array(json.utf8), type: "org.titrate.alert.raised.v1")
            Issue.record("was read")
        } catch let error as PayloadError {
            #expect(error.path == "$.revision")
            #expect(!"\(error)".contains("secret"))
        }
    }
}
