import EventContracts
import Foundation
import MedicationDomain

/// Turns a scenario into the FHIR resources a hospital would send, the order last.
struct ScenarioResources {
    let scenario: Scenario
    let conditions: ConditionGroups

    private typealias Resource = [String: Any]
    static let orderID = "o-1"
    static let patientID = "p-1"
    private static let moment = Scenario.moment

    func documents() throws -> [[UInt8]] {
        try (patient + facts + history + [order]).map { resource in
            [UInt8](try JSONSerialization.data(withJSONObject: resource, options: .sortedKeys))
        }
    }

    // MARK: - The patient

    private var patient: [Resource] {
        guard let age = scenario.patient.age else { return [] }
        let year = Self.moment.day.components.year - age
        return [["resourceType": "Patient", "id": Self.patientID, "birthDate": "\(year)-01-01"]]
    }

    private var facts: [Resource] {
        let patient = scenario.patient
        var resources: [Resource] = []
        func observe(_ code: String, _ value: Double, _ unit: String, hoursAgo: Double = 24) {
            resources.append(
                observation(
                    "v-\(resources.count)", system: "http://loinc.org", code: code, hoursAgo: hoursAgo,
                    ["valueQuantity": ["value": value, "system": "http://unitsofmeasure.org", "code": unit]]))
        }
        if let value = patient.estimatedGFR { observe("98979-8", value, "mL/min/{1.73_m2}") }
        if patient.kidney == "acute-injury" {
            observe("2160-0", 1, "mg/dL", hoursAgo: 48)
            observe("2160-0", 2, "mg/dL", hoursAgo: 24)
        }
        if let weight = patient.weight { observe("29463-7", weight, "kg") }
        let statuses = [(patient.isPregnant, "82810-3", "77386006"), (patient.isBreastfeeding, "63895-7", "169741004")]
        for (index, (isSo, code, answer)) in statuses.enumerated() where isSo {
            let coding = ["coding": [["system": "http://snomed.info/sct", "code": answer]]]
            resources.append(
                observation(
                    "s-\(index)", system: "http://loinc.org", code: code, hoursAgo: 24, ["valueCodeableConcept": coding]
                ))
        }
        for (index, seen) in patient.observed.enumerated() { resources.append(observation(seen, index)) }
        var groups = patient.conditions
        if patient.kidney == "dialysis" { groups.append(.dialysis) }
        resources += groups.enumerated().map { index, group in
            [
                "resourceType": "Condition", "id": "c-\(index)", "subject": subject,
                "code": concept(of: group),
            ]
        }
        if patient.isAllergic {
            resources.append([
                "resourceType": "AllergyIntolerance", "id": "a-1", "patient": subject, "code": ["text": "Baclofen"],
            ])
        }
        return resources
    }

    private func observation(_ seen: Scenario.Observed, _ index: Int) -> Resource {
        let (system, code) =
            switch seen.kind {
            case .spasticity: ("urn:titrate:observation", "modified-ashworth")
            case .pain: ("http://loinc.org", "72514-3")
            case .sedation: ("urn:titrate:observation", "sedation")
            default: ("urn:titrate:observation", "fall")
            }
        return observation(
            "r-\(index)", system: system, code: code, hoursAgo: seen.daysAgo * 24, ["valueInteger": Int(seen.value)])
    }

    private func observation(
        _ id: String, system: String, code: String, hoursAgo: Double, _ value: Resource
    ) -> Resource {
        let resource: Resource = [
            "resourceType": "Observation", "id": id, "status": "final", "subject": subject,
            "code": ["coding": [["system": system, "code": code]]], "effectiveDateTime": time(hoursAgo: hoursAgo),
        ]
        return resource.merging(value) { $1 }
    }

    // MARK: - The therapy

    private var history: [Resource] {
        var resources = scenario.earlier.enumerated().map { index, earlier in order(earlier, "b-\(index)") }
        if let days = scenario.patient.refilledDaysAgo {
            resources.append([
                "resourceType": "MedicationDispense", "id": "d-1", "status": "completed", "subject": subject,
                "whenHandedOver": time(hoursAgo: days * 24),
                "medicationCodeableConcept": ["text": "Baclofen intrathecal injection 2 mg/mL"],
            ])
        }
        guard scenario.earlier.isEmpty else { return resources }
        switch scenario.context {
        case .unknown: break
        case .new:
            // A supply of something else long ago: the history is known, and knows no baclofen.
            resources.append([
                "resourceType": "MedicationDispense", "id": "d-0", "status": "completed", "subject": subject,
                "whenHandedOver": time(hoursAgo: 110 * 24), "medicationCodeableConcept": ["text": "Invented remedy"],
            ])
        case .continuing:
            resources.append([
                "resourceType": "MedicationStatement", "id": "m-1", "status": "active", "subject": subject,
                "effectivePeriod": ["start": time(hoursAgo: 200 * 24)],
                "medicationCodeableConcept": ["text": "Baclofen"],
            ])
        }
        return resources
    }

    private func order(_ earlier: Scenario.Earlier, _ id: String) -> Resource {
        var content = Scenario.Order(
            steps: [earlier.dose], milligramsPerMilliliter: earlier.milligramsPerMilliliter, form: earlier.form,
            route: earlier.route ?? scenario.order.route, isOnce: earlier.isOnce, isAsNeeded: false, namesPrior: false,
            reasons: [])
        if earlier.dose.unit == .milliliter, content.milligramsPerMilliliter == nil {
            content.milligramsPerMilliliter = scenario.order.milligramsPerMilliliter
        }
        var resource = order(content, id, hoursAgo: earlier.hoursAgo)
        if let ended = earlier.endedHoursAgo {
            resource["status"] = "stopped"
            resource["meta"] = ["lastUpdated": time(hoursAgo: ended)]
        }
        return resource
    }

    private var order: Resource {
        var resource = order(scenario.order, Self.orderID, hoursAgo: 0)
        if scenario.order.namesPrior, !scenario.earlier.isEmpty {
            resource["priorPrescription"] = ["reference": "MedicationRequest/b-\(scenario.earlier.count - 1)"]
        }
        return resource
    }

    private func order(_ order: Scenario.Order, _ id: String, hoursAgo: Double) -> Resource {
        var resource: Resource = [
            "resourceType": "MedicationRequest", "id": id, "status": "active", "intent": "order", "subject": subject,
            "authoredOn": time(hoursAgo: hoursAgo), "medicationCodeableConcept": ["text": product(order)],
            "dosageInstruction": order.steps.enumerated().map { index, dose in
                instruction(dose, of: order, sequence: order.steps.count > 1 ? index + 1 : nil)
            },
        ]
        if !order.reasons.isEmpty { resource["reasonCode"] = order.reasons.map(concept(of:)) }
        return resource
    }

    private func product(_ order: Scenario.Order) -> String {
        let concentration = order.milligramsPerMilliliter.map { " \(DoseText.number($0)) mg/mL" } ?? ""
        if order.route == .intrathecal { return "Baclofen intrathecal injection\(concentration)" }
        switch order.form {
        case .oralSolution: return "Baclofen oral solution\(concentration)"
        case .oralSuspension: return "Baclofen oral suspension\(concentration)"
        case .granules: return "Baclofen granules"
        case nil where order.steps.contains { $0.unit == .milliliter } || order.milligramsPerMilliliter != nil:
            return "Baclofen oral solution\(concentration)"
        default: return "Baclofen 10 mg tablet"
        }
    }

    private func instruction(_ dose: Scenario.Dose, of order: Scenario.Order, sequence: Int?) -> Resource {
        var repeated: Resource = [:]
        if let perDay = dose.perDay { repeated = ["frequency": perDay, "period": 1, "periodUnit": "d"] }
        if let days = dose.days {
            repeated["boundsDuration"] = ["value": days, "system": "http://unitsofmeasure.org", "code": "d"]
        }
        if order.isOnce { repeated = ["count": 1] }
        let unit =
            switch dose.unit {
            case .microgram: "ug"
            case .milliliter: "mL"
            default: "mg"
            }
        var instruction: Resource = [
            "route": [
                "coding": [["system": "http://snomed.info/sct", "code": Self.routes[order.route] ?? "26643006"]]
            ],
            "doseAndRate": [
                ["doseQuantity": ["value": dose.amount, "system": "http://unitsofmeasure.org", "code": unit]]
            ],
        ]
        if !repeated.isEmpty { instruction["timing"] = ["repeat": repeated] }
        if let sequence { instruction["sequence"] = sequence }
        if order.isAsNeeded { instruction["asNeededBoolean"] = true }
        if let text = order.text { instruction["text"] = text }
        return instruction
    }

    private static let routes: [Route: String] = [
        .oral: "26643006", .intrathecal: "72607000", .intravenous: "47625008", .epidural: "404820008",
        .intramuscular: "78421000", .subcutaneous: "34206005", .enteralTube: "127492001",
    ]

    // MARK: - Words in common

    private var subject: Resource { ["reference": "Patient/\(Self.patientID)"] }

    private func time(hoursAgo: Double) -> String { (Self.moment - .hours(hoursAgo)).description }

    /// The first code the knowledge names for the group.
    private func concept(of group: ConditionGroup) -> Resource {
        let code = conditions.codes[group]?.first
        return ["coding": [["system": code?.system ?? "urn:none", "code": code?.code ?? group.rawValue]]]
    }
}
