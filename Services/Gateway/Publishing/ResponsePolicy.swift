import EventContracts
import MedicationDomain

/// What somebody wants to do about an alert.
struct ResponseRequest: Hashable, Sendable {
    var action: AlertResponse.Action
    var reasonCode: String?
    var reasonSystem: String?
    var comment: String?
    var by: AlertResponse.Actor
    var assignedTo: PractitionerID?
    /// The revision the person saw; nil: whatever stands now.
    var alertRevision: Int?
    var interventions: [String]?
    var outcome: String?
    var reviewAt: Instant?
    /// The answer that is taken back, where one is and not whatever stands.
    var takesBack: String?
}

/// Why an answer is not taken.
enum ResponseRefusal: Error, Hashable {
    case resolved
    /// The alert changed after the person saw it.
    case changedSince(revision: Int)
    /// The person saw a revision, here or at another gateway, of which this one has not heard.
    case notHeardYet(revision: Int)
    /// Somebody else has closed it, and its service has yet to say so.
    case answeredAlready
    /// What was to be taken back is no longer the answer that stands.
    case answeredSince
    case missing(element: String)
    case invalid(element: String)
}

enum ResponsePolicy {
    static let longestComment = 2000
    static let longestName = 100

    /// The answer as it goes on the log. An override names a coded reason, an assignment its new owner, and nobody
    /// answers what they have not seen.
    static func decide(
        _ request: ResponseRequest, on alert: Alert, id: String, at now: Instant
    ) throws(ResponseRefusal) -> AlertResponse {
        guard alert.status != .resolved else { throw .resolved }
        if let seen = request.alertRevision, seen < alert.revision { throw .changedSince(revision: alert.revision) }
        // An answer to it would be held for one that waits, whatever the service makes of the alert.
        if let seen = request.alertRevision, seen > alert.revision { throw .notHeardYet(revision: alert.revision) }
        try check(request)
        return AlertResponse(
            responseId: id, alertId: alert.alertId, alertRevision: request.alertRevision ?? alert.revision,
            patientId: alert.patientId, action: request.action,
            reason: request.reasonCode.map { AlertResponse.Reason(code: $0) }, comment: request.comment,
            by: request.by, assignedTo: request.action == .assigned ? request.assignedTo : nil, at: now,
            interventions: request.interventions, outcome: request.outcome, reviewAt: request.reviewAt,
            seenAt: alert.updatedAt, takesBack: request.takesBack)
    }

    private static func check(_ request: ResponseRequest) throws(ResponseRefusal) {
        if let code = request.reasonCode {
            let isOurs = (request.reasonSystem ?? AlertResponse.Reason.system) == AlertResponse.Reason.system
            guard isOurs, OverrideReason.all.contains(where: { $0.code == code }) else {
                throw .invalid(element: "reason")
            }
        }
        if request.action == .overridden, request.reasonCode == nil { throw .missing(element: "reason") }
        if request.action == .assigned, request.assignedTo?.rawValue.isEmpty != false {
            throw .missing(element: "assignedTo")
        }
        if let name = request.assignedTo, name.rawValue.count > longestName { throw .invalid(element: "assignedTo") }
        if request.by.id.rawValue.isEmpty || request.by.id.rawValue.count > longestName {
            throw .invalid(element: "by")
        }
        if let answer = request.takesBack {
            guard request.action == .reopened, answer.count <= longestName else { throw .invalid(element: "takesBack") }
        }
        if let comment = request.comment, comment.count > longestComment { throw .invalid(element: "comment") }
    }
}

/// A coded reason for going against an alert.
struct OverrideReason: Hashable, Sendable {
    let code: String
    let label: String

    /// The leaves used in medication work of HL7's non-adherence reason codes (CDS Hooks, trial use).
    static let all: [OverrideReason] = [
        ("risk-benefit-ratio", "Benefit outweighs the risk"),
        ("mitigate-risk-negative-outcome", "Risk is being mitigated (monitoring, dose, timing)"),
        ("patient-ineligible", "Does not apply to this patient"),
        ("indication-order-exists", "Already ordered or addressed"),
        ("action-completed", "Recommended action already done"),
        ("action-performed-no-adverse-effect", "Taken before without harm"),
        ("action-unsuccessful", "Recommended action tried without success"),
        ("need-more-info", "More information needed first"),
        ("does-not-align-latest-evidence", "Not in line with the latest evidence"),
        ("expert-contradicts", "Specialist advises otherwise"),
        ("policy-contradicts", "Local policy says otherwise"),
        ("patient-contraindication", "Recommended action is contraindicated for this patient"),
        ("prefers-alternative", "Patient prefers an alternative"),
        ("patient-refuses", "Patient declines"),
        ("recipient-does-not-understand", "Alert is not clear"),
        ("inappropriate-recipient", "Meant for someone else"),
        ("wrong-time-workflow", "Wrong moment in the workflow"),
        ("limited-time", "Not enough time now"),
        ("service-not-available", "Recommended service is not available"),
        ("too-costly-uncovered", "Too costly or not covered"),
    ].map { OverrideReason(code: $0.0, label: $0.1) }
}
