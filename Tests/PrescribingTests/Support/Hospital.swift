import EventContracts
import MedicationDomain
import ServiceHost
import ServiceRuntime
import TestSupport

@testable import Prescribing

/// Resources about invented patients.
enum Hospital {
    static func order(
        _ id: String = "o-1", patient: String = "p-1", version: Int = 1, status: String = "active",
        milligrams: Double = 5, perDay: Int? = 3, medicine: String = "Baclofen 10 mg tablet", more: String = ""
    ) -> String {
        let timing =
            perDay.map { #""timing":{"repeat":{"frequency":\#($0),"period":1,"periodUnit":"d"}},"# } ?? ""
        return """
            {"resourceType":"MedicationRequest","id":"\(id)","meta":{"versionId":"\(version)"},"status":"\(status)",
             "intent":"order","medicationCodeableConcept":{"text":"\(medicine)"},"authoredOn":"2026-11-20T09:00:00Z",
             "subject":{"reference":"Patient/\(patient)"},\(more)
             "dosageInstruction":[{\(timing)"route":{"coding":[{"system":"http://snomed.info/sct","code":"26643006"}]},
              "doseAndRate":[{"doseQuantity":{"value":\(milligrams),"system":"http://unitsofmeasure.org","code":"mg"}}]}]}
            """
    }

    static func patient(_ id: String = "p-1", born: String = "1970-01-01", version: Int = 1, more: String = "")
        -> String
    {
        #"{"resourceType":"Patient","id":"\#(id)","meta":{"versionId":"\#(version)"},\#(more)"birthDate":"\#(born)"}"#
    }

    static func observation(
        _ id: String, code: String = "98979-8", value: Double, unit: String = "mL/min/{1.73_m2}",
        patient: String = "p-1", on day: String = "2026-11-01", status: String = "final", version: Int = 1,
        comparator: String = ""
    ) -> String {
        """
        {"resourceType":"Observation","id":"\(id)","meta":{"versionId":"\(version)"},"status":"\(status)",
         "code":{"coding":[{"system":"http://loinc.org","code":"\(code)"}]},"subject":{"reference":"Patient/\(patient)"},
         "effectiveDateTime":"\(day)","valueQuantity":{"value":\(value),\(comparator)
         "system":"http://unitsofmeasure.org","code":"\(unit)"}}
        """
    }

    static func dispense(
        _ id: String = "d-1", patient: String = "p-1", status: String = "completed", version: Int = 1,
        on time: String? = "2026-10-25T10:00:00Z"
    ) -> String {
        let handedOver = time.map { #""whenHandedOver":"\#($0)","# } ?? ""
        return """
            {"resourceType":"MedicationDispense","id":"\(id)","meta":{"versionId":"\(version)"},"status":"\(status)",
             \(handedOver)"medicationCodeableConcept":{"text":"Baclofen 10 mg tablet"},
             "subject":{"reference":"Patient/\(patient)"},"quantity":{"value":90}}
            """
    }

    /// A supply of another medicine long ago: the history is known and knows no baclofen.
    static let history = """
        {"resourceType":"MedicationDispense","id":"d-0","status":"completed","whenHandedOver":"2026-08-01T10:00:00Z",
         "medicationCodeableConcept":{"text":"Invented remedy"},"subject":{"reference":"Patient/p-1"}}
        """

    static func bundle(_ type: String, _ resources: [String]) -> String {
        let entries = resources.map { #"{"resource":\#($0)}"# }.joined(separator: ",")
        return #"{"resourceType":"Bundle","type":"\#(type)","entry":[\#(entries)]}"#
    }

    static func message(_ text: String, key: String? = nil, headers: [Header] = []) -> Message {
        Message(key: key.map { Array($0.utf8) }, value: Array(text.utf8), headers: headers)
    }
}

/// The whole service over a store in memory: hospital text in, published events out.
final class HospitalHarness {
    let intake: HospitalIntake
    let service: HandlerHarness

    /// Read once: a suite of many cases makes many harnesses.
    private static let loaded = Result { (try hospitalIntake(), try PrescribingService.define(.init())) }

    init(_ sources: HospitalSources = HospitalSources()) throws {
        let (read, definition) = try HospitalHarness.loaded.get()
        var intake = read
        intake.sources = sources
        self.intake = intake
        service = try HandlerHarness(definition, startingAt: noon)
    }

    /// Sends one record; every patient's facts are judged.
    @discardableResult
    func send(_ text: String, at instant: Instant? = nil) throws -> Published {
        try send(Hospital.message(text), at: instant)
    }

    @discardableResult
    func send(_ message: Message, at instant: Instant? = nil) throws -> Published {
        var records = Published([]).records
        for case let facts as HospitalFacts in intake.read(message).forwarded {
            records += try service.deliver(
                facts, on: Topic<HospitalFacts>(.prescribingIntake), about: facts.patientId, at: instant
            ).records
        }
        return Published(records)
    }

    @discardableResult
    func answer(
        _ alert: String, _ action: AlertResponse.Action, id: String = "r-1", patient: PatientID = "p-1",
        takesBack: String? = nil
    ) throws -> Published {
        let response = AlertResponse(
            responseId: id, alertId: AlertID(alert), alertRevision: 1, patientId: patient, action: action,
            reason: .init(code: "risk-benefit-ratio"), by: .init(id: "ph-1", role: "pharmacist"), at: service.now,
            takesBack: takesBack)
        return try service.deliver(response, on: .alertResponses, about: patient)
    }
}

extension Published {
    var orders: [OrderEvent] { payloads(OrderEvent.self) }
    func alert(_ rule: String, order: String = "o-1") -> AlertEvent? {
        alerts.last { $0.alert.alertId.rawValue == "prescribing:\(rule):\(order)" }
    }
}
