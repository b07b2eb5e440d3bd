/// One line of `/readyz?verbose`.
struct HealthCheck: Hashable, Sendable {
    let name: String
    /// Codes of what stands in the way; empty when nothing does.
    let obstacles: [String]
    /// What there is to say when all is well.
    var note: String?

    var isPassing: Bool { obstacles.isEmpty }

    /// Sorts obstacles of the form `check: code` under the checks they belong to; `partition 7: …` is about
    /// partitions. Checks nobody expected are listed as well.
    static func sorted(_ obstacles: [String], expected: [String]) -> [HealthCheck] {
        var byName: [String: [String]] = [:]
        for obstacle in obstacles {
            let parts = obstacle.split(separator: ":", maxSplits: 1)
            let name = parts.first.map(String.init) ?? "other"
            if name.hasPrefix("partition ") {
                byName["partitions", default: []].append(obstacle)
            } else {
                let code = parts.count > 1 ? parts[1].drop { $0 == " " } : ""
                byName[name, default: []].append(String(code))
            }
        }
        let names = expected + byName.keys.filter { !expected.contains($0) }.sorted()
        return names.map { HealthCheck(name: $0, obstacles: byName[$0] ?? []) }
    }

    var json: String {
        var pairs = ["\"name\":\(JSONText.quoted(name))", "\"ok\":\(isPassing)"]
        if !isPassing {
            pairs.append("\"obstacles\":[\(obstacles.map(JSONText.quoted).joined(separator: ","))]")
        }
        if let note { pairs.append("\"note\":\(JSONText.quoted(note))") }
        return "{\(pairs.joined(separator: ","))}"
    }
}
