import Foundation

/// How one trial went; `make faults` collects them in a file and makes the table of `Docs/Reliability.md` of it.
struct FaultFigures: Codable, Hashable {
    var scenario: String
    var sent: Int
    var lost: Int
    var doubled: Int
    var recoveryMilliseconds: Int
    var broker: String

    static var brokerName: String { RunningSuite.externalBootstrap == nil ? "embedded broker" : "Kafka" }

    /// Appends to the file that `TITRATE_FAULT_FIGURES` names, and renews the table in `TITRATE_FAULT_TABLE`.
    func note() throws {
        let seconds = Double(recoveryMilliseconds) / 1000
        print("\(scenario): lost \(lost), doubled \(doubled), recovered in \(seconds) s")
        let environment = ProcessInfo.processInfo.environment
        guard let path = environment["TITRATE_FAULT_FIGURES"] else { return }
        let file = URL(fileURLWithPath: path)
        var lines = FileManager.default.fileExists(atPath: path) ? try Data(contentsOf: file) : Data()
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        lines += try encoder.encode(self) + Data("\n".utf8)
        try lines.write(to: file)
        guard let document = environment["TITRATE_FAULT_TABLE"] else { return }
        let all = try lines.split(separator: UInt8(ascii: "\n"))
            .map { try JSONDecoder().decode(FaultFigures.self, from: $0) }
        let text = try String(contentsOfFile: document, encoding: .utf8)
        try FaultTable(all).placed(in: text).write(toFile: document, atomically: true, encoding: .utf8)
    }
}

/// The figures of many trials as a table, a line per scenario.
struct FaultTable {
    static let opening = "<!-- faults: written by make faults -->"
    static let closing = "<!-- faults: end -->"

    private let figures: [FaultFigures]
    init(_ figures: [FaultFigures]) { self.figures = figures }

    var text: String {
        var lines = [
            "| scenario | times | events | lost | doubled | recovered, median | worst | broker |",
            "|---|--:|--:|--:|--:|--:|--:|---|",
        ]
        var order: [String] = []
        for figure in figures where !order.contains(figure.scenario) { order.append(figure.scenario) }
        for scenario in order {
            let trials = figures.filter { $0.scenario == scenario }
            let times = trials.map(\.recoveryMilliseconds).sorted()
            let brokers = Set(trials.map(\.broker)).sorted().joined(separator: ", ")
            let sums =
                [trials.count]
                + [\FaultFigures.sent, \.lost, \.doubled].map { path in
                    trials.reduce(0) { $0 + $1[keyPath: path] }
                }
            let spans = [times[times.count / 2], times[times.count - 1]].map { "\(seconds($0)) s" }
            let cells = [scenario] + sums.map(String.init) + spans + [brokers]
            lines.append("| \(cells.joined(separator: " | ")) |")
        }
        return lines.joined(separator: "\n")
    }

    private func seconds(_ milliseconds: Int) -> String {
        let tenths = (milliseconds + 50) / 100
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// The document with the table between its marks; as it was when it has none.
    func placed(in document: String) -> String {
        guard let start = document.range(of: FaultTable.opening), let end = document.range(of: FaultTable.closing)
        else { return document }
        return document[..<start.upperBound] + "\n" + text + "\n" + document[end.lowerBound...]
    }
}
