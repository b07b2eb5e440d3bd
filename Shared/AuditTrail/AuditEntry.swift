public import MedicationDomain

/// One thing that somebody saw, did or was refused, before it stands in a chain.
public struct AuditEntry: Hashable, Sendable {
    /// What kind of event it was.
    public enum Kind: String, Hashable, Sendable {
        /// A chain begins.
        case start
        case view
        case action
        case signIn = "sign-in"
        case signOut = "sign-out"
        /// Somebody was not let in, or not let through.
        case refusal
    }

    /// Who it was, as far as it is known.
    public struct Agent: Hashable, Sendable {
        /// Nil when nobody could be told.
        public var subject: String?
        public var roles: [String]
        /// Who vouches for it: an issuer's name, or `unverified`.
        public var voucher: String?

        public init(subject: String? = nil, roles: [String] = [], voucher: String? = nil) {
            (self.subject, self.roles, self.voucher) = (subject, roles, voucher)
        }
    }

    public var at: Instant
    public var kind: Kind
    /// The route, with the names of its parts and none of their values: `GET /alerts/{id}`.
    public var route: String
    public var agent: Agent
    /// Where the request came from.
    public var address: String?
    /// Nil for an action that is about to be tried; how it ended is an entry of its own.
    public var status: Int?
    /// Why it was refused, as a code.
    public var reason: String?
    /// Whose data it was about, by id and nothing else.
    public var patients: [PatientID]
    /// Alerts, answers and the like, by id.
    public var objects: [String]

    public init(
        at: Instant, kind: Kind, route: String, agent: Agent = Agent(), address: String? = nil, status: Int? = nil,
        reason: String? = nil, patients: [PatientID] = [], objects: [String] = []
    ) {
        (self.at, self.kind, self.route, self.agent, self.address) = (at, kind, route, agent, address)
        (self.status, self.reason, self.patients, self.objects) = (status, reason, patients, objects)
    }
}
