import FHIRModels
import Foundation

/// A page of what a search found, with what keeps it from being complete.
struct SearchsetWriting {
    let search: FHIRSearch
    let matches: [FHIRMatch]
    let checks: ChecksReport
    /// `https://host/fhir`.
    let baseURL: String

    var json: JSONValue {
        let page = matches.dropFirst(search.offset).prefix(search.count)
        var entries = page.map { match in
            JSONValue.object([
                "fullUrl": .string("\(baseURL)/\(search.type.rawValue)/\(match.id)"), "resource": match.resource,
                "search": .object(["mode": .string("match")]),
            ])
        }
        if let outcome { entries.append(outcome) }
        return .members([
            "resourceType": .string(FHIRBundle.typeName), "type": .string("searchset"),
            "total": .number(matches.count), "link": .array(links), "entry": .list(entries),
        ])
    }

    // MARK: Links

    private var links: [JSONValue] {
        var links = [link("self", search.offset)]
        guard search.count > 0 else { return links }
        if search.offset > 0 { links.append(link("previous", max(0, search.offset - search.count))) }
        if search.offset + search.count < matches.count { links.append(link("next", search.offset + search.count)) }
        return links
    }

    private func link(_ relation: String, _ offset: Int) -> JSONValue {
        var items = search.used.filter { $0.name != "_page" && $0.name != "_count" }
        items.append(("_count", String(search.count)))
        if offset > 0 { items.append(("_page", String(offset))) }
        let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~:/"))
        let query = items.map { item in
            "\(item.name.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")="
                + (item.value.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")
        }.joined(separator: "&")
        return .object([
            "relation": .string(relation), "url": .string("\(baseURL)/\(search.type.rawValue)?\(query)"),
        ])
    }

    // MARK: What is not known

    /// An empty list looks calm only when all is well.
    private var outcome: JSONValue? {
        var issues = checks.problems.map { problem in issue("warning", "transient", problem.message) }
        issues += checks.quietSources.map { _ in
            issue("warning", "transient", "A hospital system has not been heard for longer than it should.")
        }
        if search.ignored > 0 {
            issues.append(
                issue(
                    "warning", "not-supported",
                    "\(search.ignored) search parameters are not known and were passed over."))
        }
        guard !issues.isEmpty else { return nil }
        return .object([
            "resource": .object(["resourceType": .string("OperationOutcome"), "issue": .array(issues)]),
            "search": .object(["mode": .string("outcome")]),
        ])
    }

    private func issue(_ severity: String, _ code: String, _ text: String) -> JSONValue {
        .object(["severity": .string(severity), "code": .string(code), "diagnostics": .string(text)])
    }
}
