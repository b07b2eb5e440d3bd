import Foundation

/// Writes one Swift file that holds the given text files, keyed by their path below the module's folder.
@main
enum EmbedFilesTool {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3 else {
            throw CocoaError(.fileReadUnknown)
        }
        let (output, root, inputs) = (arguments[1], arguments[2], arguments[3...])
        var lines = ["/// The module's text files, keyed by their path below its folder.", "enum EmbeddedFiles {"]
        lines.append("    static let all: [String: String] = [")
        for input in inputs {
            let text = try String(contentsOfFile: input, encoding: .utf8)
            let path = String(input.dropFirst(root.count).drop { $0 == "/" })
            lines.append("        \(literal(path)): \(literal(text)),")
        }
        if inputs.isEmpty { lines.append("        :") }
        lines.append("    ]")
        lines.append("}")
        try lines.joined(separator: "\n").appending("\n").write(toFile: output, atomically: true, encoding: .utf8)
    }

    /// A one-line Swift string literal of any text.
    private static func literal(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if scalar.value < 0x20 {
                    result += "\\u{\(String(scalar.value, radix: 16))}"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }
}
