import Foundation
import Logging

/// How a log line looks.
enum LogFormat: String, CaseIterable, Sendable {
    /// For people at a terminal.
    case text
    /// One JSON object per line, for whatever collects logs.
    case json

    struct Line: Sendable {
        var time: Date
        var level: Logger.Level
        var label: String
        var message: String
        var fields: [(key: String, value: String)]
    }

    func render(_ line: Line) -> String {
        let time = line.time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        switch self {
        case .text:
            let fields = line.fields.map { " \($0.key)=\($0.value)" }.joined()
            let level = line.level.rawValue.uppercased()
            let padding = String(repeating: " ", count: max(0, 8 - level.count))
            return "\(time) \(level)\(padding) \(line.label): \(line.message)\(fields)\n"
        case .json:
            var pairs = [("time", time), ("level", line.level.rawValue), ("label", line.label)]
            pairs += [("message", line.message)] + line.fields.map { ($0.key, $0.value) }
            return "{" + pairs.map { "\(JSONText.quoted($0.0)):\(JSONText.quoted($0.1))" }.joined(separator: ",")
                + "}\n"
        }
    }
}

/// JSON strings, written by hand: the order of a line's fields is for people.
enum JSONText {
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
