import Foundation

/// Every place that was searched, and what was found where it must not be.
struct PrivacySinks {
    private(set) var searched: [(name: String, bytes: Int)] = []
    private(set) var leaks: [String] = []
    /// Sinks that were empty although something must have been in them: to find nothing there means nothing.
    private(set) var empty: [String] = []

    mutating func search(
        _ name: String, _ data: Data, allowing allowed: Set<Canary> = [], mayBeEmpty: Bool = false
    ) {
        searched.append((name, data.count))
        if data.isEmpty, !mayBeEmpty { empty.append(name) }
        let found = Canary.found(in: data, except: allowed)
        guard !found.isEmpty else { return }
        leaks.append("\(name): \(found.map { "\($0) \(surroundings(of: $0, in: data))" }.joined(separator: "; "))")
    }

    /// For whoever has to mend it: these are invented patients.
    private func surroundings(of canary: Canary, in data: Data) -> String {
        guard let range = data.range(of: Data(canary.rawValue.utf8)) else { return "(in another form)" }
        let around = data[max(data.startIndex, range.lowerBound - 90)..<min(data.endIndex, range.upperBound + 30)]
        return "in “\(String(decoding: around, as: UTF8.self))”"
    }

    var report: String {
        let width = searched.map(\.name.count).max() ?? 0
        let lines = searched.map { "  \($0.name.padding(toLength: width, withPad: " ", startingAt: 0))  \($0.bytes)" }
        let total = searched.reduce(0) { $0 + $1.bytes }
        return
            (["searched for \(Canary.allCases.count) canaries, bytes:"] + lines
            + ["  \(searched.count) sinks, \(total) bytes"]).joined(separator: "\n")
    }
}
