import EventContracts
import EventLog
import Foundation
import MedicationDomain
import TestSupport
import Testing

@testable import Gateway

/// A gateway whose questions are answered as the services would, or not at all.
final class HookDesk: Sendable {
    typealias Answers = @Sendable (ServiceName, CloudEvent) throws -> (any EventPayload)?

    let desk: Desk
    private let answering: Task<Void, any Error>

    /// - Parameters:
    ///   - saysNothing: what is left unanswered is answered with nothing at all, so that nobody waits.
    ///   - answers: nil leaves a question unanswered.
    init(patience: Duration = .seconds(20), saysNothing: Bool = false, answers: @escaping Answers) throws {
        let desk = try Desk(hooks: HookSettings(patience: patience))
        self.desk = desk
        answering = Task {
            var start: [TopicPartition: StartOffset] = [:]
            for service in [ServiceName.prescribing, .interactionCheck] {
                for number in 0..<Int32(desk.log.partitions) {
                    start[TopicPartition(.requests(to: service), number)] = .offset(0)
                }
            }
            let reader = try desk.log.makeReader(from: start)
            while !Task.isCancelled, let records = try await reader.next(waiting: .seconds(1)) {
                for record in records {
                    let isReview = record.partition.topic == .requests(to: .prescribing)
                    let service = isReview ? ServiceName.prescribing : .interactionCheck
                    let question = try CloudEvent(record.message)
                    let answer = try answers(service, question)
                    guard answer != nil || saysNothing else { continue }
                    await desk.application.server.drafts.line.mailbox.deliver(
                        CloudEvent(
                            id: "reply-\(question.id)", source: service.source, type: answer?.type ?? "none",
                            correlationID: question.correlationID, data: try answer?.encode()))
                }
            }
        }
    }

    deinit { answering.cancel() }

    /// Answers nothing, and the gateway does not wait long.
    static func silent(except heard: ServiceName? = nil) throws -> HookDesk {
        // Where one is heard it must have the time to answer, however busy the machine is.
        try HookDesk(patience: heard == nil ? .milliseconds(40) : .seconds(20), saysNothing: heard != nil) {
            service, question in
            service == heard ? try HookAnswers.plain(service, question) : nil
        }
    }

    func call(_ hook: String, _ body: String) async throws -> Answer {
        // What stands in the topics is read, as it is a moment after the start.
        if !desk.log.isFaulty { try await desk.read() }
        return try await desk.post("/cds-services/titrate-\(hook)", body)
    }

    /// The cards of an answer that keeps all rules.
    func cards(_ hook: String, _ body: String) async throws -> [[String: Any]] {
        let answer = try await call(hook, body)
        #expect(answer.status == 200, "\(answer.text)")
        let object = try #require(try answer.object())
        #expect(CDSConformance.problems(inAnswer: object) == [])
        return try #require(object["cards"] as? [[String: Any]])
    }

    func questions<Payload: EventPayload>(_ service: ServiceName, as type: Payload.Type) throws -> [Payload] {
        try desk.log.records(of: .requests(to: service)).map { record in
            let event = try CloudEvent(record.message)
            return try Payload.decode(try #require(event.data), type: event.type)
        }
    }
}

extension HookSettings {
    init(patience: Duration) {
        self.init()
        self.patience = patience
    }
}

extension Answer {
    func object() throws -> [String: Any]? { try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] }
}

/// What the services would say.
enum HookAnswers {
    static let rule = RuleReference(
        id: "baclofen-daily-maximum", version: "2026-11-01", evidence: .label,
        citations: [
            Citation(
                title: "Label", href: "https://dailymed.nlm.nih.gov/x", locator: "2", retrieved: Desk.start.day),
            Citation(
                title: "Label", href: "https://dailymed.nlm.nih.gov/x", locator: "5", retrieved: Desk.start.day),
        ])

    static func order(
        _ id: OrderID, of patient: PatientID = "p-17", context: TherapyContext = .new, findings: [Finding] = [],
        isBaclofen: Bool = true, checks: CheckStatement = CheckStatement(checked: ["dose"])
    ) -> OrderEvent {
        let medicine =
            isBaclofen
            ? Medication(
                text: "Baclofen 10 mg tablet", ingredientRxNormCode: "1292",
                ingredients: [Ingredient(name: "baclofen", rxNormCode: "1292")])
            : Medication(
                text: "Oxycodone 5 mg tablet", ingredientRxNormCode: "7804",
                ingredients: [Ingredient(name: "oxycodone", rxNormCode: "7804")])
        return OrderEvent(
            orderId: id, patientId: patient, status: .accepted, medication: medicine, route: .oral,
            dailyDoseMilligrams: 30, therapyContext: context, findings: findings, checks: checks)
    }

    static func finding(
        _ severity: Severity = .major, interruptive: Bool = true, summary: String = "Baclofen above the maximum"
    ) -> Finding {
        Finding(
            rule: rule, kind: .dose, severity: severity, summary: summary, detail: "120 mg a day is above 80 mg.",
            management: ["Ask the prescriber"], factors: ["age 78"], interruptive: interruptive)
    }

    static func review(
        _ question: CloudEvent, orders: [OrderEvent]? = nil, unread: [PrescriptionReview.Unread] = [],
        context: InteractionCheckRequest.Context? = nil, profile: PrescriptionReview.Profile = .kept
    ) throws -> PrescriptionReview {
        let request = try PrescriptionReviewRequest.decode(question.data ?? [], type: question.type)
        return PrescriptionReview(
            requestId: question.correlationID ?? "", patientId: request.patientId, asOf: Desk.start, profile: profile,
            orders: orders ?? request.drafts.map { order($0, of: request.patientId) }, unread: unread,
            context: context)
    }

    static func result(
        _ question: CloudEvent, findings: [InteractionCheckResult.Finding] = [],
        standing: [InteractionCheckResult.Standing] = [],
        checks: CheckStatement = CheckStatement(checked: ["interaction"])
    ) -> InteractionCheckResult {
        InteractionCheckResult(
            requestId: question.correlationID ?? "", patientId: "p-17", asOf: Desk.start, profile: .kept,
            findings: findings, standing: standing, checks: checks,
            knowledge: .init(version: "2026-11-01", hash: "h", stale: false))
    }

    /// What that service says.
    static func by(
        _ service: ServiceName, review: @autoclosure () throws -> PrescriptionReview,
        result: @autoclosure () throws -> InteractionCheckResult
    ) rethrows -> any EventPayload { service == .prescribing ? try review() : try result() }

    /// Nothing found, all looked at.
    static func plain(_ service: ServiceName, _ question: CloudEvent) throws -> any EventPayload {
        service == .prescribing ? try review(question) : result(question)
    }
}

/// Calls as ordering systems make them.
enum HookBodies {
    static let instance = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"

    static func order(
        _ id: String? = "o-9", patient: String = "p-17", status: String = "draft", intent: String = "order",
        medicine: String = #""medicationCodeableConcept":{"text":"Baclofen 10 mg tablet"}"#, more: String = ""
    ) -> String {
        let id = id.map { #""id":"\#($0)","# } ?? ""
        return """
            {"resourceType":"MedicationRequest",\(id)"status":"\(status)","intent":"\(intent)",\(more)\(medicine),\
            "subject":{"reference":"Patient/\(patient)"},"dosageInstruction":[{"timing":{"repeat":{"frequency":3,\
            "period":1,"periodUnit":"d"}},"doseAndRate":[{"doseQuantity":{"value":40,\
            "system":"http://unitsofmeasure.org","code":"mg"}}]}]}
            """
    }

    static func bundle(_ resources: [String], type: String = "collection") -> String {
        let entries = resources.map { #"{"resource":\#($0)}"# }.joined(separator: ",")
        return #"{"resourceType":"Bundle","type":"\#(type)","entry":[\#(entries)]}"#
    }

    static func context(_ hook: String, _ orders: [String], patient: String = "p-17") -> String {
        let start = #""userId":"Practitioner/pr-3","patientId":"\#(patient)","encounterId":"e-9""#
        return switch hook {
        case "medication-verify": #"{\#(start),"medication":\#(orders[0])}"#
        case "medication-refill": #"{\#(start),"medications":\#(bundle(orders))}"#
        case "order-select":
            #"{\#(start),"selections":["MedicationRequest/o-9"],"draftOrders":\#(bundle(orders))}"#
        default: #"{\#(start),"draftOrders":\#(bundle(orders))}"#
        }
    }

    static func call(
        _ hook: String = "order-sign", orders: [String] = [order()], patient: String = "p-17", prefetch: String? = nil,
        context: String? = nil, more: String = ""
    ) -> String {
        let prefetch = prefetch.map { #","prefetch":\#($0)"# } ?? ""
        return """
            {"hook":"\(hook)","hookInstance":"\(instance)","fhirServer":"https://ehr.example/fhir",\
            "context":\(context ?? self.context(hook, orders, patient: patient))\(prefetch)\(more)}
            """
    }
}
