import AuditTrail
import Hummingbird
import MedicationDomain
import SignIn
import Synchronization

/// Who asks. Established once for each request, by one middleware; routes believe it and nothing in the body.
struct GatewayIdentity: Hashable, Sendable {
    enum Method: Hashable, Sendable {
        /// A bearer token came with the request.
        case token
        /// A person signed in with the browser.
        case session(SessionID)
        /// Nobody signs in: only this machine may ask, and whoever does may do everything.
        case unverified
    }

    let subject: String
    let roles: Set<Role>
    /// Who vouches for it: the issuer's short name.
    let voucher: String
    let method: Method

    /// Without sign-in; a person's name is what the person says it is.
    static let unverified = GatewayIdentity(
        subject: "unverified", roles: Set(Role.allCases), voucher: "unverified", method: .unverified)

    var isVerified: Bool { method != .unverified }
    /// Alerts, doses and how a supply is reckoned are for pharmacists.
    var seesClinicalDetail: Bool { roles.contains(.pharmacist) }
    var agent: AuditEntry.Agent {
        AuditEntry.Agent(subject: subject, roles: roles.map(\.rawValue).sorted(), voucher: voucher)
    }
}

/// What becomes known of a request on its way, for the audit record.
final class Visit: Sendable {
    struct Notes: Sendable {
        var identity: GatewayIdentity?
        /// What the pages of the session send along, also a page that tells of a refusal.
        var formToken: String?
        var patients: [PatientID] = []
        var objects: [String] = []
        /// What the action was, where the route alone does not say it.
        var kind: AuditEntry.Kind?
    }

    private let notes = Mutex(Notes())

    var current: Notes { notes.withLock { $0 } }
    func change(_ change: (inout Notes) -> Void) { notes.withLock { change(&$0) } }

    /// Whose data the answer shows or the action concerns; each once.
    func note(patients: some Sequence<PatientID>, objects: some Sequence<String> = []) {
        change { notes in
            var seen = Set(notes.patients)
            for patient in patients where seen.insert(patient).inserted { notes.patients.append(patient) }
            notes.objects += objects
        }
    }
}
