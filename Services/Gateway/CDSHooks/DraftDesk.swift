import EventContracts
import EventLog
import FHIRModels
import MedicationDomain

/// Asks the services what they would say of drafts, within the time an ordering system waits.
///
/// One after the other: interactions weigh by the daily dose, and only prescribing reads doses. When it is silent,
/// interaction-check is asked with what the order says without arithmetic.
struct DraftDesk: Sendable {
    /// A service's word, or why there is none.
    enum Reply<Answer: Sendable>: Sendable {
        case answered(Answer)
        case refused(QuestionRefused)
        case silent
        case notAsked

        var answer: Answer? { if case .answered(let answer) = self { answer } else { nil } }
        var refusal: QuestionRefused? { if case .refused(let refusal) = self { refusal } else { nil } }
        var isSilent: Bool { if case .silent = self { true } else { false } }
    }

    struct Verdict: Sendable {
        var review: Reply<PrescriptionReview> = .notAsked
        var interactions: Reply<InteractionCheckResult> = .notAsked
    }

    /// The specification wants the whole answer in about 500 ms; this leaves time to read and write it.
    static let patience = Duration.milliseconds(400)

    let line: QuestionLine
    var patience = DraftDesk.patience

    func check(_ call: HookCall, traceParent: String? = nil) async -> Verdict {
        // Drafts of which nobody wants to hear are not asked about.
        guard !call.focus.isEmpty else { return Verdict() }
        let end = ContinuousClock.now + patience
        var verdict = Verdict()
        verdict.review = await ask(call.reviewQuestion, .prescribing, call, patience / 2, traceParent)
        // Who has died or is kept under another record is so for everybody.
        if let code = verdict.review.refusal?.code, code == "patient-died" || code == "patient-merged" {
            return verdict
        }
        let question = call.interactionQuestion(reviewed: verdict.review.answer)
        verdict.interactions = await ask(
            question, .interactionCheck, call, max(.zero, end - ContinuousClock.now), traceParent)
        return verdict
    }

    private func ask<Answer: EventPayload>(
        _ question: some EventPayload, _ service: ServiceName, _ call: HookCall, _ patience: Duration,
        _ traceParent: String?
    ) async -> Reply<Answer> {
        do {
            let reply = try await line.ask(
                question, of: service, about: call.patient, within: patience, traceParent: traceParent)
            guard let reply, let data = reply.data else { return .silent }
            if QuestionRefused.types.contains(reply.type) {
                return .refused(try QuestionRefused.decode(data, type: reply.type))
            }
            return .answered(try Answer.decode(data, type: reply.type))
        } catch {
            // A log that is away and an answer nobody can read leave the same gap, and the card says so.
            return .silent
        }
    }
}

extension HookCall {
    /// Everything as it came, in one Bundle.
    fileprivate var reviewQuestion: PrescriptionReviewRequest {
        let entries = (drafts.map(\.resource) + resources).map { JSONValue.object(["resource": $0]) }
        let bundle = JSONValue.object([
            "resourceType": .string(FHIRBundle.typeName), "type": .string("collection"), "entry": .array(entries),
        ])
        return PrescriptionReviewRequest(
            patientId: patient, drafts: drafts.map(\.id), resources: String(decoding: bundle.bytes, as: UTF8.self))
    }

    /// The drafts as prescribing read them, and those it said nothing of as they stand.
    fileprivate func interactionQuestion(reviewed review: PrescriptionReview?) -> InteractionCheckRequest {
        let read = Dictionary((review?.orders ?? []).map { ($0.orderId, $0) }) { first, _ in first }
        var context = review?.context ?? InteractionCheckRequest.Context()
        context.encounterId = encounter
        return InteractionCheckRequest(
            patientId: patient,
            drafts: drafts.map { draft in
                read[draft.id].map { InteractionCheckRequest.Draft($0, asOf: review?.asOf) } ?? plain(draft)
            },
            context: context == InteractionCheckRequest.Context() ? nil : context)
    }

    /// An order by its name and codes, which interaction-check recognises; without a dose, which it then says.
    private func plain(_ draft: HookDraft) -> InteractionCheckRequest.Draft {
        let concept = draft.medicine(among: resources)
        return InteractionCheckRequest.Draft(
            orderId: draft.id,
            medication: Medication(
                text: String((concept?.name ?? "unnamed medicine").prefix(200)),
                productRxNormCode: concept?.code(in: "http://www.nlm.nih.gov/research/umls/rxnorm"),
                ndc: concept?.code(in: "http://hl7.org/fhir/sid/ndc")),
            route: draft.request.dosageInstruction.lazy.compactMap { $0.domain.route }.first,
            priorOrderId: draft.request.priorPrescription?.logicalID.map { OrderID($0) })
    }
}

extension InteractionCheckRequest.Draft {
    /// A dose or an end that the question cannot take is left out: it is refused as a whole for one of them.
    fileprivate init(_ order: OrderEvent, asOf now: Instant?) {
        func dose(_ value: Double?) -> Double? { value.flatMap { $0.isFinite && $0 > 0 && $0 < 1e9 ? $0 : nil } }
        let begin = [order.startsAt, now].compactMap { $0 }.max()
        let end = order.endsAt.flatMap { end in begin.map { end > $0 } ?? true ? end : nil }
        self.init(
            orderId: order.orderId, medication: order.medication, route: order.route,
            dailyDoseMilligrams: dose(order.dailyDoseMilligrams), dailyDoseMicrograms: dose(order.dailyDoseMicrograms),
            therapyContext: order.therapyContext, priorOrderId: order.priorOrderId, startsAt: order.startsAt,
            endsAt: end, indication: order.indication.isEmpty ? nil : order.indication, locationId: order.locationId,
            prescriberId: order.prescriberId)
    }
}
