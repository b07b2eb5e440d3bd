import EventContracts
import MedicationDomain

/// What would be said of orders nobody has placed yet: judged on a copy of the chart, which is then let go.
struct DraftReviewPolicy: Sendable {
    let judgement: JudgementPolicy

    /// What was asked, read.
    struct Question: Hashable, Sendable {
        var requestId: String
        var patient: PatientID
        var drafts: Set<OrderID>
        /// Of that patient alone.
        var facts: [HospitalFact]
        var unread: [PrescriptionReview.Unread] = []
    }

    /// Throws when nothing may be ordered under this record.
    func review(_ question: Question, in chart: PatientChart, at now: Instant) throws(Refusal) -> PrescriptionReview {
        if chart.isDeceased {
            throw Refusal(code: "patient-died", message: "the patient is recorded as deceased")
        }
        if chart.isRetired {
            throw Refusal(code: "patient-merged", message: "the record was merged into another: ask about that one")
        }
        var asked = chart
        // Whoever asks looks at the orders now: what they send counts, whichever edition came here last.
        asked.editions = ResourceEditions()
        let outcome = judgement.take(
            HospitalFacts(patientId: question.patient, facts: question.facts), into: asked, at: now)
        let payloads = outcome.announcements.map(\.payload)
        let orders = payloads.compactMap { $0 as? OrderEvent }
        var unread = question.unread
        if let refusal = outcome.refusal { unread.append(.init(code: refusal.code, element: refusal.message)) }
        return PrescriptionReview(
            requestId: question.requestId, patientId: question.patient, asOf: now,
            profile: chart == PatientChart() ? .unknown : .kept,
            orders: orders.filter { question.drafts.contains($0.orderId) }.sorted { $0.orderId < $1.orderId },
            unread: unread, context: ToldContext(question, payloads, orders, at: now).context)
    }
}

/// What the question says of the patient beside the drafts, in the words of an interaction question.
///
/// Only what that question takes is passed on: it is refused as a whole for one value that cannot be.
private struct ToldContext {
    var context: InteractionCheckRequest.Context?

    init(
        _ question: DraftReviewPolicy.Question, _ payloads: [any EventPayload], _ orders: [OrderEvent],
        at now: Instant
    ) {
        let kidney = Self.kidneyValue(payloads, at: now)
        let told = InteractionCheckRequest.Context(
            birthDate: payloads.lazy.compactMap { ($0 as? PatientEvent)?.birthDate }.first { $0 <= now.day },
            estimatedGFR: kidney?.value, estimatedGFRAt: kidney?.observedAt, conditions: Self.conditions(payloads),
            allergies: Self.allergies(payloads),
            otherMedicines: Self.otherMedicines(question, payloads, orders, at: now))
        context = told == InteractionCheckRequest.Context() ? nil : told
    }

    private static let mostOfAKind = 200

    private static func kidneyValue(_ payloads: [any EventPayload], at now: Instant) -> ObservationEvent? {
        payloads.compactMap { $0 as? ObservationEvent }.filter { event in
            guard event.kind == .estimatedGFR || event.kind == .estimatedGFRCystatinC else { return false }
            guard event.status == .recorded, event.observedAt <= now, let value = event.value else { return false }
            return (0...300).contains(value)
        }.max { $0.observedAt < $1.observedAt }
    }

    private static func conditions(_ payloads: [any EventPayload]) -> [CodedConcept]? {
        let active = payloads.compactMap { $0 as? ConditionEvent }.filter { $0.status == .recorded && $0.isActive }
        return filled(active.flatMap(\.codes))
    }

    private static func allergies(_ payloads: [any EventPayload]) -> [Medication]? {
        let active = payloads.compactMap { $0 as? AllergyEvent }.filter { $0.status == .recorded && $0.isActive }
        return filled(active.map(\.allergen))
    }

    /// Medicines that are told of and taken; what a draft replaces is not taken beside it.
    private static func otherMedicines(
        _ question: DraftReviewPolicy.Question, _ payloads: [any EventPayload], _ orders: [OrderEvent],
        at now: Instant
    ) -> [InteractionCheckRequest.OtherMedicine]? {
        let told = Set(
            question.facts.compactMap { fact in
                if case .order(let order) = fact.content { order.orderId } else { nil }
            })
        let replaced = Set(orders.filter { question.drafts.contains($0.orderId) }.compactMap(\.priorOrderId))
        let ordered = orders.filter { order in
            told.contains(order.orderId) && !question.drafts.contains(order.orderId)
                && !replaced.contains(order.orderId) && order.status.isActive && order.endsAt.map { $0 > now } ?? true
        }
        let reported = payloads.compactMap { $0 as? ReportedMedicationEvent }
            .filter { $0.isActive && ($0.endsAt.map { $0 > now } ?? true) }
        return filled(
            ordered.map { .init(medication: $0.medication, route: $0.route) }
                + reported.map { .init(medication: $0.medication, route: $0.route) })
    }

    private static func filled<Value>(_ values: [Value]) -> [Value]? {
        values.isEmpty ? nil : Array(values.prefix(mostOfAKind))
    }
}
