import EventContracts
import FHIRModels
import MedicationDomain

/// One card of an answer; what is empty of it is left out.
struct Card: Hashable, Sendable {
    enum Indicator: String, Sendable, CaseIterable, Comparable {
        case info, warning, critical

        static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    struct Link: Hashable, Sendable {
        var label: String
        var url: String
    }

    /// To withdraw a draft: the one change this suite knows to be safe.
    struct Withdrawal: Hashable, Sendable {
        var uuid: String
        var order: OrderID
        var medicine: String
    }

    /// The specification wants fewer than 140 characters.
    static let longestSummary = 139

    var uuid: String
    var summary: String
    var detail: String
    var indicator: Indicator
    var topic: IssueCode
    var withdrawals: [Withdrawal] = []
    /// Whether somebody may go against it, with a coded reason.
    var takesReasons = false
    var links: [Link] = []

    func json(baseURL: String) -> JSONValue {
        .members([
            "uuid": .string(uuid),
            "summary": JSONValue.text(Card.shortened(summary)) ?? .string("A finding without words"),
            "detail": .text(detail),
            "indicator": .string(indicator.rawValue),
            "source": .members([
                "label": .string("Titrate"), "url": .string("\(baseURL)/"), "topic": topic.coding,
            ]),
            "suggestions": .list(withdrawals.map(\.json)),
            "selectionBehavior": withdrawals.isEmpty ? nil : .string("any"),
            "overrideReasons": takesReasons ? .array(OverrideReason.all.map(\.coding)) : nil,
            "links": .list(
                links.compactMap { link in
                    guard let label = JSONValue.text(link.label), let url = JSONValue.text(link.url) else { return nil }
                    return .object(["label": label, "url": url, "type": .string("absolute")])
                }),
        ])
    }

    static func shortened(_ text: String) -> String {
        let plain = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard plain.unicodeScalars.count > longestSummary else { return plain }
        // Counted as the strictest reader would: by code units of UTF-16.
        var result = ""
        for character in plain where result.utf16.count + String(character).utf16.count < longestSummary {
            result.append(character)
        }
        return result + "…"
    }
}

extension Card.Withdrawal {
    fileprivate var json: JSONValue {
        .object([
            "label": .string("Withdraw the draft of \(medicine)"), "uuid": .string(uuid),
            "actions": .array([
                .object([
                    "type": .string("delete"), "description": .string("Withdraw the draft of \(medicine)"),
                    "resourceId": .string("\(FHIRMedicationRequest.typeName)/\(order.rawValue)"),
                ])
            ]),
        ])
    }
}

extension OverrideReason {
    var coding: JSONValue { .coding(system: AlertResponse.Reason.system, code: code, display: label) }
}

/// Text of others inside Markdown: it says what it says, and is no link, no image and no markup.
enum Markdown {
    private static let marks: Set<Character> = ["\\", "`", "*", "_", "[", "]", "<", ">", "#", "|", "!", "~"]

    static func plain(_ text: String) -> String {
        var result = ""
        for character in text {
            if character.isNewline {
                result.append(" ")
            } else {
                if marks.contains(character) { result.append("\\") }
                result.append(character)
            }
        }
        return result
    }

    static func list(_ items: [String]) -> String { items.map { "- \(plain($0))" }.joined(separator: "\n") }
}
