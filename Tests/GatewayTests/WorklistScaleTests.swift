import EventContracts
import Foundation
import GRDB
import MedicationDomain
import TestSupport
import Testing

@testable import Gateway

/// A worklist with very many alerts; `make gateway-load` asks for a hundred thousand.
@Suite struct WorklistScaleTests {
    private static let count =
        ProcessInfo.processInfo.environment["TITRATE_WORKLIST"].flatMap { Int($0) } ?? 2000
    /// So many questions of each kind are timed.
    private static let rounds = count > 10_000 ? 50 : 3

    private static let queries: [(name: String, parameters: [(name: String, value: String)])] = [
        ("the worklist", []), ("its 20th page", [("offset", "2000")]), ("one severity", [("severity", "moderate")]),
        ("a rare kind", [("kind", "pump-fault")]), ("interrupting", [("interruptive", "true")]),
        ("one patient", [("patient", "scale-7")]), ("nobody's", [("owned", "nobody")]),
        ("somebody's", [("owner", "ph-3")]),
        ("overdue", [("due", "overdue")]), ("a day old", [("age", "1d")]), ("resolved", [("status", "resolved")]),
        ("by patient", [("group", "patient")]), ("all", [("status", "all")]),
    ]

    private func alerts(_ seed: UInt64) -> [Alert] {
        var random = SeededGenerator(seed: seed)
        return (0..<Self.count).map { number in
            let severity = Severity.allCases.randomElement(using: &random) ?? .minor
            let isRare = number % 997 == 0
            var alert = Alert.sample(
                AlertID("interaction-check:r-\(number % 13):scale-\(number)"),
                patient: PatientID("scale-\(number % max(1, Self.count / 4))"), severity: severity,
                interruptive: severity == .major && Bool.random(using: &random),
                status: number % 20 == 0 ? .resolved : number % 9 == 0 ? .acknowledged : .open,
                raisedAt: Desk.start - .minutes(Double(Int.random(in: 0..<5000, using: &random))),
                dueAt: Bool.random(using: &random)
                    ? Desk.start + .minutes(Double(Int.random(in: -600..<600, using: &random))) : nil,
                kind: isRare ? .pumpFault : [.interaction, .dose, .runOut][number % 3])
            if number % 5 == 0 { alert.assignedTo = PractitionerID("ph-\(number % 40)") }
            alert.revision = 1
            return alert
        }
    }

    @Test(.timeLimit(.minutes(10))) func whatIsCountedIsWhatIsThereAndEveryQuestionIsAnsweredSoon() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "titrate-worklist-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try ReadModelStore.open(in: folder)
        let model = ReadModel(store: store)
        let all = alerts(1)
        try await store.database.write { database in
            for alert in all { _ = try AlertTable.put(alert, in: database) }
        }
        // Some change, some are forgotten: the numbers beside them follow.
        var changed = Dictionary(uniqueKeysWithValues: all.map { ($0.alertId, $0) })
        try await store.database.write { database in
            for (number, alert) in all.enumerated() where number % 7 == 0 {
                var next = alert
                next.revision = 2
                (next.status, next.severity, next.interruptive) = (.overridden, .contraindicated, true)
                _ = try AlertTable.put(next, in: database)
                changed[next.alertId] = next
            }
            for (number, alert) in all.enumerated() where number % 11 == 0 {
                try database.execute(sql: "DELETE FROM alert WHERE id = ?", arguments: [alert.alertId.rawValue])
                changed[alert.alertId] = nil
            }
        }
        let reader = AlertQuery.Reader(subject: "ph-1", now: Desk.start)
        for (name, parameters) in Self.queries {
            let query = try AlertQuery(parameters, for: reader)
            var times: [Double] = []
            for _ in 0..<Self.rounds {
                let start = ContinuousClock.now
                let page = try await model.alerts(query)
                times.append((ContinuousClock.now - start) / .milliseconds(1))
                let expected = changed.values.count { Self.fits($0, parameters) }
                #expect(page.total == expected, "\(name)")
                #expect(page.counts.resolved == changed.values.count { $0.status == .resolved })
            }
            times.sort()
            if Self.count > 10_000 {
                print(
                    "worklist of \(Self.count), \(name): median \(times[times.count / 2]) ms, most \(times.last ?? 0) ms"
                )
            }
        }
    }

    /// By the plain words of each question.
    private static func fits(_ alert: Alert, _ parameters: [(name: String, value: String)]) -> Bool {
        var isStatusAsked = false
        for (name, value) in parameters {
            switch name {
            case "severity": guard alert.severity.rawValue == value else { return false }
            case "kind": guard alert.kind.rawValue == value else { return false }
            case "interruptive": guard alert.interruptive else { return false }
            case "patient": guard alert.patientId.rawValue == value else { return false }
            case "owned": guard alert.assignedTo == nil else { return false }
            case "owner": guard alert.assignedTo?.rawValue == value else { return false }
            case "due": guard alert.dueAt.map({ $0 < Desk.start }) ?? false else { return false }
            case "age": guard alert.raisedAt <= Desk.start - .hours(24) else { return false }
            case "status":
                isStatusAsked = true
                guard value == "all" || alert.status.rawValue == value else { return false }
            default: break
            }
        }
        return isStatusAsked || alert.status == .open || alert.status == .provisional
    }
}
