import Foundation

/// The rules of CDS Hooks that an answer can be held to: the invariants of its specification (cds-resp-1…7, cds-r-1, 2,
/// cds-fb-1…3; HL7/cds-hooks, input/fsh/invariants, commit fb10ca7) and what its text demands of cards and discovery.
public enum CDSConformance {
    public typealias Object = [String: Any]

    // MARK: Answers

    public static func problems(inAnswer answer: Object) -> [String] {
        var found = empties(answer, at: "answer", allowing: ["answer.cards"])
        guard let cards = answer["cards"] as? [Object] else { return found + ["answer: cards is missing"] }
        found += unknown(answer, ["cards", "systemActions", "extension"], at: "answer")
        for (number, card) in cards.enumerated() { found += problems(inCard: card, at: "cards[\(number)]") }
        let ids = cards.compactMap { $0["uuid"] as? String }
        if Set(ids).count != ids.count { found.append("cards: a uuid stands twice") }
        return found
    }

    private static func problems(inCard card: Object, at place: String) -> [String] {
        var found: [String] = []
        func demand(_ holds: Bool, _ what: String) { if !holds { found.append("\(place): \(what)") } }
        let known = [
            "uuid", "summary", "detail", "indicator", "source", "suggestions", "selectionBehavior", "overrideReasons",
            "links", "extension",
        ]
        found += unknown(card, known, at: place)
        demand((card["uuid"] as? String).map(isUUID) ?? false, "uuid is no UUID")
        let summary = card["summary"] as? String
        demand(summary.map { !$0.isEmpty && $0.utf16.count < 140 } ?? false, "summary is missing or too long")
        demand(card["detail"] == nil || card["detail"] is String, "detail is no text")
        demand(
            ["info", "warning", "critical"].contains(card["indicator"] as? String), "indicator is none of the three")
        let source = card["source"] as? Object
        demand(source?["label"] is String, "source.label is missing")
        demand(source?["url"].map { isAbsolute($0) } ?? true, "source.url is no address")
        if let topic = source?["topic"] {
            demand((topic as? Object)?["code"] is String, "source.topic is no Coding")
        }
        let suggestions = card["suggestions"] as? [Object] ?? []
        demand(card["suggestions"] == nil || !suggestions.isEmpty, "suggestions are no list of objects")
        let behaviour = card["selectionBehavior"] as? String
        demand(suggestions.isEmpty || behaviour != nil, "cds-resp-6: selectionBehavior is missing")
        demand(behaviour.map { ["at-most-one", "any"].contains($0) } ?? true, "selectionBehavior is not of the list")
        let recommended = suggestions.filter { $0["isRecommended"] as? Bool == true }
        demand(behaviour != "at-most-one" || recommended.count <= 1, "cds-resp-1: more than one is recommended")
        for (number, suggestion) in suggestions.enumerated() {
            found += problems(inSuggestion: suggestion, at: "\(place).suggestions[\(number)]")
        }
        for reason in card["overrideReasons"] as? [Object] ?? [] {
            demand(reason["display"] is String, "cds-resp-4: an override reason has no display")
            demand(reason["code"] is String, "an override reason has no code")
        }
        for link in card["links"] as? [Object] ?? [] {
            demand(link["label"] is String && link["url"].map(isAbsolute) ?? false, "a link has no label or address")
            demand(["absolute", "smart"].contains(link["type"] as? String), "a link is of no known type")
            demand(link["type"] as? String == "smart" || link["appContext"] == nil, "cds-resp-3: appContext")
        }
        return found
    }

    private static func problems(inSuggestion suggestion: Object, at place: String) -> [String] {
        var found = unknown(
            suggestion, ["label", "uuid", "isRecommended", "actions", "actionSelectionBehavior"], at: place)
        func demand(_ holds: Bool, _ what: String) { if !holds { found.append("\(place): \(what)") } }
        demand(suggestion["label"] is String, "label is missing")
        demand((suggestion["uuid"] as? String).map(isUUID) ?? true, "uuid is no UUID")
        let behaviour = suggestion["actionSelectionBehavior"] as? String
        demand(
            suggestion["actionSelectionBehavior"] == nil
                || behaviour.map { ["all", "any", "at-most-one"].contains($0) } ?? false,
            "cds-resp-7: actionSelectionBehavior is not of the list")
        for action in suggestion["actions"] as? [Object] ?? [] {
            let type = action["type"] as? String
            demand(type.map { ["create", "update", "delete"].contains($0) } ?? false, "an action is of no known type")
            demand(action["description"] is String, "cds-resp-5: an action has no description")
            let isDelete = type == "delete"
            demand(
                !isDelete || (action["resourceId"] is String && action["resource"] == nil),
                "cds-resp-2: delete has a resourceId and no resource")
            demand(isDelete || (action["resource"] as? Object)?["resourceType"] is String, "a resource is missing")
            if isDelete {
                let id = action["resourceId"] as? String ?? ""
                demand(id.split(separator: "/").count == 2, "resourceId is no type and id")
            }
        }
        return found
    }

    // MARK: Discovery

    public static func problems(inDiscovery discovery: Object) -> [String] {
        guard let services = discovery["services"] as? [Object] else { return ["services is missing"] }
        var found = empties(discovery, at: "discovery", allowing: ["discovery.services"])
        for (number, service) in services.enumerated() {
            for name in ["hook", "id", "description"] where !(service[name] is String) {
                found.append("services[\(number)]: \(name) is missing")
            }
            for (name, query) in service["prefetch"] as? Object ?? [:] where !(query is String) {
                found.append("services[\(number)]: prefetch \(name) is no query")
            }
        }
        let keys = services.map { "\($0["id"] ?? "")|\($0["hook"] ?? "")" }
        if Set(keys).count != keys.count { found.append("services: one stands twice") }
        return found
    }

    // MARK: Requests, as the caller's side

    public static func problems(inRequest request: Object) -> [String] {
        var found: [String] = []
        for name in ["hook", "hookInstance"] where !(request[name] is String) { found.append("\(name) is missing") }
        if !(request["context"] is Object) { found.append("context is missing") }
        guard let authorization = request["fhirAuthorization"] as? Object else { return found }
        if request["fhirServer"] == nil { found.append("cds-r-1: fhirServer is missing") }
        let scope = authorization["scope"] as? String ?? ""
        if scope.contains("patient/"), authorization["patient"] == nil { found.append("cds-r-2: patient is missing") }
        return found
    }

    public static func problems(inFeedback body: Object) -> [String] {
        guard let items = body["feedback"] as? [Object], !items.isEmpty else { return ["feedback is missing"] }
        return items.flatMap { item -> [String] in
            var found: [String] = []
            let outcome = item["outcome"] as? String
            if !(item["card"] as? String).map(isUUID, else: false) { found.append("card is no UUID") }
            if outcome != "accepted", outcome != "overridden" { found.append("cds-fb-1: outcome") }
            if outcome == "accepted", (item["acceptedSuggestions"] as? [Any])?.isEmpty != false {
                found.append("cds-fb-2: acceptedSuggestions is missing")
            }
            if let reason = item["overrideReason"] as? Object, reason["reason"] == nil, reason["userComment"] == nil {
                found.append("cds-fb-3: neither reason nor userComment")
            }
            if !(item["outcomeTimestamp"] is String) { found.append("outcomeTimestamp is missing") }
            return found
        }
    }

    // MARK: Refusals

    /// Any status that is no success carries an OperationOutcome.
    public static func problems(inRefusal outcome: Object) -> [String] {
        var found = empties(outcome, at: "outcome", allowing: [])
        if outcome["resourceType"] as? String != "OperationOutcome" { found.append("it is no OperationOutcome") }
        let issues = outcome["issue"] as? [Object] ?? []
        if issues.isEmpty { found.append("issue is missing") }
        for issue in issues where !(issue["severity"] is String && issue["code"] is String) {
            found.append("an issue has no severity or code")
        }
        return found
    }

    // MARK: Parts

    /// Where `null`, "", [] or {} stands for nothing.
    public static func empties(_ value: Any, at place: String, allowing allowed: Set<String>) -> [String] {
        if allowed.contains(place), (value as? [Any])?.isEmpty == true { return [] }
        switch value {
        case is NSNull: return ["\(place) is null"]
        case let text as String: return text.isEmpty ? ["\(place) is empty"] : []
        case let items as [Any]:
            if items.isEmpty { return ["\(place) is empty"] }
            return items.enumerated().flatMap { empties($1, at: "\(place)[\($0)]", allowing: allowed) }
        case let members as Object:
            if members.isEmpty { return ["\(place) is empty"] }
            return members.sorted { $0.key < $1.key }
                .flatMap { empties($0.value, at: "\(place).\($0.key)", allowing: allowed) }
        default: return []
        }
    }

    private static func unknown(_ object: Object, _ known: [String], at place: String) -> [String] {
        object.keys.filter { !known.contains($0) }.sorted().map { "\(place): \($0) is no element of it" }
    }

    private static func isUUID(_ text: String) -> Bool { UUID(uuidString: text) != nil }

    private static func isAbsolute(_ value: Any) -> Bool {
        (value as? String).flatMap { URL(string: $0) }?.scheme?.hasPrefix("http") == true
    }
}

extension Optional {
    fileprivate func map(_ test: (Wrapped) -> Bool, else other: Bool) -> Bool { map(test) ?? other }
}
