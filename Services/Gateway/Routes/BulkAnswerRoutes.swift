import EventContracts
import Foundation
import Hummingbird
import MedicationDomain
import SignIn

/// Several alerts acknowledged at once: each by an event of its own, all of them or none.
struct BulkAnswerRoutes: Sendable {
    let model: ReadModel
    let publisher: LogPublisher
    let now: @Sendable () -> Instant

    private struct Body: Decodable {
        struct Item: Decodable {
            let id: String
            /// The revision that was seen: nobody answers unseen what has changed.
            let alertRevision: Int
        }
        let alerts: [Item]
        var byName: String?
    }

    func add(to router: Router<GatewayRequestContext>) {
        router.post("alerts/acknowledgements") { request, context in
            try Response.json(["responses": try await acknowledge(request, context)], status: .accepted)
        }
    }

    private func acknowledge(_ request: Request, _ context: GatewayRequestContext) async throws -> [AlertResponse] {
        let body = try await read(request, context)
        let entries = try await model.entries(of: body.alerts.map { AlertID($0.id) })
        let alerts = try body.alerts.map { item in
            guard let entry = entries[AlertID(item.id)] else {
                throw APIError(.notFound, "unknown-alert", "There is no such alert.")
            }
            // Somebody has just answered it: that answer is not to be replaced unread.
            guard entry.pendingAnswer == nil else { throw BulkAnswerPolicy.Refusal.notSafe }
            return entry.alert
        }
        try BulkAnswerPolicy.check(alerts)
        let (actor, instant) = (AlertResponse.Actor(context.identity, saying: body.byName), now())
        let responses = try zip(alerts, body.alerts).map { alert, item in
            try ResponsePolicy.decide(
                ResponseRequest(action: .acknowledged, by: actor, alertRevision: item.alertRevision), on: alert,
                id: UUID().uuidString.lowercased(), at: instant)
        }
        context.visit.note(
            patients: alerts.map(\.patientId), objects: responses.flatMap { [$0.alertId.rawValue, $0.responseId] })
        try await publisher.publish(
            responses.map { try GatewayRecords.response($0, traceParent: request.traceParent) })
        return responses
    }

    private func read(_ request: Request, _ context: GatewayRequestContext) async throws -> Body {
        guard request.mediaType == "application/json" else {
            throw APIError(.unsupportedMediaType, "media-type", "Send JSON.")
        }
        let bytes = try await request.body.collect(upTo: context.maxUploadSize)
        do {
            return try PayloadCoding.decode(Array(bytes.readableBytesView))
        } catch let error as PayloadError {
            throw APIError(.badRequest, error.code.rawValue, "The answer cannot be read.", element: error.path)
        }
    }
}

extension AlertResponse.Actor {
    /// Whoever signed in answers in their own name; without sign-in the name is what the person says it is, and the
    /// role says so.
    init(_ identity: GatewayIdentity?, saying name: String?, role: String? = nil) {
        func filled(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
        if let identity, identity.isVerified {
            self.init(id: PractitionerID(identity.subject), role: Role.pharmacist.rawValue)
        } else {
            self.init(id: PractitionerID(filled(name) ?? "unnamed"), role: filled(role) ?? "unverified")
        }
    }
}

extension APIError {
    init(_ refusal: BulkAnswerPolicy.Refusal) {
        let words =
            switch refusal {
            case .number: "Between one and \(BulkAnswerPolicy.most) alerts are acknowledged together, each once."
            case .kindsDiffer: "Only alerts of the same kind are acknowledged together."
            case .notSafe: "One of these alerts asks for an answer of its own. Nothing was acknowledged."
            }
        self.init(.unprocessableContent, "not-together", words)
    }
}
