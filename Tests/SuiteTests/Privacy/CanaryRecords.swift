import EventContracts
import EventLog
import Foundation
import MedicationDomain

@testable import Titrate

/// Hospital records of one invented patient, every field of them a canary.
struct CanaryRecords {
    let fhir: SampleFHIR
    private typealias JSON = SampleFHIR.JSON
    private var patient: String { Canary.patient.rawValue }

    // MARK: Good

    /// All about a patient on baclofen who is given an opioid and a medicine nobody knows.
    var good: [[UInt8]] {
        [
            person, eGFR, baclofen, dispense, opioid(version: 1), unknownMedicine, condition, allergy, coverage,
            rejection,
        ].map(
            SampleFHIR.bytes)
    }

    private var person: JSON {
        var person = fhir.patient(
            patient, born: fhir.now.day, sex: "female", name: (Canary.given.rawValue, Canary.family.rawValue))
        person["birthDate"] = Canary.birthDate.rawValue
        person["address"] = [["line": [Canary.street.rawValue], "city": Canary.city.rawValue]]
        person["telecom"] = [["system": "phone", "value": Canary.phone.rawValue]]
        person["identifier"] = [["system": "urn:oid:1.2.3", "value": Canary.identifier.rawValue]]
        person["text"] = [
            "status": "generated",
            "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">\(Canary.given.rawValue)</div>",
        ]
        return person
    }

    private var eGFR: JSON { fhir.eGFR("egfr-canary", of: patient, value: 71, daysAgo: 10) }

    private func told(_ order: JSON) -> JSON {
        var order = order
        order["note"] = [["text": Canary.note.rawValue]]
        order["requester"] = ["reference": "Practitioner/dr-1", "display": Canary.requester.rawValue]
        order["reasonCode"] = [["text": Canary.reason.rawValue]]
        order["subject"] = ["reference": "Patient/\(patient)", "display": Canary.family.rawValue]
        if var instructions = order["dosageInstruction"] as? [JSON] {
            instructions[0]["text"] = Canary.dosageText.rawValue
            instructions[0]["patientInstruction"] = Canary.dosageText.rawValue
            order["dosageInstruction"] = instructions
        }
        return order
    }

    private var baclofen: JSON {
        told(
            fhir.order(
                Canary.order.rawValue, of: patient, medicine: .baclofen10, milligrams: 10, perDay: 3, daysAgo: 60,
                isContinuing: true))
    }

    private var dispense: JSON {
        fhir.dispense(
            "dispense-canary", of: patient, order: Canary.order.rawValue, medicine: .baclofen10, tablets: 90, days: 30,
            daysAgo: 10)
    }

    private func opioid(version: Int) -> JSON {
        told(
            fhir.order(
                Canary.otherOrder.rawValue, of: patient, medicine: SampleMedicine("Oxycodone 5 MG Oral Tablet", "7804"),
                milligrams: 5, perDay: 3, version: version))
    }

    private var unknownMedicine: JSON {
        told(
            fhir.order(
                "unknown-canary", of: patient, medicine: SampleMedicine("\(Canary.medicine.rawValue) 10 mg", nil),
                milligrams: 10, perDay: 1))
    }

    private var condition: JSON {
        fhir.condition("condition-canary", of: patient, icd10: "G35", text: Canary.condition.rawValue)
    }

    private var allergy: JSON {
        [
            "resourceType": "AllergyIntolerance", "id": "allergy-canary",
            "patient": ["reference": "Patient/\(patient)"], "code": ["text": Canary.allergy.rawValue],
        ]
    }

    private var coverage: JSON {
        [
            "resourceType": "Coverage", "id": "coverage-canary", "status": "active",
            "beneficiary": ["reference": "Patient/\(patient)"], "payor": [["display": Canary.family.rawValue]],
            "period": ["start": "2026-01-01"],
        ]
    }

    private var rejection: JSON {
        [
            "resourceType": "ClaimResponse", "id": "claim-canary", "status": "active", "use": "claim",
            "type": ["text": "pharmacy"], "patient": ["reference": "Patient/\(patient)"], "created": "2026-01-02",
            "insurer": ["display": Canary.family.rawValue], "outcome": "error",
            "disposition": Canary.insurerWords.rawValue,
            "extension": [
                [
                    "url": "urn:titrate:prescription",
                    "valueReference": ["reference": "MedicationRequest/\(Canary.order.rawValue)"],
                ]
            ],
        ]
    }

    // MARK: Bad

    /// Each of these is refused, by the gateway or by the intake.
    var bad: [(name: String, body: [UInt8])] {
        let (code, element) = (Canary.enumValue.rawValue, Canary.elementName.rawValue)
        let (torn, wrong, hl7) = (Canary.truncated.rawValue, Canary.wrongType.rawValue, Canary.hl7.rawValue)
        let order = #"{"resourceType":"MedicationRequest","id":"m-1","status":"\#(code)","# + subject
        let entry = #"{"fullUrl":"urn:\#(element)","resource":\#(order)}"#
        let named = #"{"resourceType":"Patient","id":"\#(patient)","#
        let bodies = [
            ("truncated", named + #""name":[{"family":"\#(torn)"#),
            ("no JSON", "\(torn) is what the ward clerk typed"),
            ("unknown code", order),
            ("repeated element", named + #""\#(element)":1,"\#(element)":2}"#),
            ("wrong type", named + #""birthDate":{"\#(element)":"\#(wrong)"}}"#),
            ("bad date", named + #""birthDate":"\#(wrong)"}"#),
            ("HL7 v2", "MSH|^~\\&|HIS|\(hl7)|\rPID|1||\(hl7)^^^H\r"),
            ("a bad entry of a Bundle", #"{"resourceType":"Bundle","type":"collection","entry":[\#(entry)]}"#),
        ]
        return bodies.map { (name: $0.0, body: Array($0.1.utf8)) }
    }

    private var subject: String { #""subject":{"reference":"Patient/\#(patient)"}}"# }

    /// Taken and not read.
    var unread: [UInt8] {
        Array(#"{"resourceType":"\#(Canary.resourceType.rawValue)","id":"x","note":"\#(Canary.note.rawValue)"}"#.utf8)
    }

    /// The opioid's order under the same version with other content.
    var reused: [UInt8] {
        var order = opioid(version: 1)
        order["medicationCodeableConcept"] = ["text": Canary.reusedText.rawValue]
        return SampleFHIR.bytes(order)
    }

    /// More than is taken, all of it canaries.
    var oversized: [UInt8] {
        Array(repeatElement("\(Canary.oversized.rawValue) ", count: 300_000).joined().utf8)
    }

    // MARK: Around a record

    /// What a foreign system may put around a record, kept as it is on the hospital's own topic.
    static let headers = [
        Header("ce_specversion", "1.0"), Header("ce_id", Canary.eventID.rawValue), Header("ce_source", "/his"),
        Header("ce_type", "org.example.order"), Header("ce_subject", Canary.subject.rawValue),
        Header("ce_correlationid", Canary.correlation.rawValue),
        Header("traceparent", "00-\(Canary.trace.rawValue)-b7ad6b7169203331-01"),
        Header("tracestate", "vendor=\(Canary.trace.rawValue)"), Header("x-patient", Canary.header.rawValue),
        Header("content-type", "application/fhir+json; name=\(Canary.contentType.rawValue)"),
    ]

    /// Told apart by the number: the same id with other bytes would be refused for that alone.
    static func record(_ body: [UInt8], number: Int) -> OutgoingRecord {
        let headers = CanaryRecords.headers.map {
            $0.name == "ce_id" ? Header("ce_id", "\(Canary.eventID.rawValue)-\(number)") : $0
        }
        return OutgoingRecord(
            topic: .hospitalEvents,
            message: Message(key: Array(Canary.key.rawValue.utf8), value: body, headers: headers))
    }

    /// What claims to be an event of ours and is not readable as one.
    static func junk(_ type: EventType, _ canary: Canary, on topic: TopicName) -> [OutgoingRecord] {
        let bodies = [
            "{\"\(canary.rawValue)", #"{"alertId":"\#(canary.rawValue)","change":"\#(canary.rawValue)"}"#,
            #"{"status":{"\#(canary.rawValue)":"\#(canary.rawValue)"},"patientId":"\#(canary.rawValue)"}"#,
        ]
        return bodies.enumerated().map { number, body in
            let event = CloudEvent(
                id: "\(canary.rawValue)-\(number)", source: "/foreign", type: type, subject: canary.rawValue,
                correlationID: canary.rawValue, data: Array(body.utf8))
            return OutgoingRecord(topic: topic, message: event.message(key: Array(canary.rawValue.utf8)))
        }
    }
}
