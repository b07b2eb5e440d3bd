import HTTPTypes
import Hummingbird
import ServiceLifecycle

/// `GET /events`: what changes, as it changes, as server-sent events.
struct EventRoutes: Sendable {
    let hub: EventHub
    let checks: ChecksWatch

    func add(to router: Router<GatewayRequestContext>) {
        router.head("events") { _, _ in Response(status: .ok, headers: [.contentType: "text/event-stream"]) }
        router.get("events") { request, _ in
            let greeting = StreamEvent.checks(try await checks.report()).text(id: nil)
            let lastEventID = HTTPField.Name("last-event-id").flatMap { request.headers[$0] }
            guard let subscription = await hub.listen(after: lastEventID) else {
                throw APIError(
                    .serviceUnavailable, "too-many-listeners", "There are as many listeners as there may be.")
            }
            return Response(
                status: .ok, headers: [.contentType: "text/event-stream"],
                body: ResponseBody { writer in
                    try await send(greeting, subscription, to: writer)
                    try await writer.finish(nil)
                })
        }
    }

    /// Writes until the listener leaves, the gateway ends, or the listener is found too slow.
    private func send(
        _ greeting: String, _ subscription: EventHub.Subscription, to writer: any ResponseBodyWriter
    ) async throws {
        let pen = Pen(writer: writer)
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    var writer = pen.writer
                    try await writer.write(ByteBuffer(string: greeting))
                    for await message in subscription.messages.cancelOnGracefulShutdown() {
                        try await writer.write(ByteBuffer(string: message))
                    }
                }
                group.addTask { for await _ in subscription.eviction {} }
                try await group.next()
                group.cancelAll()
            }
        } catch {
            await hub.leave(subscription.number)
            throw error
        }
        await hub.leave(subscription.number)
    }

    /// Carries the writer into the child task that exists so that a write that hangs can be cancelled; nobody else
    /// writes while it runs.
    private struct Pen: @unchecked Sendable {
        let writer: any ResponseBodyWriter
    }
}
