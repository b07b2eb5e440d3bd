public import MedicationDomain

extension KnowledgeFolder {
    /// By when each entry has to be looked at again: its `review-by`, or the latest that a later look (`reviewed`) set.
    ///
    /// An entry is named by its `id`, else by the file and the key under which it stands. What stands twice under one
    /// name, because a later piece took its place, counts by the later day.
    public var reviews: [String: CalendarDay] {
        var found: [String: CalendarDay] = [:]
        for document in documents { document.gatherReviews(under: document.fileStem, into: &found) }
        return found
    }
}

extension KnowledgeNode {
    /// `parameters/house.yaml` as `parameters/house`.
    fileprivate var fileStem: String {
        let parts = file.split(separator: "/")
        let short = parts.drop { $0 != "Knowledge" }.dropFirst()
        let name = (short.isEmpty ? parts.suffix(2) : short).joined(separator: "/")
        return name.hasSuffix(".yaml") ? String(name.dropLast(".yaml".count)) : name
    }

    fileprivate func gatherReviews(under name: String, into found: inout [String: CalendarDay]) {
        switch content {
        case .scalar: return
        case .sequence(let nodes):
            for node in nodes { node.gatherReviews(under: name, into: &found) }
        case .mapping(let entries):
            let id = entries.first { $0.key == "id" }.flatMap { try? $0.value.string() } ?? name
            let first = entries.first { $0.key == "review-by" }.flatMap { try? $0.value.day() }
            if let first {
                let later = entries.first { $0.key == "reviewed" }.map(\.value.laterReviews) ?? []
                let due = later.reduce(first, max)
                found[id] = max(found[id] ?? due, due)
            }
            for entry in entries where entry.key != "reviewed" {
                entry.value.gatherReviews(under: id == name ? "\(name): \(entry.key)" : id, into: &found)
            }
        }
    }

    private var laterReviews: [CalendarDay] {
        guard case .sequence(let nodes) = content else { return [] }
        return nodes.compactMap { node in
            guard case .mapping(let entries) = node.content else { return nil }
            return entries.first { $0.key == "review-by" }.flatMap { try? $0.value.day() }
        }
    }
}
