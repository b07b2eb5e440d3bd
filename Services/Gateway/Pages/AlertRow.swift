import EventContracts
import Foundation
import MedicationDomain

/// One alert of the worklist, with everything somebody needs to answer it.
struct AlertRow: Sendable {
    struct Named: Sendable {
        let label: String
        let value: String
    }
    struct Source: Sendable {
        let sourceTitle: String
        /// Only web addresses become links.
        let link: String?
        let locator: String
    }
    struct AnswerView: Sendable {
        let words: String
        let by: String
        let answeredAt: TimeView
        let answerReason: String?
        let answerComment: String?
    }

    let alertId: String
    let path: String
    let revision: Int
    let domID: String
    let isOpen: Bool
    let severity: String
    let severityWord: String
    let kind: String
    let kindWord: String
    let statusWord: String
    let interruptive: Bool
    let isProvisional: Bool
    let patient: String
    /// The patient, or what concerns all of them.
    let concerns: String
    let isAboutPatient: Bool
    let patientQuery: String
    let summary: String
    let detail: String
    let management: [String]
    let medicationTexts: [Named]
    let factors: [String]
    /// What has changed since an answer that no longer holds.
    let reopenedFor: [String]
    let checkedWords: String?
    let omissions: [Named]
    /// What was not checked, in short: seen without opening the alert.
    let uncheckedWords: String?
    let ruleId: String
    let ruleVersion: String
    let ruleEvidence: String
    let sources: [Source]
    let raised: TimeView
    let due: TimeView?
    let overdue: Bool
    let escalation: Int?
    let owner: String?
    let location: String?
    let pending: AnswerView?
    /// An answer whose confirmation is overdue; whoever looks may answer again.
    let unconfirmed: AnswerView?
    let given: AnswerView?
    let resolvedBecause: String?
    let canAnswer: Bool
    let canReopen: Bool
    /// It may be acknowledged together with others of its kind.
    let canJoin: Bool
    let reasons: [Named]

    init(_ entry: AlertEntry, asOf now: Instant, isOpen: Bool = false) {
        let alert = entry.alert
        let stage = AlertStage(of: alert.status)
        alertId = alert.alertId.rawValue
        path = AlertRow.encoded(alertId)
        revision = alert.revision
        domID = "a-" + AlertRow.encoded(alertId).replacingOccurrences(of: "%", with: "_")
        self.isOpen = isOpen
        severity = alert.severity.rawValue
        severityWord = Wording.severity(alert.severity)
        (kind, kindWord) = (alert.kind.rawValue, Wording.kind(alert.kind))
        statusWord = Wording.status(alert.status)
        interruptive = alert.interruptive && stage == .toAnswer
        isProvisional = alert.status == .provisional
        patient = alert.patientId.rawValue
        concerns = alert.patientId.sourceName.map { "Source \($0)" } ?? "Patient \(patient)"
        isAboutPatient = alert.patientId.sourceName == nil
        patientQuery = AlertRow.encoded(patient)
        (summary, detail, management) = (alert.summary, alert.detail, alert.management)
        medicationTexts = alert.medications.map {
            Named(label: $0.text, value: AlertRow.words(for: $0))
        }
        factors = alert.factors
        reopenedFor = alert.reopenedFor ?? []
        checkedWords =
            alert.checks.checked.isEmpty ? nil : alert.checks.checked.map(Wording.sentence).joined(separator: ", ")
        omissions = alert.checks.notChecked.map { Named(label: Wording.sentence($0.check), value: $0.reason) }
        uncheckedWords = AlertRow.shortened(omissions.map(\.label))
        ruleId = alert.rule.id.rawValue
        ruleVersion = alert.rule.version
        ruleEvidence = alert.rule.evidence.rawValue
        sources = alert.rule.citations.map { citation in
            let isWeb = citation.href.hasPrefix("https://") || citation.href.hasPrefix("http://")
            return Source(sourceTitle: citation.title, link: isWeb ? citation.href : nil, locator: citation.locator)
        }
        raised = TimeView(alert.raisedAt, asOf: now)
        due = stage == .toAnswer ? alert.dueAt.map { TimeView($0, asOf: now) } : nil
        overdue = stage == .toAnswer && alert.dueAt.map { $0 < now } == true
        escalation = alert.escalationLevel > 0 ? alert.escalationLevel : nil
        owner = alert.assignedTo?.rawValue
        location = alert.locationId?.rawValue
        let waiting = entry.pendingAnswer.flatMap { $0.isUnconfirmed(asOf: now) ? nil : $0 }
        let late = waiting == nil ? entry.pendingAnswer : nil
        pending = waiting.map { AlertRow.view(of: $0, asOf: now) }
        unconfirmed = late.map { AlertRow.view(of: $0, asOf: now) }
        given = alert.answer.map { answer in
            AnswerView(
                words: Wording.action(answer.action), by: answer.by.id.rawValue,
                answeredAt: TimeView(answer.at, asOf: now), answerReason: answer.reason.map { Wording.reason($0.code) },
                answerComment: answer.comment)
        }
        resolvedBecause = alert.resolution.map { Wording.sentence($0.reason) }
        canAnswer = stage == .toAnswer && waiting == nil
        canReopen = stage == .answered && waiting == nil
        canJoin = canAnswer && BulkAnswerPolicy.isSafe(alert)
        reasons = OverrideReason.all.map { Named(label: $0.label, value: $0.code) }
    }

    /// `30 mg/day · continuing therapy`; a medicine that has ended and still counts says so.
    static func words(for medicine: AlertMedication) -> String {
        let dose = medicine.dailyDoseMilligrams.map { $0 == 0 ? "ended" : "\(Wording.milligrams($0))/day" }
        let therapy = medicine.therapyContext.map { "\($0.rawValue) therapy" }
        return [dose, therapy].compactMap(\.self).joined(separator: " · ")
    }

    /// Three at most, and how many there are besides.
    private static func shortened(_ words: [String]) -> String? {
        guard !words.isEmpty else { return nil }
        let rest = words.count > 3 ? " and \(words.count - 3) more" : ""
        return words.prefix(3).joined(separator: ", ") + rest
    }

    /// One path segment or query value.
    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    private static func view(of response: AlertResponse, asOf now: Instant) -> AnswerView {
        AnswerView(
            words: Wording.action(response.action), by: response.by.id.rawValue,
            answeredAt: TimeView(response.at, asOf: now),
            answerReason: response.reason.map { Wording.reason($0.code) }, answerComment: response.comment)
    }
}
