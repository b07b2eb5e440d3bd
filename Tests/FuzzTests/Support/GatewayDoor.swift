import EventLog
import GRDB
import HTTPTypes
import Hummingbird
import Logging
import MedicationDomain

@testable import Gateway

/// The gateway's router without sockets, over a log that keeps nothing.
struct GatewayDoor {
    private let responder: RouterResponder<GatewayRequestContext>
    /// Silent, except for an input that is looked at alone.
    private let logger = Logger(label: "fuzz") { label -> any LogHandler in
        guard FuzzSettings.current.number != nil else { return SwiftLogNoOpLogHandler() }
        return StreamLogHandler.standardError(label: label)
    }

    init(log: any EventLog = SinkLog(), publishWithin limit: Duration = .seconds(10)) async throws {
        let store = try ReadModelStore(DatabaseQueue())
        let now = Instant(millisecondsSince1970: 1_795_253_400_000)
        try await store.database.write { database in
            _ = try AlertTable.put(HTTPInputs.alert(at: now), in: database)
        }
        var hooks = HookSettings()
        hooks.patience = .milliseconds(1)
        let application = try GatewayApplication(
            log: log, store: store, instance: "fuzz", address: try ListenAddress(port: 0), logger: logger,
            now: { now }, publishWithin: limit, patience: .milliseconds(1), hooks: hooks)
        responder = try application.server.router().buildResponder()
    }

    struct Answer {
        var status: Int
        var type: String
        var text: String
    }

    func send(_ input: HTTPInputs.Input) async throws -> Answer {
        try await send(input, RequestBody(buffer: ByteBuffer(bytes: input.body)))
    }

    func send(_ input: HTTPInputs.Input, _ body: RequestBody) async throws -> Answer {
        var head = HTTPRequest(method: input.method, scheme: "http", authority: "localhost", path: input.path)
        head.headerFields[.contentType] = input.contentType
        head.headerFields[.accept] = input.accept
        let request = Request(head: head, body: body)
        let response = try await responder.respond(to: request, context: GatewayRequestContext(logger: logger))
        let text = Answered()
        if response.headers[.contentType] != "text/event-stream" { try await response.body.write(text) }
        return Answer(
            status: response.status.code, type: response.headers[.contentType] ?? "", text: text.box.text)
    }
}

private struct Answered: ResponseBodyWriter {
    final class Box: @unchecked Sendable {
        var text = ""
    }
    let box = Box()

    func write(_ buffer: ByteBuffer) async throws { box.text += String(buffer: buffer) }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
