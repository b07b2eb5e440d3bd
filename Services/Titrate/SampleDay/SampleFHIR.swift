import JSONCoding
import MedicationDomain

/// Builds FHIR R4 resources of invented patients.
struct SampleFHIR {
    typealias JSON = [String: Any]
    let now: Instant

    static func bytes(_ resource: JSON) -> [UInt8] { (try? JSONText.encode(SampleElement(resource))) ?? [] }

    private func meta(_ version: Int, at instant: Instant? = nil) -> JSON {
        ["versionId": String(version), "lastUpdated": (instant ?? now).description]
    }

    func patient(_ id: String, born: CalendarDay, sex: String, name: (given: String, family: String)) -> JSON {
        [
            "resourceType": "Patient", "id": id, "meta": meta(1), "birthDate": born.description, "gender": sex,
            "name": [["family": name.family, "given": [name.given]]],
        ]
    }

    func eGFR(_ id: String, of patient: String, value: Double, daysAgo: Int) -> JSON {
        [
            "resourceType": "Observation", "id": id, "meta": meta(1), "status": "final",
            "code": ["coding": [["system": "http://loinc.org", "code": "98979-8"]], "text": "eGFR (CKD-EPI 2021)"],
            "subject": ["reference": "Patient/\(patient)"],
            "effectiveDateTime": (now - .days(Double(daysAgo))).description,
            "valueQuantity": [
                "value": value, "unit": "mL/min/1.73m2", "system": "http://unitsofmeasure.org",
                "code": "mL/min/{1.73_m2}",
            ],
        ]
    }

    func condition(_ id: String, of patient: String, icd10 code: String, text: String) -> JSON {
        [
            "resourceType": "Condition", "id": id, "meta": meta(1),
            "clinicalStatus": [
                "coding": [
                    ["system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"]
                ]
            ],
            "code": ["coding": [["system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code]], "text": text],
            "subject": ["reference": "Patient/\(patient)"],
        ]
    }

    /// An order with one instruction: so many milligrams so often a day.
    /// As a person writes it: "10 mg 3 times a day", "30 mg once a day".
    private func sig(_ milligrams: Double, _ perDay: Int) -> String {
        let amount = milligrams == milligrams.rounded() ? "\(Int(milligrams))" : "\(milligrams)"
        return "\(amount) mg " + (perDay == 1 ? "once a day" : "\(perDay) times a day")
    }

    func order(
        _ id: String, of patient: String, medicine: SampleMedicine, milligrams: Double, perDay: Int,
        status: String = "active", version: Int = 1, prior: String? = nil, daysAgo: Double = 0,
        isContinuing: Bool = false, route: (code: String, text: String) = ("26643006", "oral")
    ) -> JSON {
        var order: JSON = [
            "resourceType": "MedicationRequest", "id": id, "meta": meta(version, at: now), "status": status,
            "intent": "order", "medicationCodeableConcept": medicine.concept,
            "subject": ["reference": "Patient/\(patient)"],
            "authoredOn": (now - .days(daysAgo)).description,
            "requester": ["reference": "Practitioner/dr-\(patient.suffix(2))"],
            "dosageInstruction": [
                [
                    "sequence": 1, "text": sig(milligrams, perDay),
                    "timing": ["repeat": ["frequency": perDay, "period": 1, "periodUnit": "d"]],
                    "route": [
                        "coding": [["system": "http://snomed.info/sct", "code": route.code, "display": route.text]]
                    ],
                    "doseAndRate": [
                        [
                            "doseQuantity": [
                                "value": milligrams, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg",
                            ]
                        ]
                    ],
                ]
            ],
        ]
        if let prior { order["priorPrescription"] = ["reference": "MedicationRequest/\(prior)"] }
        if isContinuing {
            order["courseOfTherapyType"] = [
                "coding": [
                    [
                        "system": "http://terminology.hl7.org/CodeSystem/medicationrequest-course-of-therapy",
                        "code": "continuous",
                    ]
                ]
            ]
        }
        return order
    }

    func dispense(
        _ id: String, of patient: String, order: String, medicine: SampleMedicine, tablets: Int, days: Int,
        daysAgo: Double
    ) -> JSON {
        [
            "resourceType": "MedicationDispense", "id": id, "meta": meta(1), "status": "completed",
            "medicationCodeableConcept": medicine.concept, "subject": ["reference": "Patient/\(patient)"],
            "authorizingPrescription": [["reference": "MedicationRequest/\(order)"]],
            "quantity": [
                "value": tablets, "unit": "tablet", "system": "http://unitsofmeasure.org", "code": "{tbl}",
            ],
            "daysSupply": ["value": days, "unit": "d", "system": "http://unitsofmeasure.org", "code": "d"],
            "whenHandedOver": (now - .days(daysAgo)).description,
        ]
    }

    func bundle(_ resources: [JSON]) -> JSON {
        ["resourceType": "Bundle", "type": "collection", "entry": resources.map { ["resource": $0] }]
    }
}

/// An element of a sample resource: text, a number, a flag, a list or an object.
private struct SampleElement: Encodable {
    let value: Any
    init(_ value: Any) { self.value = value }

    func encode(to encoder: any Encoder) throws {
        switch value {
        case let object as [String: Any]: try object.mapValues(SampleElement.init).encode(to: encoder)
        case let list as [Any]: try list.map(SampleElement.init).encode(to: encoder)
        case let leaf as any Encodable: try leaf.encode(to: encoder)
        default: preconditionFailure("no JSON: \(type(of: value))")
        }
    }
}

/// A medicine as a hospital system writes it.
struct SampleMedicine {
    let text: String
    let rxNorm: String?

    init(_ text: String, _ rxNorm: String?) { (self.text, self.rxNorm) = (text, rxNorm) }

    /// RxNorm codes from clinical facts §1.2.
    static let baclofen10 = SampleMedicine("Baclofen 10 MG Oral Tablet", "197391")
    static let baclofen20 = SampleMedicine("Baclofen 20 MG Oral Tablet", "197392")

    var concept: [String: Any] {
        var concept: [String: Any] = ["text": text]
        if let rxNorm {
            concept["coding"] = [
                ["system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": rxNorm, "display": text]
            ]
        }
        return concept
    }
}
