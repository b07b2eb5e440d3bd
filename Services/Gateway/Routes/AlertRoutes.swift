import EventContracts
import EventLog
import Foundation
import HTTPTypes
import Hummingbird
import MedicationDomain
import SignIn

/// The alerts as data, and the answers to them.
struct AlertRoutes: Sendable {
    let model: ReadModel
    let checks: ChecksWatch
    let publisher: LogPublisher
    let now: @Sendable () -> Instant

    func add(to router: Router<GatewayRequestContext>) {
        router.get("alerts") { request, context in try await list(request, context) }
        router.get("alerts/:id") { _, context in try await one(try AlertRoutes.id(in: context), context) }
        router.post("alerts/:id/responses") { request, context in
            try await answer(request, to: try AlertRoutes.id(in: context), context: context)
        }
    }

    private struct List: Encodable {
        let asOf: Instant
        let checks: ChecksReport
        let counts: AlertCounts
        let total: Int
        let offset: Int
        let limit: Int
        let alerts: [Alert]
        let pendingAnswers: [AlertResponse]
    }

    private func list(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let query = try AlertQuery(request.queryItems, for: context.reader(at: now()))
        let page = try await model.alerts(query)
        context.visit.note(patients: page.entries.map(\.alert.patientId))
        return try .json(
            List(
                asOf: now(), checks: try await checks.report(), counts: page.counts, total: page.total,
                offset: query.offset, limit: query.limit, alerts: page.entries.map(\.alert),
                pendingAnswers: page.entries.compactMap(\.pendingAnswer)))
    }

    private struct One: Encodable {
        let asOf: Instant
        let checks: ChecksReport
        let alert: Alert
        let pendingAnswer: AlertResponse?
        let medicines: [PatientMedicine]
    }

    private func one(_ id: AlertID, _ context: GatewayRequestContext) async throws -> Response {
        guard let found = try await model.alert(id) else { throw AlertRoutes.unknown }
        context.visit.note(patients: [found.entry.alert.patientId], objects: [id.rawValue])
        return try .json(
            One(
                asOf: now(), checks: try await checks.report(), alert: found.entry.alert,
                pendingAnswer: found.entry.pendingAnswer, medicines: found.medicines))
    }

    private func answer(_ request: Request, to id: AlertID, context: GatewayRequestContext) async throws -> Response {
        let body = try await ResponseBody.read(from: request, context: context)
        guard let found = try await model.alert(id) else { throw AlertRoutes.unknown }
        let asked = try body.request(by: context.identity)
        let response = try ResponsePolicy.decide(
            asked, on: found.entry.alert, id: UUID().uuidString.lowercased(), at: now())
        try OthersAnswers.check(asked, on: found.entry, newest: try await model.newestAnswer(to: id))
        context.visit.note(patients: [found.entry.alert.patientId], objects: [id.rawValue, response.responseId])
        try await publisher.publish([try GatewayRecords.response(response, traceParent: request.traceParent)])
        if body.isForm { return .seeOther("/worklist") }
        return try .json(["response": response], status: .accepted)
    }

    private static let unknown = APIError(.notFound, "unknown-alert", "There is no such alert.")

    private static func id(in context: GatewayRequestContext) throws -> AlertID {
        guard let id = try context.parameters.require("id").removingPercentEncoding, !id.isEmpty else { throw unknown }
        return AlertID(id)
    }

    /// An answer as a program (JSON) or a form writes it.
    private struct ResponseBody: Decodable {
        struct Reason: Decodable {
            var system: String?
            var code: String
        }
        struct Actor: Decodable {
            var id: String
            var role: String?
        }
        var action: String
        var reason: Reason?
        var reasonCode: String?
        var comment: String?
        var by: Actor?
        var byName: String?
        var assignedTo: String?
        var alertRevision: Int?
        var interventions: [String]?
        var outcome: String?
        var reviewAt: Instant?
        var takesBack: String?
        var isForm = false

        private enum CodingKeys: CodingKey {
            case action, reason, reasonCode, comment, by, byName, assignedTo, alertRevision, interventions, outcome
            case reviewAt, takesBack
        }

        static func read(from request: Request, context: GatewayRequestContext) async throws -> ResponseBody {
            switch request.mediaType {
            case "application/json":
                let bytes = try await request.body.collect(upTo: context.maxUploadSize)
                do {
                    return try PayloadCoding.decode(Array(bytes.readableBytesView))
                } catch let error as PayloadError {
                    throw APIError(.badRequest, error.code.rawValue, "The answer cannot be read.", element: error.path)
                }
            case "application/x-www-form-urlencoded":
                var body: ResponseBody = try await request.form(upTo: context.maxUploadSize)
                body.isForm = true
                return body
            default:
                throw APIError(.unsupportedMediaType, "media-type", "Send JSON or a form.")
            }
        }

        /// Both the command and what has happened are understood: `acknowledge`, `acknowledged`.
        ///
        /// Whoever signed in answers in their own name, whatever the body says.
        func request(by identity: GatewayIdentity?) throws(ResponseRefusal) -> ResponseRequest {
            let actions: [String: AlertResponse.Action] = [
                "acknowledge": .acknowledged, "override": .overridden, "assign": .assigned, "reopen": .reopened,
            ]
            guard let action = actions[action] ?? AlertResponse.Action(rawValue: action) else {
                throw .invalid(element: "action")
            }
            let actor = AlertResponse.Actor(identity, saying: filled(by?.id) ?? byName, role: by?.role)
            return ResponseRequest(
                action: action, reasonCode: filled(reason?.code) ?? filled(reasonCode), reasonSystem: reason?.system,
                comment: filled(comment), by: actor,
                assignedTo: filled(assignedTo).map { PractitionerID($0) }, alertRevision: alertRevision,
                interventions: interventions, outcome: filled(outcome), reviewAt: reviewAt,
                takesBack: filled(takesBack))
        }

        private func filled(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
    }
}
