import Foundation
import TestSupport

/// What FHIR R4 demands of the resources the gateway gives out: required elements and closed code lists.
enum FHIRShape {
    typealias Object = [String: Any]

    private static let required: [String: [String]] = [
        "DetectedIssue": ["status"], "Task": ["status", "intent"], "Flag": ["status", "code", "subject"],
        "MedicationRequest": ["status", "intent", "medicationCodeableConcept", "subject"],
        "OperationOutcome": ["issue"],
        "CapabilityStatement": ["status", "date", "kind", "fhirVersion", "format"],
    ]

    private static let statuses: [String: Set<String>] = [
        "DetectedIssue": [
            "registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown",
        ],
        "Task": [
            "draft", "requested", "received", "accepted", "rejected", "ready", "cancelled", "in-progress", "on-hold",
            "failed", "completed", "entered-in-error",
        ],
        "Flag": ["active", "inactive", "entered-in-error"],
        "MedicationRequest": [
            "active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped", "draft", "unknown",
        ], "CapabilityStatement": ["draft", "active", "retired", "unknown"],
    ]

    static func problems(_ resource: Object) -> [String] {
        guard let type = resource["resourceType"] as? String else { return ["there is no resourceType"] }
        var found = CDSConformance.empties(resource, at: type, allowing: [])
        if type == "Bundle" { return found + problems(inBundle: resource) }
        guard let required = required[type] else { return found + ["\(type) is not expected"] }
        for name in required where resource[name] == nil { found.append("\(type).\(name) is missing") }
        if let known = statuses[type], !known.contains(resource["status"] as? String ?? "") {
            found.append("\(type).status is not of the list")
        }
        if let severity = resource["severity"] as? String, !["high", "moderate", "low"].contains(severity) {
            found.append("\(type).severity is not of the list")
        }
        if let priority = resource["priority"] as? String,
            !["routine", "urgent", "asap", "stat"].contains(priority)
        {
            found.append("\(type).priority is not of the list")
        }
        for mitigation in resource["mitigation"] as? [Object] ?? [] where mitigation["action"] == nil {
            found.append("\(type).mitigation.action is missing")
        }
        if let id = resource["id"] as? String,
            id.range(of: "^[A-Za-z0-9.-]{1,64}$", options: .regularExpression) == nil
        {
            found.append("\(type).id is no id")
        }
        return found
    }

    private static func problems(inBundle bundle: Object) -> [String] {
        var found: [String] = []
        if bundle["type"] as? String != "searchset" { found.append("Bundle.type") }
        if !(bundle["total"] is Int) { found.append("Bundle.total") }
        let links = bundle["link"] as? [Object] ?? []
        if !links.contains(where: { $0["relation"] as? String == "self" }) { found.append("Bundle.link self") }
        for entry in bundle["entry"] as? [Object] ?? [] {
            let mode = (entry["search"] as? Object)?["mode"] as? String
            guard let resource = entry["resource"] as? Object else { return found + ["an entry has no resource"] }
            let isOutcome = resource["resourceType"] as? String == "OperationOutcome"
            if mode != (isOutcome ? "outcome" : "match") { found.append("search.mode") }
            if !isOutcome, entry["fullUrl"] == nil { found.append("fullUrl") }
            found += problems(resource)
        }
        return found
    }
}
