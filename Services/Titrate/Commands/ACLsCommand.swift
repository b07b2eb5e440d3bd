import ArgumentParser
import EventContracts
import Foundation

/// Shows who needs which rights on Kafka.
struct ACLsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "acls", abstract: "Show which program may read and write which topic, for a cluster's ACLs.",
        discussion: "One principal for each program; the names are the programs' own, after --prefix.")

    @Flag(help: "As JSON.")
    var json = false

    @Flag(help: "As lines for kafka-acls.sh; BOOTSTRAP and ADMIN_PROPERTIES are left to the shell.")
    var commands = false

    @Option(help: "What stands before each principal's name.")
    var prefix = "User:titrate-"

    func run() throws {
        if json { return print(try ACLText.json()) }
        let list = commands ? ACLText.commands(prefix: prefix) : ACLText.table
        print(list.joined(separator: "\n"))
    }
}

/// The rights as text.
enum ACLText {
    /// A Markdown table, as it stands in Docs/Security.md.
    static var table: [String] {
        let head = ["| principal | reads | writes | describes | groups |", "|---|---|---|---|---|"]
        return head + TopicAccess.all.map(row)
    }

    private static func row(_ access: TopicAccess) -> String {
        let describes = code(access.describes.map(\.rawValue)) + (access.createsTopics ? ["creates topics"] : [])
        let columns: [[String]] = [
            code([access.principal]), code(access.reads.map(\.rawValue)), code(access.writes.map(\.rawValue)),
            describes, code(access.groups + (access.readerPrefix.map { ["\($0)*"] } ?? [])),
        ]
        let cells = columns.map { $0.isEmpty ? "–" : $0.joined(separator: ", ") }
        return "| " + cells.joined(separator: " | ") + " |"
    }

    private static func code(_ names: [String]) -> [String] { names.map { "`\($0)`" } }

    static func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(TopicAccess.all), as: UTF8.self)
    }

    /// One line per principal, resource and right.
    static func commands(prefix: String) -> [String] {
        TopicAccess.all.flatMap { access -> [String] in
            let rights: [(operation: String, resource: String)] =
                access.reads.map { ("READ", "--topic \($0.rawValue)") }
                + access.writes.map { ("WRITE", "--topic \($0.rawValue)") }
                + access.describes.map { ("DESCRIBE", "--topic \($0.rawValue)") }
                + access.groups.map { ("READ", "--group \($0)") }
                + [access.readerPrefix].compactMap { $0 }.map {
                    ("DESCRIBE", "--group \($0) --resource-pattern-type prefixed")
                }
            let all = rights + (access.createsTopics ? [(operation: "CREATE", resource: "--cluster")] : [])
            return all.map { right in
                "kafka-acls.sh --bootstrap-server \"$BOOTSTRAP\" --command-config \"$ADMIN_PROPERTIES\" --add "
                    + "--allow-principal '\(prefix)\(access.principal)' --operation \(right.operation) \(right.resource)"
            }
        }
    }
}
