import EventContracts
import Foundation
import MedicationDomain

/// Turns what the services said of drafts into cards, the gravest first, and says aloud what they could not look at.
struct CardPolicy {
    /// More than anybody reads before signing; the last card says that there are more.
    static let mostFindings = 20

    let call: HookCall
    let verdict: DraftDesk.Verdict
    /// The alerts of these findings that stand already.
    let standing: [AlertID: AlertEntry]
    /// What else is open about the patient, where that is asked about: it is known whoever is silent.
    var others: [Alert] = []
    /// What of these could not be looked at.
    var gaps: [String] = []
    let baseURL: String

    func cards() -> [Card] {
        var cards = findings().map { card($0) }
        cards.sort { ($1.indicator, $0.summary, $0.uuid) < ($0.indicator, $1.summary, $1.uuid) }
        let left = max(0, cards.count - Self.mostFindings)
        var notes = CheckNotes(call: call, verdict: verdict)
        notes.gaps += gaps
        if left > 0 { notes.gaps.append("\(left) further findings are not shown here.") }
        cards = Array(cards.prefix(Self.mostFindings))
        if let card = notes.card { cards.append(card) }
        return cards
    }

    /// The alerts these findings would be, and those that stand and are asked about.
    static func alertIDs(in verdict: DraftDesk.Verdict) -> [AlertID] {
        let reviewed = (verdict.review.answer?.orders ?? []).flatMap { order in
            order.findings.map { Self.prescribingAlert($0.rule.id, order.orderId) }
        }
        let checked = verdict.interactions.answer.map { result in
            result.findings.map(\.alert.alertId) + result.standing.map(\.alertId)
        }
        return reviewed + (checked ?? [])
    }

    /// As prescribing names the alert of a rule about an order.
    private static func prescribingAlert(_ rule: RuleID, _ order: OrderID) -> AlertID {
        AlertID("\(ServiceName.prescribing.rawValue):\(rule.rawValue):\(order.rawValue)")
    }

    // MARK: Findings

    /// One finding, whoever made it.
    fileprivate struct Remark {
        var id: AlertID
        var kind: AlertKind
        var severity: Severity
        var interruptive: Bool
        var summary: String
        var detail: String
        var management: [String]
        var factors: [String]
        var rule: RuleReference
        var drafts: [OrderID]
        /// It holds as it stands, and no draft changes it.
        var isUnchanged = false
    }

    private func findings() -> [Remark] {
        var seen: Set<AlertID> = []
        return (reviewed() + checked() + stood() + open()).filter { seen.insert($0.id).inserted }
    }

    private func reviewed() -> [Remark] {
        let orders = (verdict.review.answer?.orders ?? []).filter { call.focus.contains($0.orderId) }
        return orders.flatMap { order in
            order.findings.map { finding in
                Remark(
                    id: Self.prescribingAlert(finding.rule.id, order.orderId), kind: finding.kind,
                    severity: finding.severity, interruptive: finding.interruptive ?? false, summary: finding.summary,
                    detail: finding.detail, management: finding.management, factors: finding.factors,
                    rule: finding.rule, drafts: [order.orderId])
            }
        }
    }

    /// What the drafts add or make worse. What they ease or end harms nobody, and says itself once it is so.
    private func checked() -> [Remark] {
        (verdict.interactions.answer?.findings ?? []).compactMap { finding in
            guard [.added, .raised, .changed].contains(finding.change) else { return nil }
            guard finding.drafts.isEmpty || !call.focus.isDisjoint(with: finding.drafts) else { return nil }
            return Remark(finding.alert, drafts: finding.drafts)
        }
    }

    /// What holds already and is about an order that is asked about: at verification it is what matters most.
    private func stood() -> [Remark] {
        (verdict.interactions.answer?.standing ?? []).compactMap { known in
            guard let alert = standing[known.alertId]?.alert, alert.status != .resolved else { return nil }
            let orders = alert.medications.compactMap(\.orderId)
            return call.focus.isDisjoint(with: orders) ? nil : Remark(alert, drafts: orders, isUnchanged: true)
        }
    }

    /// Alerts of any service about these orders, and warnings that everybody who touches the patient should see.
    private func open() -> [Remark] {
        others.filter { $0.status != .resolved }.compactMap { alert in
            let orders = alert.medications.compactMap(\.orderId)
            guard FlagWriting.kinds.contains(alert.kind) || !call.focus.isDisjoint(with: orders) else { return nil }
            return Remark(alert, drafts: orders, isUnchanged: true)
        }
    }

    // MARK: Cards

    private func card(_ remark: Remark) -> Card {
        let entry =
            (standing[remark.id] ?? others.first { $0.alertId == remark.id }.map { AlertEntry($0, answer: nil) })
            .flatMap { $0.alert.status == .resolved ? nil : $0 }
        let answer = entry.flatMap { given(in: $0.alert, to: remark) }
        let indicator = answer == nil ? indicator(of: remark) : .info
        // Only who verifies answers the alert: a prescriber's reason must not end the pharmacists' reminders.
        let answers = call.service.isPharmacists
        return Card(
            uuid: CardID(
                alert: remark.id, revision: answers ? entry?.alert.revision ?? 0 : 0, call: call.hookInstance
            ).description,
            summary: answer == nil ? remark.summary : "Answered: \(remark.summary)",
            detail: detail(of: remark, answer: answer), indicator: indicator,
            topic: IssueCode.hl7(remark.kind) ?? IssueCode.own(remark.kind),
            withdrawals: indicator == .info ? [] : withdrawals(for: remark), takesReasons: indicator != .info,
            links: links(of: remark, isAlert: entry != nil))
    }

    /// The answer that was given, if it covers this: a finding that a draft raises or words anew is another question.
    private func given(in alert: Alert, to remark: Remark) -> Alert.Answer? {
        guard alert.status.isAnswered else { return nil }
        let isTheSame = alert.severity == remark.severity && alert.detail == remark.detail
        return remark.isUnchanged || isTheSame ? alert.answer : nil
    }

    /// Critical is what interrupts by the suite's own judgement, which knows whom it has told already.
    private func indicator(of remark: Remark) -> Card.Indicator {
        if remark.severity == .contraindicated || remark.interruptive { return .critical }
        return remark.severity >= .moderate ? .warning : .info
    }

    private func detail(of remark: Remark, answer: Alert.Answer?) -> String {
        var parts = [Markdown.plain(remark.detail)]
        if !remark.management.isEmpty { parts.append("**What to do**\n\n\(Markdown.list(remark.management))") }
        if !remark.factors.isEmpty {
            parts.append("**For this patient**: \(Markdown.plain(remark.factors.joined(separator: "; ")))")
        }
        if let answer {
            let reason = answer.reason.flatMap { reason in OverrideReason.all.first { $0.code == reason.code }?.label }
            parts.append(
                "\(answer.action.rawValue.capitalizedFirst) on \(answer.at.day)\(reason.map { ": \($0)" } ?? "").")
        }
        let rule = "\(remark.rule.id.rawValue), \(remark.rule.version)"
        parts.append("Severity \(remark.severity.rawValue); rule \(Markdown.plain(rule)).")
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    /// Only a draft of a therapy that begins: to withdraw any other may end what the patient takes.
    private func withdrawals(for remark: Remark) -> [Card.Withdrawal] {
        guard call.service.takesDrafts else { return [] }
        return remark.drafts.compactMap { id in
            guard call.focus.contains(id), call.drafts.contains(where: { $0.id == id && $0.isDraft }),
                let order = verdict.review.answer?.orders.first(where: { $0.orderId == id }),
                order.therapyContext == .new
            else { return nil }
            return Card.Withdrawal(
                uuid: CardID.plain("\(call.hookInstance)\n\(remark.id.rawValue)\n\(id.rawValue)"), order: id,
                medicine: Card.shortened(order.medication.text))
        }
    }

    private func links(of remark: Remark, isAlert: Bool) -> [Card.Link] {
        let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))
        let path = remark.id.rawValue.addingPercentEncoding(withAllowedCharacters: allowed)
        let own =
            isAlert ? path.map { [Card.Link(label: "Open the alert", url: "\(baseURL)/worklist/alert/\($0)")] } : nil
        let sources = remark.rule.citations.filter { $0.href.hasPrefix("https://") || $0.href.hasPrefix("http://") }
        // Several places of one document are one link.
        var seen: Set<String> = []
        let documents = sources.filter { seen.insert($0.href).inserted }
        return (own ?? []) + documents.prefix(5).map { Card.Link(label: $0.title, url: $0.href) }
    }
}

extension CardPolicy.Remark {
    fileprivate init(_ alert: Alert, drafts: [OrderID], isUnchanged: Bool = false) {
        self.init(
            id: alert.alertId, kind: alert.kind, severity: alert.severity, interruptive: alert.interruptive,
            summary: alert.summary, detail: alert.detail, management: alert.management, factors: alert.factors,
            rule: alert.rule, drafts: drafts, isUnchanged: isUnchanged)
    }
}

extension Alert.Status {
    /// Somebody has looked at it and said so.
    var isAnswered: Bool { self == .acknowledged || self == .overridden }
}
