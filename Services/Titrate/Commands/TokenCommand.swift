import ArgumentParser
import Foundation
import MedicationDomain
import ServiceHost
import ServiceRuntime
import SignIn

/// Makes a token for trying out, signed with the development key of this machine.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make a token to sign in with, for development on this machine.",
        discussion: """
            Signed with <data>/\(DevelopmentKey.fileName), which is made when it is not there and belongs to its owner \
            alone: whoever can read it can sign in as anybody. A gateway takes such tokens only when it was started with \
            --development-sign-in, which `titrate up` and `titrate demo` do.
            """)

    @Option(
        help: "What the person or program is: \(Role.allCases.map(\.rawValue).joined(separator: ", ")).",
        transform: TokenCommand.role)
    var role: [Role]

    @Option(help: "Who it is; stands on answers and in the audit.")
    var subject = "developer"

    @Option(name: .customLong("for"), help: "How long it is good, at most 24h.", transform: TokenCommand.span)
    var duration = Span.hours(8)

    @Option(help: "The data directory of the gateway.")
    var data = "data"

    func validate() throws {
        guard (1...TokenVerifier.longestSubject).contains(subject.count) else {
            throw ValidationError("a subject has 1 to \(TokenVerifier.longestSubject) characters")
        }
    }

    func run() async throws {
        do {
            let key = try DevelopmentKey(at: URL(filePath: data).appending(path: DevelopmentKey.fileName))
            print(try await key.token(for: subject, roles: Set(role), at: Instant(Date()), lasting: duration))
        } catch let error as DevelopmentKey.Unusable {
            throw ValidationError("\(error)")
        }
    }

    private static func role(_ text: String) throws -> Role {
        guard let role = Role(rawValue: text) else { throw ValidationError("there is no role of that name") }
        return role
    }

    private static func span(_ text: String) throws -> Span {
        guard let span = Span(setting: text), span >= .seconds(1), span <= .hours(24) else {
            throw ValidationError("a time such as 8h or 30m is needed, at most 24h")
        }
        return span
    }
}
