import EventContracts
import EventLog
import GRDB
import MedicationDomain
import TestSupport

@testable import Gateway

/// The gateway's read model, fed from every partition of its inputs, and the pharmacist in front of it.
final class SimulatedGateway {
    private unowned let world: World
    private(set) var model: ReadModel
    private var next: [TopicPartition: Int64] = [:]
    private var answers = 0

    init(in world: World) throws {
        self.world = world
        model = ReadModel(store: try ReadModelStore(DatabaseQueue(configuration: ReadModelStore.configuration)))
    }

    /// Its store is gone: it reads everything again.
    func loseStore() throws {
        model = ReadModel(store: try ReadModelStore(DatabaseQueue(configuration: ReadModelStore.configuration)))
        next = [:]
    }

    func turn() async throws -> Bool {
        let places = Projection.inputs.flatMap { topic in
            (0..<Int32(world.plan.partitions)).map { TopicPartition(topic, $0) }
        }
        let unread = places.filter { world.log.broker.end(of: $0) > next[$0] ?? 0 }
        guard let place = unread.randomElement(using: &world.random) else { return false }
        let records = world.log.broker.records(in: place, from: next[place] ?? 0, max: 200)
        let batch = try await model.apply(records, readAt: world.clock.now)
        guard batch.unreadable.isEmpty else { throw Violation(1, "the gateway cannot read \(place.topic)") }
        next[place] = batch.nextOffset
        return true
    }

    /// A pharmacist takes one of the open alerts, as she sees it, and answers it.
    @discardableResult
    func answerOne(inTime: Bool = false) async throws -> Bool {
        let page = try await model.alerts(AlertQuery())
        let open = page.entries.filter { $0.pendingAnswer == nil }.map(\.alert).filter { $0.status == .open }
        // Those that interrupt come first, as on the worklist.
        let pressing = open.filter { $0.dueAt.map { $0 > world.clock.now } ?? false }
        guard let alert = (pressing.isEmpty && !inTime ? open : pressing).randomElement(using: &world.random) else {
            return false
        }
        answers += 1
        let isOverride = Bool.random(using: &world.random)
        let request = ResponseRequest(
            action: isOverride ? .overridden : .acknowledged, reasonCode: isOverride ? "risk-benefit-ratio" : nil,
            comment: Canary.comment,
            by: AlertResponse.Actor(id: "pharmacist-1", role: "pharmacist"), alertRevision: alert.revision)
        let response = try ResponsePolicy.decide(
            request, on: alert, id: "answer-\(answers)", at: world.clock.now)
        world.append(try GatewayRecords.response(response))
        world.auditor.noteAnswer(to: alert.alertId, revision: alert.revision, at: world.clock.now)
        return true
    }

    func openAlerts() async throws -> [AlertID: Int] {
        var query = AlertQuery()
        query.limit = AlertQuery.largestPage
        query.statuses = [.provisional, .open, .acknowledged, .overridden]
        let alerts = try await model.alerts(query).entries.map(\.alert)
        return Dictionary(uniqueKeysWithValues: alerts.map { ($0.alertId, $0.revision) })
    }
}
