import HTTPTypes
import Hummingbird
import ServiceLifecycle

/// `GET /events`: what changes, as it changes, as server-sent events.
struct EventRoutes: Sendable {
    static let lookAtSessionEvery = Duration.seconds(5)
    static let longestOnOneToken = Duration.seconds(300)

    let hub: EventHub
    let checks: ChecksWatch
    let sessions: Sessions

    func add(to router: Router<GatewayRequestContext>) {
        router.head("events") { _, _ in Response(status: .ok, headers: [.contentType: "text/event-stream"]) }
        router.get("events") { request, context in
            let greeting = StreamEvent.checks(try await checks.report()).text(id: nil)
            let lastEventID = HTTPField.Name("last-event-id").flatMap { request.headers[$0] }
            guard let subscription = await hub.listen(after: lastEventID) else {
                throw APIError(
                    .serviceUnavailable, "too-many-listeners", "There are as many listeners as there may be.")
            }
            return Response(
                status: .ok, headers: [.contentType: "text/event-stream"],
                body: ResponseBody { writer in
                    try await send(greeting, subscription, to: writer, for: context)
                    try await writer.finish(nil)
                })
        }
    }

    /// Writes until the listener leaves, the gateway ends, or the listener is found too slow.
    private func send(
        _ greeting: String, _ subscription: EventHub.Subscription, to writer: any ResponseBodyWriter,
        for context: GatewayRequestContext
    ) async throws {
        let pen = Pen(writer: writer)
        let seesAlerts = context.identity?.seesClinicalDetail == true
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    var writer = pen.writer
                    try await writer.write(ByteBuffer(string: greeting))
                    for await message in subscription.messages.cancelOnGracefulShutdown() {
                        if !seesAlerts, StreamEvent.isClinical(message) { continue }
                        try await writer.write(ByteBuffer(string: message))
                    }
                }
                group.addTask { for await _ in subscription.eviction {} }
                group.addTask { try await stayWhileSignedIn(context.identity) }
                try await group.next()
                group.cancelAll()
            }
        } catch {
            await hub.leave(subscription.number)
            throw error
        }
        await hub.leave(subscription.number)
    }

    /// Returns when the session ended; whoever brought a token comes again with it when the connection is renewed.
    private func stayWhileSignedIn(_ identity: GatewayIdentity?) async throws {
        let began = ContinuousClock.now
        while true {
            try await Task.sleep(for: EventRoutes.lookAtSessionEvery)
            switch identity?.method {
            case .session(let id)?: if sessions.find(id) == nil { return }
            case .token?: if ContinuousClock.now - began > EventRoutes.longestOnOneToken { return }
            case .unverified?, nil: break
            }
        }
    }

    /// Carries the writer into the child task that exists so that a write that hangs can be cancelled; nobody else
    /// writes while it runs.
    private struct Pen: @unchecked Sendable {
        let writer: any ResponseBodyWriter
    }
}
