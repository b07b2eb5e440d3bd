import EventContracts
import FHIRModels
import MedicationDomain

/// What was not looked at, in sentences, as one card: silence would read as "nothing found".
struct CheckNotes {
    /// What somebody has to do by hand now.
    var gaps: [String] = []
    /// What is good to know.
    private var omissions: [String] = []
    private var isSilent = false
    private let call: HookCall

    init(call: HookCall, verdict: DraftDesk.Verdict) {
        self.call = call
        gaps = call.problems
        omissions = call.remarks
        guard !call.focus.isEmpty else { return }
        takeServices(verdict)
        if let review = verdict.review.answer { takeReview(review, verdict.interactions.answer) }
        if let result = verdict.interactions.answer { takeInteractions(result) }
    }

    /// Nil when all was looked at.
    var card: Card? {
        let all = (gaps + omissions).uniqued
        guard !all.isEmpty else { return nil }
        let points = all.count == 1 ? "one point" : "\(all.count) points"
        let summary =
            isSilent
            ? "Titrate could not check everything about these orders: verify by hand"
            : gaps.isEmpty ? "Checked, except for \(points)" : "Not everything could be checked: verify by hand"
        return Card(
            uuid: CardID.plain("\(call.hookInstance)\nnot checked"), summary: summary,
            detail: "**Not checked**\n\n\(Markdown.list(all))", indicator: gaps.isEmpty ? .info : .warning,
            topic: .notChecked)
    }

    private mutating func takeServices(_ verdict: DraftDesk.Verdict) {
        if verdict.review.isSilent {
            isSilent = true
            gaps.append("Doses, kidney function and what else prescribing looks at: it did not answer in time.")
        }
        if verdict.interactions.isSilent {
            isSilent = true
            gaps.append("Interactions: interaction-check did not answer in time.")
        }
        for refusal in [verdict.review.refusal, verdict.interactions.refusal].compactMap({ $0 }) {
            switch refusal.code {
            case "patient-died": gaps.append("Nothing: the patient is recorded here as deceased.")
            case "patient-merged": gaps.append("Nothing: the record was merged into another. Ask about that one.")
            default: gaps.append("The question was refused (\(refusal.code)).")
            }
        }
    }

    private mutating func takeReview(_ review: PrescriptionReview, _ interactions: InteractionCheckResult?) {
        for unread in review.unread { gaps.append("Could not be used: \(unread.code) at \(unread.element).") }
        let judged = Dictionary(review.orders.map { ($0.orderId, $0) }) { first, _ in first }
        for draft in call.drafts where call.focus.contains(draft.id) {
            guard let order = judged[draft.id] else {
                let name = draft.medicine(among: call.resources)?.name ?? "an order"
                gaps.append("The dose of \(name): the order was not judged.")
                continue
            }
            takeOrder(order, isBaclofenPatient: interactions.map { !$0.checks.checked.isEmpty } ?? true)
        }
        if review.profile == .unknown {
            omissions.append("No record of this patient is kept here: only what was sent was looked at.")
        }
    }

    /// Baclofen is what is judged; of other medicines it matters whether they were recognised.
    private mutating func takeOrder(_ order: OrderEvent, isBaclofenPatient: Bool) {
        let name = order.medication.text
        guard order.medication.isRecognized else {
            return gaps.append("\(name): the medicine was not recognised.")
        }
        for omission in order.checks.notChecked {
            let matters =
                order.medication.isBaclofen || omission.check == "medicine"
                || (omission.check == "daily-dose" && isBaclofenPatient)
            if matters { omissions.append("\(name), \(omission.check.spelledOut): \(omission.reason)") }
        }
    }

    /// Where no rule applies because nobody takes baclofen, nothing was left out.
    private mutating func takeInteractions(_ result: InteractionCheckResult) {
        guard !result.checks.checked.isEmpty else { return }
        for omission in result.checks.notChecked {
            omissions.append("\(omission.check.spelledOut.capitalizedFirst): \(omission.reason)")
        }
    }
}

extension String {
    fileprivate var spelledOut: String { String(map { $0 == "-" ? " " : $0 }) }
}

extension [String] {
    /// Each once, in the order they came.
    fileprivate var uniqued: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
