import MedicationDomain

@testable import Titrate

/// The FHIR resources a hospital would send for a scenario, in the order in which they come.
struct SafetyScenarioRecords {
    let scenario: SafetyScenario
    let now: Instant

    private typealias JSON = SampleFHIR.JSON
    private var fhir: SampleFHIR { SampleFHIR(now: now) }
    /// The patient, named after the scenario.
    var patientID: String { scenario.id }
    /// The order behind `patient: { baclofen: … }`.
    static let standingOrder = "baclofen"

    var documents: [[UInt8]] {
        (baseline() + scenario.facts.enumerated().flatMap { fact($1, $0) }).map(SampleFHIR.bytes)
    }

    /// A height: no rule asks for it, and its record lets every service see how late it is.
    var reminder: [UInt8] {
        SampleFHIR.bytes(measurement("\(patientID)-reminder", "8302-2", 170, "cm", daysAgo: 0))
    }

    // MARK: - The patient

    private var person: JSON {
        var resource: JSON = ["resourceType": "Patient", "id": patientID]
        if let age = scenario.patient.age { resource["birthDate"] = "\(now.day.components.year - age)-01-01" }
        return resource
    }

    private func baseline() -> [JSON] {
        var resources = [person]
        let patient = scenario.patient
        if !patient.isHistoryUnknown {
            // A supply of something else long ago: the history is known.
            resources.append([
                "resourceType": "MedicationDispense", "id": name("history"), "status": "completed",
                "subject": subject, "whenHandedOver": time(daysAgo: 400),
                "medicationCodeableConcept": ["text": "Amoxicillin 500 mg capsule"],
            ])
        }
        if let value = patient.kidneyFunction {
            resources.append(observation(.kidneyFunction, value, daysAgo: 1, name("egfr")))
        }
        if let kilograms = patient.kilograms {
            resources.append(
                measurement(name("weight"), "29463-7", kilograms, "kg", daysAgo: 1))
        }
        if let dose = patient.baclofen {
            resources.append(
                order(
                    SafetyScenario.Order(
                        id: Self.standingOrder, medicine: "Baclofen 10 mg tablet", dose: dose, daysAgo: 200,
                        isContinuous: true)))
        }
        return resources
    }

    // MARK: - Facts

    private func fact(_ fact: SafetyScenario.Fact, _ number: Int) -> [JSON] {
        switch fact {
        case .order(let order): return [self.order(order)]
        case .becomes(let id, let status, let daysAgo):
            guard let known = order(named: id) else { return [] }
            return [order(known, status: status, version: 2 + number, changedDaysAgo: daysAgo)]
        case .dispense(let id, let tablets, let days, let daysAgo):
            guard let known = order(named: id) else { return [] }
            return [
                fhir.dispense(
                    name("dispense-\(number)"), of: patientID, order: name(id),
                    medicine: SampleMedicine(known.medicine, nil), tablets: Int(tablets), days: Int(days),
                    daysAgo: daysAgo)
            ]
        case .report(let medicine):
            return [
                [
                    "resourceType": "MedicationStatement", "id": name("report-\(number)"), "status": "active",
                    "subject": subject, "effectivePeriod": ["start": time(daysAgo: 60)],
                    "medicationCodeableConcept": ["text": medicine],
                ]
            ]
        case .given(let medicine, let hoursAgo, let route):
            return [
                [
                    "resourceType": "MedicationAdministration", "id": name("given-\(number)"), "status": "completed",
                    "subject": subject, "effectiveDateTime": time(daysAgo: hoursAgo / 24),
                    "medicationCodeableConcept": ["text": medicine],
                    "dosage": ["route": concept(of: route ?? "intravenous")],
                ]
            ]
        case .condition(let code):
            return [fhir.condition(name("condition-\(number)"), of: patientID, icd10: code, text: code)]
        case .allergy(let substance):
            return [
                [
                    "resourceType": "AllergyIntolerance", "id": name("allergy-\(number)"), "patient": subject,
                    "clinicalStatus": [
                        "coding": [
                            [
                                "system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical",
                                "code": "active",
                            ]
                        ]
                    ],
                    "code": ["text": substance],
                ]
            ]
        case .observation(let kind, let value, let daysAgo):
            return [observation(kind, value, daysAgo: daysAgo, name("observation-\(number)"))]
        }
    }

    private func order(named id: String) -> SafetyScenario.Order? {
        if id == Self.standingOrder, let dose = scenario.patient.baclofen {
            return SafetyScenario.Order(
                id: id, medicine: "Baclofen 10 mg tablet", dose: dose, daysAgo: 200, isContinuous: true)
        }
        for case .order(let order) in scenario.facts where order.id == id { return order }
        return nil
    }

    private func order(
        _ order: SafetyScenario.Order, status: String? = nil, version: Int = 1, changedDaysAgo: Double? = nil
    ) -> JSON {
        var resource: JSON = [
            "resourceType": "MedicationRequest", "id": name(order.id), "status": status ?? order.status,
            "meta": ["versionId": String(version), "lastUpdated": time(daysAgo: changedDaysAgo ?? order.daysAgo)],
            "intent": "order", "subject": subject, "authoredOn": time(daysAgo: order.daysAgo),
            "medicationCodeableConcept": ["text": order.medicine], "dosageInstruction": [instruction(of: order)],
        ]
        if let prior = order.replaces {
            resource["priorPrescription"] = ["reference": "MedicationRequest/\(name(prior))"]
        }
        if let reason = order.reason {
            resource["reasonCode"] = [["coding": [["system": "http://hl7.org/fhir/sid/icd-10-cm", "code": reason]]]]
        }
        if order.isContinuous {
            resource["courseOfTherapyType"] = [
                "coding": [
                    [
                        "system": "http://terminology.hl7.org/CodeSystem/medicationrequest-course-of-therapy",
                        "code": "continuous",
                    ]
                ]
            ]
        }
        return resource
    }

    private func instruction(of order: SafetyScenario.Order) -> JSON {
        var instruction: JSON = [:]
        var repeated: JSON = [:]
        if let perDay = order.dose?.perDay { repeated = ["frequency": perDay, "period": 1, "periodUnit": "d"] }
        if let days = order.days { repeated["boundsDuration"] = quantity(days, "d") }
        if order.isOnce { repeated = ["count": 1] }
        if !repeated.isEmpty { instruction["timing"] = ["repeat": repeated] }
        if let dose = order.dose { instruction["doseAndRate"] = [["doseQuantity": quantity(dose.amount, dose.unit)]] }
        instruction["route"] = concept(of: order.route ?? "oral")
        if order.isAsNeeded { instruction["asNeededBoolean"] = true }
        if let text = order.text { instruction["text"] = text }
        return instruction
    }

    // MARK: - Words in common

    private func name(_ id: String) -> String { "\(patientID)-\(id)" }
    private var subject: JSON { ["reference": "Patient/\(patientID)"] }
    private func time(daysAgo: Double) -> String { (now - .days(daysAgo)).description }
    private func quantity(_ value: Double, _ unit: String) -> JSON {
        ["value": value, "system": "http://unitsofmeasure.org", "code": unit]
    }

    private func concept(of route: String) -> JSON {
        ["coding": [["system": "http://snomed.info/sct", "code": Self.routes[route] ?? route]], "text": route]
    }

    /// SNOMED CT; any other route is sent as its text.
    private static let routes = [
        "oral": "26643006", "intrathecal": "72607000", "intravenous": "47625008", "epidural": "404820008",
        "intramuscular": "78421000", "subcutaneous": "34206005", "topical": "6064005", "ophthalmic": "54485002",
        "nasal": "46713006", "otic": "10547007",
    ]
}
