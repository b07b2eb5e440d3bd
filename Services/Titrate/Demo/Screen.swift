import EventContracts
import EventLog
import Foundation
import MedicationDomain

/// Lines for a person at a terminal; in colour when it is one.
struct Screen: Sendable {
    private let isTerminal = isatty(STDOUT_FILENO) == 1

    /// Straight to the descriptor: a line appears when it is said, also in a file or a pipe.
    private func print(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

    func heading(_ text: String) { print(style(text, "1")) }
    func line(_ text: String) { print(text) }
    func warning(_ text: String) { print(style(text, "33")) }
    func failure(_ text: String) { print(style(text, "31")) }
    func success(_ text: String) { print(style(text, "32")) }

    /// One announcement as one line; other records are passed over.
    func show(_ record: Record) {
        guard let event = try? CloudEvent(record.message), let data = event.data else { return }
        if AlertEvent.types.contains(event.type), let alert = try? AlertEvent.decode(data, type: event.type) {
            show(alert)
        } else if event.type == SupplyProjection.types[0],
            let supply = try? SupplyProjection.decode(data, type: event.type)
        {
            let end = supply.runOutAt.map { "runs out \($0.day)" } ?? "run-out \(supply.state.rawValue)"
            line("  supply     \(supply.patientId.rawValue)  \(end)")
        }
    }

    func show(_ event: AlertEvent) {
        let alert = event.alert
        let mark = alert.interruptive ? "!" : " "
        let word = alert.severity.rawValue.padding(toLength: 15, withPad: " ", startingAt: 0)
        let change = event.change.rawValue.padding(toLength: 9, withPad: " ", startingAt: 0)
        let text = "\(mark) \(word) \(change) \(alert.patientId.rawValue)  \(alert.summary)"
        print(style(text, event.change == .resolved ? "2" : colour(of: alert.severity)))
    }

    private func colour(of severity: Severity) -> String {
        switch severity {
        case .contraindicated: "1;35"
        case .major: "1;31"
        case .moderate: "33"
        case .minor: "36"
        case .info: "2"
        }
    }

    private func style(_ text: String, _ code: String) -> String {
        isTerminal ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
