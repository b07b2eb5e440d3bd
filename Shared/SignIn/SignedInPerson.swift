public import MedicationDomain

/// What a verified token says.
public struct SignedInPerson: Hashable, Sendable {
    public var subject: String
    public var issuer: String
    /// May be empty: known, and allowed nothing.
    public var roles: Set<Role>
    public var expiresAt: Instant

    public init(subject: String, issuer: String, roles: Set<Role>, expiresAt: Instant) {
        (self.subject, self.issuer, self.roles, self.expiresAt) = (subject, issuer, roles, expiresAt)
    }
}
