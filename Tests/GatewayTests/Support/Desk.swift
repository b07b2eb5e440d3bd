import AuditTrail
import EventContracts
import EventLog
import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import Logging
import MedicationDomain
import SignIn
import Synchronization
import Testing

@testable import Gateway

/// A gateway without sockets: topics in memory, a store in memory, a clock that stands still until it is set.
final class Desk: Sendable {
    static let start = Instant(millisecondsSince1970: 1_795_253_400_000)

    let log: TopicsInMemory
    let application: GatewayApplication
    let audit: AuditStore
    /// Every route of the router.
    let routes: [(method: HTTPRequest.Method, path: String)]
    private let clock: Mutex<Instant>
    private let responder: RouterResponder<GatewayRequestContext>

    init(
        log: TopicsInMemory = TopicsInMemory(), store: ReadModelStore? = nil,
        publishWithin limit: Duration = .seconds(10), patience: Duration = .seconds(3), audit: AuditStore? = nil,
        signIn issuers: [TrustedIssuer] = [], publicAddress: PublicAddress? = nil, hooks: HookSettings = HookSettings(),
        furtherRoutes: (Router<GatewayRequestContext>) -> Void = { _ in }
    ) throws {
        self.log = log
        let audit = try audit ?? AuditStore()
        self.audit = audit
        let box = ClockBox()
        var door = GatewayServer.Door(publicAddress: publicAddress)
        if !issuers.isEmpty { door.mode = SignInMode(verifier: TokenVerifier(issuers, now: { box.now })) }
        application = try GatewayApplication(
            log: log, store: try store ?? ReadModelStore(DatabaseQueue()), audit: audit, instance: "gateway-1",
            address: try ListenAddress(port: 0), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            door: door, now: { box.now }, publishWithin: limit, patience: patience, hooks: hooks)
        let router = try application.server.router()
        furtherRoutes(router)
        routes = router.routes.map { (HTTPRequest.Method($0.method.rawValue) ?? .get, $0.path.description) }
        responder = router.buildResponder()
        clock = Mutex(Desk.start)
        box.read = { [weak self] in self?.now ?? Desk.start }
    }

    var now: Instant {
        get { clock.withLock { $0 } }
        set {
            clock.withLock { $0 = newValue }
            log.setClock(newValue)
        }
    }

    // MARK: - What the services say

    func say(_ alert: Alert, revision: Int, _ change: AlertEvent.Change = .raised) throws {
        var event = AlertEvent(change, alert)
        event.stamp(revision: revision)
        let service = ServiceName(rawValue: String(alert.alertId.rawValue.prefix { $0 != ":" })) ?? .interactionCheck
        try put(event, on: .alerts(of: service), about: alert.patientId, revision: revision)
    }

    func put(_ payload: some EntityPayload, on topic: TopicName, about patient: PatientID, revision: Int) throws {
        let event = CloudEvent(
            id: "\(payload.entityID.rawValue)-\(revision)", source: "urn:titrate:test", type: payload.type,
            time: now, subject: patient.rawValue, entityID: payload.entityID, revision: revision,
            data: try payload.encode())
        try log.add(OutgoingRecord(topic: topic, message: event.message(key: Array(patient.rawValue.utf8))))
    }

    /// Every watched service reports that all is well, except as changed.
    func reportHealthy(except changed: ServiceName? = nil, _ change: (inout ServiceStatus) -> Void = { _ in }) throws {
        for service in ChecksPolicy.watched {
            for partition in 0..<Int32(service == .gateway ? 1 : log.partitions) {
                var status = ServiceStatus(
                    service: service, instance: "i-1", partition: partition, phase: .live, inputs: [],
                    knowledgeVersion: "2026-11-01", knowledgeHash: "abc", reportedAt: now)
                if service == changed { change(&status) }
                try report(status)
            }
        }
    }

    func report(_ status: ServiceStatus) throws {
        let event = CloudEvent(
            id: UUID().uuidString, source: "urn:titrate:test", type: status.type, time: now,
            data: try status.encode())
        let key = Array("\(status.service.rawValue)/\(status.partition)".utf8)
        try log.add(
            OutgoingRecord(
                topic: .status(of: status.service), partition: status.partition, message: event.message(key: key)))
    }

    func read() async throws { try await application.catchUp() }

    // MARK: - What people ask

    func get(_ path: String, headers: HTTPFields = [:], authority: String = "localhost:8080") async throws -> Answer {
        try await send(.get, path, headers: headers, authority: authority)
    }

    func post(
        _ path: String, _ body: String, type: String = "application/json", headers: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = headers
        headers[.contentType] = type
        return try await send(.post, path, body: Array(body.utf8), headers: headers)
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, body: [UInt8] = [], headers: HTTPFields = [:],
        authority: String = "localhost:8080", from address: String? = nil
    ) async throws -> Answer {
        let head = HTTPRequest(
            method: method, scheme: "http", authority: authority, path: path, headerFields: headers)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: body)))
        let context = GatewayRequestContext(
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, remoteAddress: address)
        let response = try await responder.respond(to: request, context: context)
        let collected = Collected()
        if response.headers[.contentType] != "text/event-stream" { try await response.body.write(collected) }
        return Answer(
            status: response.status.code, headers: response.headers, bytes: collected.box.bytes.withLock { $0 })
    }
}

struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let bytes: [UInt8]
    var text: String { String(decoding: bytes, as: UTF8.self) }

    func decoded<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try PayloadCoding.decode(bytes)
    }
}

private struct Collected: ResponseBodyWriter {
    final class Box: Sendable {
        let bytes = Mutex<[UInt8]>([])
    }
    let box = Box()

    func write(_ buffer: ByteBuffer) async throws { box.bytes.withLock { $0 += Array(buffer: buffer) } }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

/// Lets the gateway be built before the desk whose clock it reads.
private final class ClockBox: Sendable {
    private let reading = Mutex<@Sendable () -> Instant>({ Desk.start })
    var now: Instant { reading.withLock { $0 }() }
    var read: @Sendable () -> Instant {
        get { reading.withLock { $0 } }
        set { reading.withLock { $0 = newValue } }
    }
}

extension Alert {
    static func sample(
        _ id: AlertID = "interaction-check:baclofen-opioid:p-17", patient: PatientID = "p-17",
        severity: Severity = .major, interruptive: Bool = false, status: Status = .open,
        summary: String = "Baclofen with oxycodone", raisedAt: Instant = Desk.start, dueAt: Instant? = nil,
        escalationLevel: Int = 0, kind: AlertKind = .interaction
    ) -> Alert {
        Alert(
            alertId: id, patientId: patient, kind: kind, severity: severity, interruptive: interruptive,
            status: status, summary: summary, detail: "Additive sedation.", management: ["Watch breathing"],
            rule: RuleReference(id: "baclofen-opioid", version: "2026-11-01", evidence: .label, citations: []),
            raisedAt: raisedAt, dueAt: dueAt, escalationLevel: escalationLevel)
    }
}
