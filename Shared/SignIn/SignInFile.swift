import Foundation
import KnowledgeFiles
public import MedicationDomain

/// Reads whose tokens are taken, as strictly as knowledge is read: a mistake is named with its line.
public struct SignInFile {
    public let issuers: [TrustedIssuer]
    public let clockSkew: Span

    /// Throws `KnowledgeError`.
    public init(path: String) throws {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw KnowledgeError(file: path, code: .unreadable, message: "cannot be read")
        }
        try self.init(path: path, text: text)
    }

    /// Throws `KnowledgeError`.
    public init(path: String, text: String) throws {
        let fields = try KnowledgeFile(path: path, text: text).root().mapping(
            allowed: ["clock-skew-seconds", "issuers"])
        let skew = try fields.optionalInteger("clock-skew-seconds") ?? 60
        guard (0...300).contains(skew) else {
            throw try fields.required("clock-skew-seconds").error(.invalid, "0 to 300 seconds are allowed")
        }
        clockSkew = .seconds(Double(skew))
        let nodes = try fields.list("issuers")
        guard !nodes.isEmpty else { throw try fields.required("issuers").error(.emptyValue, "an issuer is needed") }
        let folder = URL(filePath: path).deletingLastPathComponent()
        var names: Set<String> = []
        // What stands in the audit, and what a person is known by beside their subject.
        var labels: Set<String> = [DevelopmentKey.label]
        issuers = try nodes.map { node in
            let issuer = try SignInFile.issuer(node, in: folder)
            guard names.insert(issuer.name).inserted else {
                throw node.error(.duplicateEntry, "an issuer of this name stands above")
            }
            guard labels.insert(issuer.label).inserted else {
                throw node.error(.duplicateEntry, "another issuer is called \(issuer.label)")
            }
            return issuer
        }
    }

    private static let keys = [
        "issuer", "name", "audiences", "algorithms", "jwks-file", "jwks-address", "roles-claim", "roles",
        "roles-of-all", "single-use", "browser",
    ]

    private static func issuer(_ node: KnowledgeNode, in folder: URL) throws -> TrustedIssuer {
        let fields = try node.mapping(allowed: keys)
        let name = try fields.string("issuer")
        guard name != DevelopmentKey.issuer else {
            throw try fields.required("issuer").error(.notAllowed, "the development key is not named here")
        }
        let audiences = try fields.strings("audiences")
        guard !audiences.isEmpty else {
            throw try fields.required("audiences").error(.emptyValue, "an audience is needed")
        }
        let algorithms = try fields.optionalList("algorithms").map { try $0.choice(SigningAlgorithm.self) }
        let rolesOfAll = Set(try fields.optionalList("roles-of-all").map { try $0.choice(Role.self) })
        // Whoever gives all its tokens the same roles gives no others, whatever a token claims of itself.
        let plainWords = rolesOfAll.isEmpty ? TrustedIssuer.ownWords : [:]
        return TrustedIssuer(
            name, label: try fields.optionalString("name"), audiences: Set(audiences),
            algorithms: algorithms.isEmpty ? [.rs256, .es256] : Set(algorithms),
            rolesClaim: try fields.optionalString("roles-claim") ?? "roles",
            roleWords: try fields.optional("roles").map(words) ?? plainWords,
            rolesOfAll: rolesOfAll,
            isSingleUse: try fields.optionalBoolean("single-use") ?? false,
            browser: try fields.optional("browser").map { try browser($0, in: folder) },
            keys: try source(fields, in: folder))
    }

    /// How its people are sent there and come back.
    private static func browser(_ node: KnowledgeNode, in folder: URL) throws -> BrowserSignIn {
        let fields = try node.mapping(
            allowed: ["client-id", "client-secret-file", "authorize-address", "token-address", "scopes"])
        func address(_ key: String) throws -> URL {
            guard let url = URL(string: try fields.string(key)), SafeAddress.isSafe(url) else {
                throw try fields.required(key).error(.invalid, "an https address is needed")
            }
            return url
        }
        let secret = try fields.optionalString("client-secret-file").map { path in
            try text(
                ofSecret: URL(filePath: path, relativeTo: folder), named: try fields.required("client-secret-file"))
        }
        let scopes = fields.optional("scopes") == nil ? ["profile"] : try fields.strings("scopes")
        let (authorize, token) = (try address("authorize-address"), try address("token-address"))
        guard
            let browser = try? BrowserSignIn(
                clientID: try fields.string("client-id"), secret: secret, authorizeAddress: authorize,
                tokenAddress: token, scopes: scopes)
        else { throw node.error(.invalid, "an address has a fragment") }
        return browser
    }

    /// A file that others can read holds no secret.
    private static func text(ofSecret url: URL, named node: KnowledgeNode) throws -> String {
        var status = stat()
        guard stat(url.path, &status) == 0, let text = try? String(contentsOf: url, encoding: .utf8) else {
            throw node.error(.unreadable, "the file cannot be read")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw node.error(.notAllowed, "the file can be read by others; chmod 600 mends it")
        }
        let secret = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !secret.isEmpty else { throw node.error(.emptyValue, "the file is empty") }
        return secret
    }

    /// `pharmacist: [Pharmacy.Staff]`: what the issuer calls each role.
    private static func words(_ node: KnowledgeNode) throws -> [String: Role] {
        var words: [String: Role] = [:]
        for entry in try node.entries() {
            guard let role = Role(rawValue: entry.key) else {
                let known = Role.allCases.map(\.rawValue).joined(separator: ", ")
                throw entry.keyNode.error(.notAllowed, "this is no role (roles: \(known))")
            }
            for word in try entry.value.list() {
                guard words.updateValue(role, forKey: try word.string()) == nil else {
                    throw word.error(.duplicateEntry, "this word stands for another role already")
                }
            }
        }
        return words
    }

    private static func source(_ fields: KnowledgeMapping, in folder: URL) throws -> any KeySource {
        switch (try fields.optionalString("jwks-file"), try fields.optionalString("jwks-address")) {
        case (let file?, nil):
            return FileKeySource(URL(filePath: file, relativeTo: folder))
        case (nil, let address?):
            guard let url = URL(string: address), url.host() != nil, let source = try? AddressKeySource(url) else {
                throw try fields.required("jwks-address").error(.invalid, "an https address is needed")
            }
            return source
        default:
            throw fields.node.error(.invalid, "either jwks-file or jwks-address is needed")
        }
    }
}
