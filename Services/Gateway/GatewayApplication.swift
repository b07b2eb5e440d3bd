import AuditTrail
import EventContracts
import EventLog
import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import MedicationDomain
import NIOCore
import ServiceLifecycle

/// The gateway, wired: it follows the log without a group, answers HTTP, and says that it is alive.
struct GatewayApplication: Sendable {
    let server: GatewayServer
    private let address: ListenAddress
    private let follower: ReadModelFollower
    private let replies: ReplyFollower
    private let reporter: StatusReporter
    private let auditPublisher: AuditPublisher
    private let logger: Logger
    private let instance: String

    /// Opens the read model and the audit store in `<data>/gateway/<instance>`; throws when it cannot.
    init(
        log: any EventLog, dataDirectory: URL, instance: String, address: ListenAddress, logger: Logger,
        door: GatewayServer.Door, now: @escaping @Sendable () -> Instant, hooks: HookSettings = HookSettings()
    ) throws {
        let folder = dataDirectory.appending(path: "gateway").appending(path: instance)
        try self.init(
            log: log, store: try ReadModelStore.open(in: folder), audit: try AuditStore.open(in: folder),
            instance: instance, address: address, logger: logger, door: door, now: now, hooks: hooks)
    }

    init(
        log: any EventLog, store: ReadModelStore, audit: AuditStore? = nil, instance: String, address: ListenAddress,
        logger: Logger, door: GatewayServer.Door = GatewayServer.Door(), now: @escaping @Sendable () -> Instant,
        publishWithin limit: Duration = LogPublisher.limit, patience: Duration = AssistanceDesk.patience,
        hooks: HookSettings = HookSettings()
    ) throws {
        let (model, hub, progress) = (ReadModel(store: store), EventHub(), ReadingProgress())
        let (publisher, mailbox) = (LogPublisher(log: log, limit: limit), ReplyMailbox())
        let auditStore = try audit ?? AuditStore()
        let auditLog = AuditLog(auditStore)
        self.address = address
        self.logger = logger
        self.instance = instance
        auditPublisher = AuditPublisher(store: auditStore, news: auditLog.news, publisher: publisher, logger: logger)
        follower = ReadModelFollower(
            log: log, model: model, hub: hub, progress: progress, now: now, logger: logger)
        replies = ReplyFollower(log: log, mailbox: mailbox, logger: logger)
        reporter = StatusReporter(
            publisher: publisher, model: model, progress: progress, instance: instance, now: now, logger: logger)
        let desk = AssistanceDesk(publisher: publisher, mailbox: mailbox, now: now, patience: patience)
        server = GatewayServer(
            model: model,
            checks: ChecksWatch(model: model, progress: progress, hub: hub, now: now, logger: logger), hub: hub,
            publisher: publisher,
            desk: desk, batches: BatchDesk(desk: desk, now: now),
            drafts: DraftDesk(
                line: QuestionLine(publisher: publisher, mailbox: mailbox, now: now), patience: hooks.patience),
            publicURL: hooks.publicURL,
            log: log, progress: progress, now: now, audit: auditLog, door: door)
    }

    /// Sends what the audit topic has not acknowledged yet.
    func publishAudit() async throws { try await auditPublisher.publishAll() }

    /// Reads the topics up to their present end, and no further.
    func catchUp() async throws { try await follower.catchUp() }

    /// Reads on until that many batches of new records have been taken in.
    func follow(for batches: Int) async throws { try await follower.follow(for: batches) }

    func ownStatus() async throws -> ServiceStatus { try await reporter.status() }

    /// Serves until the task is cancelled or a graceful shutdown is asked for; returns once drained.
    func run() async throws {
        let application = Application(
            router: try server.router(), server: try Self.protocol(door: server.door),
            configuration: Self.configuration(of: address, logger: logger),
            services: [
                Loop { [follower] in await follower.run() }, Loop { [replies] in await replies.run() },
                Loop { [reporter] in await reporter.run() }, Loop { [server] in await server.checks.run() },
                Loop { [auditPublisher] in await auditPublisher.run() },
            ],
            logger: logger)
        try await server.audit.record(
            AuditEntry(
                at: server.now(), kind: .start, route: "gateway serve",
                agent: AuditEntry.Agent(subject: "gateway \(instance)"), status: 200))
        do {
            try await application.run()
        } catch {
            await end()
            if Task.isCancelled { return }
            throw error
        }
        await end()
    }

    /// No more connections than may be; who comes later waits with the kernel until one ends.
    static func configuration(of address: ListenAddress, logger: Logger) -> ApplicationConfiguration {
        ApplicationConfiguration(
            address: .hostname(address.host, port: address.port), serverName: "titrate-gateway",
            availableConnectionsDelegate: MaximumAvailableConnections(GatewayLimits.connections, logger: logger))
    }

    /// Plain where a proxy ends TLS, or nobody but this machine listens in.
    private static func `protocol`(door: GatewayServer.Door) throws -> HTTPServerBuilder {
        let plain = HTTPServerBuilder.http1(configuration: connections)
        guard let security = door.security else { return plain }
        return try .tls(plain, tlsConfiguration: security.configuration)
    }

    /// A connection that brings no whole head within the time is closed, and so is one whose body stops coming.
    static var connections: HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionDeadlines()],
            idleTimeout: .seconds(GatewayLimits.idleSeconds),
            httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                maxHeaderFieldSize: 16 * 1024, maxHeaderListSize: 32 * 1024, maxHeaderFieldCount: 100))
    }

    /// What readiness asks: whether the pages show all that is known, and whether reading goes on.
    func health() -> [GatewayHealth] {
        let state = server.progress.current
        return [
            GatewayHealth(name: "read-model", isHealthy: state.isCaughtUp, code: state.isCaughtUp ? "read" : "reading"),
            GatewayHealth(name: "event-log", isHealthy: state.trouble == nil, code: state.trouble ?? "read"),
        ]
            + [server.audit.currentTrouble].compactMap(\.self).map {
                GatewayHealth(name: "audit", isHealthy: false, code: $0)
            }
    }

    private func end() async {
        await server.hub.close()
        await server.batches.close()
        await server.publisher.close()
    }
}

/// One line of the gateway's readiness.
struct GatewayHealth: Hashable, Sendable {
    let name: String
    let isHealthy: Bool
    let code: String
}

/// A loop that runs beside the server and ends with it.
private struct Loop: Service {
    let body: @Sendable () async -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown { await body() }
    }
}
