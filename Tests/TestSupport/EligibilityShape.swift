/// Holds a CoverageEligibilityResponse to R4: required elements, closed code lists, and the rules of its items.
public enum EligibilityShape {
    private static let elements: Set = [
        "resourceType", "id", "contained", "identifier", "status", "purpose", "patient", "servicedDate",
        "servicedPeriod", "created", "requestor", "request", "outcome", "disposition", "insurer", "insurance",
        "preAuthRef", "form", "error",
    ]
    private static let itemElements: Set = [
        "extension", "category", "productOrService", "modifier", "provider", "excluded", "name", "description",
        "network", "unit", "term", "benefit", "authorizationRequired", "authorizationSupporting", "authorizationUrl",
    ]
    private static let codes: [String: Set<String>] = [
        "resourceType": ["CoverageEligibilityResponse"],
        "status": ["active", "cancelled", "draft", "entered-in-error"],
        "outcome": ["queued", "complete", "error", "partial"],
    ]
    private static let purposes: Set = ["auth-requirements", "benefits", "discovery", "validation"]
    private static let results: Set = ["appears-eligible", "appears-ineligible", "undetermined", "not-applicable"]

    /// What is wrong with it; nothing when it is valid.
    public static func problems(_ response: [String: Any]) -> [String] {
        var problems = response.keys.filter { !elements.contains($0) }.map { "\($0) is no element" }
        for (name, allowed) in codes where !allowed.contains(response[name] as? String ?? "") {
            problems.append("\(name) is not of its list")
        }
        let purpose = response["purpose"] as? [String] ?? []
        if purpose.isEmpty || !purposes.isSuperset(of: purpose) { problems.append("purpose is not of its list") }
        let created = response["created"] as? String ?? ""
        if !created.contains("T") || !created.hasSuffix("Z") { problems.append("created is no time") }
        for name in ["patient", "request", "insurer"] where !isReference(response[name], in: response) {
            problems.append("\(name) is no reference, or points to nothing")
        }
        for insurance in response["insurance"] as? [[String: Any]] ?? [] {
            if !isReference(insurance["coverage"], in: response) { problems.append("insurance without coverage") }
            for item in insurance["item"] as? [[String: Any]] ?? [] { problems += self.problems(item: item) }
        }
        return problems
    }

    private static func isReference(_ value: Any?, in response: [String: Any]) -> Bool {
        guard let reference = value as? [String: Any],
            !Set(reference.keys).isDisjoint(with: ["reference", "identifier", "display"])
        else { return false }
        guard let pointer = reference["reference"] as? String, pointer.hasPrefix("#") else { return true }
        let contained = response["contained"] as? [[String: Any]] ?? []
        return contained.contains { "#\($0["id"] as? String ?? "")" == pointer }
    }

    private static func problems(item: [String: Any]) -> [String] {
        var problems = item.keys.filter { !itemElements.contains($0) }.map { "item.\($0) is no element" }
        if (item["category"] == nil) == (item["productOrService"] == nil) { problems.append("item breaks ces-1") }
        if !(item["excluded"] is Bool) { problems.append("item.excluded is no boolean") }
        if !results.contains(result(item)) { problems.append("item has no result") }
        for benefit in item["benefit"] as? [[String: Any]] ?? [] where !(benefit["type"] is [String: Any]) {
            problems.append("item.benefit without type")
        }
        return problems
    }

    public static func result(_ item: [String: Any]) -> String {
        extensions(item).lazy.compactMap { $0["valueCode"] as? String }.first ?? ""
    }

    public static func missing(_ item: [String: Any]) -> [String] {
        extensions(item).compactMap { $0["valueString"] as? String }
    }

    private static func extensions(_ item: [String: Any]) -> [[String: Any]] {
        item["extension"] as? [[String: Any]] ?? []
    }
}
