import EventContracts
import MedicationDomain

/// Takes what the hospital said of a patient, then judges once.
struct JudgementPolicy: Sendable {
    var knowledge: PrescribingKnowledge

    /// What follows: the chart as it is now, what others hear, what to come back to.
    struct Outcome: Sendable {
        var chart: PatientChart
        var announcements: [Announcement] = []
        var deadlines: [DeadlineChange] = []
        /// Set when a part of the record can never be applied; the other parts are.
        var refusal: Refusal?
        /// Something was said of who the patient is.
        var hasPersonChanged = false
    }

    /// All facts of a record first, then one judgement, so that their order within it does not matter.
    func take(_ facts: HospitalFacts, into chart: PatientChart, at now: Instant) -> Outcome {
        var outcome = Outcome(chart: chart)
        var touched: Set<OrderID> = []
        var isToBeJudged = false
        for (index, said) in facts.facts.enumerated() {
            // Whether links could be said at all is no part of the edition: the same news may come in both formats.
            var (fact, isSilentOnLinks) = said.withoutSilence
            do {
                switch try outcome.chart.editions.take(fact) {
                case .new: break
                case .repeated: continue
                case .outdated:
                    guard case .order(let order) = fact.content else { continue }
                    outcome.chart.takeOutdated(order, version: fact.version, at: now)
                    isToBeJudged = true
                    continue
                case .reused: throw Refusal(code: "id-reused", message: reused(fact, at: index))
                }
                if !isSilentOnLinks { fact = try outcome.chart.noteLinks(in: fact, of: facts.patientId) }
            } catch let refusal as Refusal {
                outcome.refusal = outcome.refusal ?? refusal
                continue
            } catch {
                outcome.refusal = outcome.refusal ?? Refusal(code: "bad-value", message: "facts[\(index)]")
                continue
            }
            if outcome.chart.isOvertaken(fact) { continue }
            if case .order(let order) = fact.content { touched.insert(order.orderId) }
            isToBeJudged = isToBeJudged || fact.content.bearsOnOrders
            if case .patient = fact.content { outcome.hasPersonChanged = true }
            outcome.announcements += outcome.chart.take(fact.content, version: fact.version, at: now)
            outcome.chart.keepFurther(fact)
        }
        settle(
            &outcome, of: facts.patientId, since: chart, touched: touched, leaving: nil, isToBeJudged: isToBeJudged,
            at: now)
        if isToBeJudged { outcome.chart.forgetClosedOrders() }
        return outcome
    }

    /// The same facts under other knowledge.
    func judgeAgain(_ chart: PatientChart, of patient: PatientID, at now: Instant) -> Outcome {
        var outcome = Outcome(chart: chart)
        judge(&outcome, touched: [], for: patient, at: now, because: "rule-changed")
        return outcome
    }

    /// The same facts at a later time.
    func comeBack(to chart: PatientChart, of patient: PatientID, at now: Instant) -> Outcome {
        var outcome = Outcome(chart: chart)
        judge(&outcome, touched: [], for: patient, at: now, because: nil)
        return outcome
    }

    /// Judges every open order and brings alerts, states and deadlines in line with the verdicts.
    func judge(
        _ outcome: inout Outcome, touched: Set<OrderID>, for patientId: PatientID, at now: Instant,
        because reason: String?
    ) {
        guard !outcome.chart.isRetired else { return rest(&outcome, at: now) }
        let patient = PatientPicturePolicy.picture(of: outcome.chart, by: knowledge, asOf: now)
        var drafts: [Alert] = []
        let toBeJudged = outcome.chart.ordersByTime(where: { $0.isOpen || touched.contains($0.fact.orderId) })
        for charted in toBeJudged {
            var order = charted
            let question = question(about: order, in: outcome.chart, patient, at: now)
            let verdict =
                order.isOpen && !outcome.chart.isDeceased
                ? DosePolicy.judge(question, by: knowledge.index) : DoseVerdict()
            withdrawAnswers(to: order, in: &outcome, at: now)
            settle(&order, by: verdict, question: question, &outcome, at: now)
            outcome.chart.orders[order.fact.orderId.rawValue] = order
            let book = outcome.chart.alerts
            let speaking = Speaking(verdict.remarks) { book[order.alertID(for: $0)] }
            drafts += alerts(on: order, by: verdict, speaking, question, for: patientId)
            outcome.announcements.append(
                Announcement(event(for: order, verdict, question, in: outcome.chart), on: .orders))
        }
        if let reminder = monitor(&outcome, patient, of: patientId, at: now) { drafts.append(reminder) }
        let chart = outcome.chart
        let events = outcome.chart.alerts.reconcile(
            drafts, resolvedBecause: { resolution(of: $0, in: chart, because: reason) }, at: now)
        outcome.announcements += events.map { Announcement($0, on: .alerts(of: .prescribing)) }
    }

    /// An answer was given to what was ordered then: other content is a new question.
    private func withdrawAnswers(to order: ChartedOrder, in outcome: inout Outcome, at now: Instant) {
        guard order.isAmended else { return }
        let answered = outcome.chart.alerts.open.filter { alert in
            (alert.status == .overridden || alert.status == .acknowledged)
                && alert.medications.contains { $0.orderId == order.fact.orderId }
        }
        for alert in answered {
            guard let event = outcome.chart.alerts.resolve(alert.alertId, because: "order-amended", at: now) else {
                continue
            }
            outcome.announcements.append(Announcement(event, on: .alerts(of: .prescribing)))
        }
    }

    private func resolution(of alert: Alert, in chart: PatientChart, because reason: String?) -> String {
        if let reason { return reason }
        if chart.isDeceased { return "patient-died" }
        let order = alert.medications.first?.orderId.flatMap { chart.orders[$0.rawValue] }
        switch order?.status {
        case .retracted: return "order-retracted"
        case .stopped: return "order-stopped"
        case .completed: return "order-completed"
        case .accepted, .held, .released, .rejected, .amended, nil: return "no-longer-applies"
        }
    }

    private func reused(_ fact: HospitalFact, at index: Int) -> String {
        let type = fact.resource.prefix { $0 != "/" }
        return "facts[\(index)]: this \(type) came before with other content and no newer version"
    }
}

extension HospitalFact.Content {
    /// Whether a verdict can depend on it.
    fileprivate var bearsOnOrders: Bool {
        switch self {
        case .order, .dispense, .reportedMedication, .patient, .condition, .stay: true
        case .observation(let event): event.kind.isJudged || event.status == .retracted
        case .allergy: true
        case .administration, .coverage, .claim, .care: false
        }
    }
}

extension AlertID {
    static let prescribingPrefix = "prescribing:"

    /// One finding of one rule about one order.
    static func prescribing(_ rule: RuleID, _ order: OrderID) -> AlertID {
        AlertID("\(prescribingPrefix)\(rule.rawValue):\(order.rawValue)")
    }
}
