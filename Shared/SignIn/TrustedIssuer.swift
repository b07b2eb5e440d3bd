import MedicationDomain

/// Whose tokens are taken, and what they mean here.
public struct TrustedIssuer: Sendable {
    /// `iss`, to the letter.
    public let name: String
    /// One of them must stand in `aud`. One that ends in `/` stands for every address below it: a CDS Hooks client
    /// names the exact endpoint it calls.
    public let audiences: Set<String>
    public let algorithms: Set<SigningAlgorithm>
    /// Where the roles stand: a claim's name, or a path with dots such as `realm_access.roles`.
    public let rolesClaim: String
    /// Which words in that claim stand for a role; a role's own word unless told otherwise.
    public let roleWords: [String: Role]
    /// Roles of everybody whom this issuer vouches for, e.g. of a hospital's programs, whose tokens name no role. Only
    /// of such an issuer may a token lack a subject; the issuer is the subject then.
    public let rolesOfAll: Set<Role>
    /// Each token (`jti`) is taken once.
    public let isSingleUse: Bool
    /// Short, for logs and audit.
    public let label: String
    /// Nil: its people bring a token along.
    public let browser: BrowserSignIn?
    let keys: KeyRing

    public static let ownWords = Dictionary(uniqueKeysWithValues: Role.allCases.map { ($0.rawValue, $0) })

    public init(
        _ name: String, label: String? = nil, audiences: Set<String>, algorithms: Set<SigningAlgorithm>,
        rolesClaim: String = "roles", roleWords: [String: Role] = ownWords, rolesOfAll: Set<Role> = [],
        isSingleUse: Bool = false, browser: BrowserSignIn? = nil, keys: any KeySource
    ) {
        (self.name, self.label) = (name, label ?? name)
        (self.audiences, self.algorithms) = (audiences, algorithms)
        (self.rolesClaim, self.roleWords, self.rolesOfAll) = (rolesClaim, roleWords, rolesOfAll)
        (self.isSingleUse, self.browser) = (isSingleUse, browser)
        self.keys = KeyRing(keys)
    }

    func isMeant(for audience: String) -> Bool {
        audiences.contains { $0 == audience || ($0.hasSuffix("/") && audience.hasPrefix($0)) }
    }
}
