import MedicationDomain

@testable import Titrate

/// Measurements and answers of a scenario, as laboratories and nurses send them.
extension SafetyScenarioRecords {
    func observation(
        _ kind: SafetyScenario.ObservedKind, _ value: Double, daysAgo: Double, _ id: String
    ) -> SampleFHIR.JSON {
        let own = "urn:titrate:observation"
        switch kind {
        case .kidneyFunction: return measurement(id, "98979-8", value, "mL/min/{1.73_m2}", daysAgo: daysAgo)
        case .kidneyFunctionCystatin: return measurement(id, "50210-4", value, "mL/min/{1.73_m2}", daysAgo: daysAgo)
        case .creatinine: return measurement(id, "2160-0", value, "mg/dL", daysAgo: daysAgo)
        case .alcohol: return answer(id, "http://loinc.org", "11331-6", daysAgo, ["valueInteger": Int(value)])
        case .pregnancy: return answer(id, "http://loinc.org", "82810-3", daysAgo, snomed("77386006"))
        case .breastfeeding: return answer(id, "http://loinc.org", "63895-7", daysAgo, snomed("169741004"))
        case .dialysis:
            return answer(id, "http://snomed.info/sct", "265764009", daysAgo, ["valueInteger": Int(value)])
        case .fall: return answer(id, own, "fall", daysAgo, ["valueInteger": Int(value)])
        case .sedation: return answer(id, own, "sedation", daysAgo, ["valueInteger": Int(value)])
        case .spasticity: return answer(id, own, "modified-ashworth", daysAgo, ["valueInteger": Int(value)])
        }
    }

    func measurement(
        _ id: String, _ code: String, _ value: Double, _ unit: String, daysAgo: Double
    ) -> SampleFHIR.JSON {
        answer(
            id, "http://loinc.org", code, daysAgo,
            ["valueQuantity": ["value": value, "system": "http://unitsofmeasure.org", "code": unit]])
    }

    private func answer(
        _ id: String, _ system: String, _ code: String, _ daysAgo: Double, _ value: SampleFHIR.JSON
    ) -> SampleFHIR.JSON {
        let resource: SampleFHIR.JSON = [
            "resourceType": "Observation", "id": id, "status": "final",
            "subject": ["reference": "Patient/\(patientID)"], "code": ["coding": [["system": system, "code": code]]],
            "effectiveDateTime": (now - .days(daysAgo)).description,
        ]
        return resource.merging(value) { $1 }
    }

    private func snomed(_ code: String) -> SampleFHIR.JSON {
        ["valueCodeableConcept": ["coding": [["system": "http://snomed.info/sct", "code": code]]]]
    }
}
