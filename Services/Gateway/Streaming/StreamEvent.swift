import EventContracts

/// One server-sent event.
enum StreamEvent: Hashable, Sendable {
    /// An alert was raised, changed, answered or resolved.
    case alert(AlertNotice)
    /// A supply projection changed.
    case supply
    /// What is checked, and what is not, changed.
    case checks(ChecksReport)
    /// More happened than can be told one by one: look at everything again.
    case reset

    init?(_ change: ReadModelChange) {
        switch change {
        case .alert(let notice): self = .alert(notice)
        case .supply: self = .supply
        // The checks are reported when they change in substance, not at every heartbeat of a service.
        case .status, .medication: return nil
        }
    }

    private var name: String {
        switch self {
        case .alert: "alert"
        case .supply: "supply"
        case .checks: "checks"
        case .reset: "reset"
        }
    }

    private var data: String {
        switch self {
        case .alert(let notice): StreamEvent.json(notice)
        case .checks(let report): StreamEvent.json(report)
        case .supply, .reset: "{}"
        }
    }

    /// The event as it goes over the wire; the JSON has no line breaks, so one `data:` line holds it.
    func text(id: String?) -> String {
        (id.map { "id: \($0)\n" } ?? "") + "event: \(name)\ndata: \(data)\n\n"
    }

    /// Whether the text tells of an alert.
    static func isClinical(_ text: String) -> Bool { text.contains("event: alert\n") }

    private static func json(_ value: some Encodable) -> String {
        do {
            return String(decoding: try PayloadCoding.encode(value), as: UTF8.self)
        } catch {
            // These are plain values of our own; should one not encode, listeners look again for themselves.
            return "{}"
        }
    }
}
