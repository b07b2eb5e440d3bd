import EventContracts
import EventLog
import GRDB
import MedicationDomain
import TestSupport

@testable import ServiceRuntime

/// What must be true when everything has come to rest.
struct FinalAudit {
    let world: World
    let published: [(item: FeedItem, origin: String, at: Instant)]

    func check() async throws {
        try checkEveryRecordLeftATrace()
        try checkStores()
        try await checkGateway()
        let reference = ReferenceModel(published.map(\.item))
        try reference.check(orders: world.auditor.newestOrders())
        let alerts = try world.auditor.newestAlerts()
        try reference.check(findings: alerts.filter { $0.alertId.rawValue.hasPrefix("interaction-check:") })
        try reference.check(stops: alerts)
        if let lost = alerts.first(where: {
            $0.status != .resolved && reference.person($0.patientId.rawValue) != $0.patientId.rawValue
        }) {
            throw Violation(10, "\(lost.alertId.rawValue) is open under a merged record")
        }
        for alert in alerts where alert.checks.checked.isEmpty && alert.checks.notChecked.isEmpty {
            throw Violation(5, "\(alert.alertId.rawValue) says nothing of what was checked")
        }
    }

    /// 1: state, announcement, pending fact or dead letter.
    private func checkEveryRecordLeftATrace() throws {
        let auditor = world.auditor
        for (item, origin, _) in published {
            switch item.meaning {
            case .unreadable:
                guard auditor.refused.contains(origin) else { throw Violation(1, "no dead letter for \(origin)") }
            case .otherFact where item.isAppointment: continue
            case .order, .dispense, .otherFact, .death, .merge:
                guard auditor.forwarded.contains(origin) else { throw Violation(1, "\(origin) left no trace") }
                guard !auditor.refused.contains(origin) else { throw Violation(1, "\(origin) is good and was refused") }
            }
        }
    }

    /// 4, 7, 10: nothing unsent, nothing overdue, and what was published last is what the store holds.
    private func checkStores() throws {
        var held: [EntityID: Int] = [:]
        var terminal: Set<EntityID> = []
        for instance in world.first + world.second {
            for (partition, engine) in instance.engines {
                guard engine.phase == .live else { throw Violation(0, "\(instance.identity) is not live") }
                try instance.disk.read(partition) { database in
                    guard try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM outbox") == 0 else {
                        throw Violation(4, "\(instance.identity) holds back announcements")
                    }
                    let due = try Int64.fetchOne(database, sql: "SELECT MIN(due) FROM deadline")
                    if let due, due <= world.clock.now.millisecondsSince1970 {
                        throw Violation(7, "\(instance.identity) has a deadline that did not fire")
                    }
                    for row in try Row.fetchAll(
                        database, sql: "SELECT entityId, revision, isTerminal FROM announced")
                    {
                        let entity = EntityID(rawValue: row[0])
                        held[entity] = row[1]
                        if row[2] { terminal.insert(entity) }
                    }
                }
            }
        }
        for (entity, word) in world.auditor.newest {
            guard let revision = held[entity] else { throw Violation(10, "\(entity.rawValue) stands in no store") }
            guard revision == word.revision else {
                throw Violation(
                    10, "\(entity.rawValue) was last said as \(word.revision), the store holds \(revision)")
            }
        }
        for entity in held.keys where world.auditor.newest[entity] == nil {
            throw Violation(10, "\(entity.rawValue) was never published")
        }
    }

    /// The worklist shows what stands on the topics.
    private func checkGateway() async throws {
        let shown = try await world.gateway.openAlerts()
        let open = try world.auditor.newestAlerts().filter { $0.status != .resolved }
        let said = Dictionary(uniqueKeysWithValues: open.map { ($0.alertId, $0.revision) })
        guard shown == said else {
            throw Violation(10, "the worklist shows \(shown.count) alerts, \(said.count) stand")
        }
    }
}

extension FeedItem {
    /// None of ours: ignored, and no error.
    var isAppointment: Bool {
        message.value.map { String(decoding: $0, as: UTF8.self).contains("Appointment") } ?? false
    }
}
