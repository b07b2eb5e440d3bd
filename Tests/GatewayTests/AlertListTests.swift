import EventContracts
import MedicationDomain
import Testing

@testable import Gateway

/// The parts of `GET /alerts` that these tests look at.
struct ListedAlerts: Decodable {
    struct Checks: Decodable {
        let state: String
        let notCheckedSince: Instant?
    }
    let asOf: Instant
    let checks: Checks
    let total: Int
    let alerts: [Alert]
    let pendingAnswers: [AlertResponse]
    var ids: [String] { alerts.map { String($0.alertId.rawValue.drop { $0 != ":" }.dropFirst()) } }
}

@Suite struct AlertListTests {
    private func sample(_ name: String, _ change: (inout Alert) -> Void = { _ in }) -> Alert {
        var alert = Alert.sample(AlertID("interaction-check:\(name)"))
        change(&alert)
        return alert
    }

    @Test func alertsStandInTheOrderOfRisk() async throws {
        let desk = try Desk()
        let (early, late) = (Desk.start + .minutes(1), Desk.start + .minutes(2))
        let expected = [
            sample("interrupts") { ($0.interruptive, $0.severity) = (true, .moderate) },
            sample("contraindicated") { $0.severity = .contraindicated },
            sample("escalated") { $0.escalationLevel = 1 },
            sample("due-early") { $0.dueAt = early },
            sample("due-late") { $0.dueAt = late },
            sample("raised-early"),
            sample("raised-late-a") { $0.raisedAt = early },
            sample("raised-late-b") { $0.raisedAt = early },
            sample("minor") { ($0.severity, $0.dueAt, $0.escalationLevel) = (.minor, Desk.start, 3) },
        ]
        for alert in expected.reversed() { try desk.say(alert, revision: 1) }
        try await desk.read()
        let listed: ListedAlerts = try await desk.get("/alerts").decoded()
        #expect(listed.alerts.map(\.alertId) == expected.map(\.alertId))
    }

    @Test func answeredAlertsStandBehindAndAreListedWhenAskedFor() async throws {
        let desk = try Desk()
        try desk.say(sample("done") { ($0.status, $0.interruptive) = (.overridden, true) }, revision: 1)
        try desk.say(sample("open") { $0.severity = .minor }, revision: 1)
        try desk.say(sample("gone") { $0.status = .resolved }, revision: 1)
        try await desk.read()
        #expect(try await desk.get("/alerts").decoded(ListedAlerts.self).ids == ["open"])
        #expect(try await desk.get("/alerts?status=all").decoded(ListedAlerts.self).ids == ["open", "done", "gone"])
    }

    @Test(arguments: [
        ("severity=minor", ["b"]), ("severity=minor,major", ["a", "b"]), ("kind=run-out", ["b"]),
        ("patient=p-2", ["b"]), ("interruptive=true", ["a"]), ("limit=1&offset=1", ["b"]), ("patient=nobody", []),
        ("kind=", ["a", "b"]),
    ])
    func filtersNarrowTheListDown(_ query: String, _ expected: [String]) async throws {
        let desk = try Desk()
        try desk.say(sample("a") { $0.interruptive = true }, revision: 1)
        try desk.say(
            sample("b") { ($0.severity, $0.kind, $0.patientId) = (.minor, .runOut, "p-2") }, revision: 1)
        try await desk.read()
        #expect(try await desk.get("/alerts?\(query)").decoded(ListedAlerts.self).ids == expected)
    }

    @Test(arguments: ["severity=grave", "limit=0", "limit=501", "offset=-1", "interruptive=maybe", "sevrity=major"])
    func aFilterThatCannotBeUnderstoodIsRefusedRatherThanIgnored(_ query: String) async throws {
        let desk = try Desk()
        let answer = try await desk.get("/alerts?\(query)")
        #expect(answer.status == 400)
        #expect(answer.text.contains("bad-parameter"))
    }

    @Test func onlyNewerRevisionsChangeAnAlert() async throws {
        let desk = try Desk()
        try desk.say(sample("a") { $0.summary = "second" }, revision: 2)
        try desk.say(sample("a") { $0.summary = "first" }, revision: 1)
        try desk.say(sample("a") { $0.summary = "other second" }, revision: 2)
        try await desk.read()
        #expect(try await desk.get("/alerts").decoded(ListedAlerts.self).alerts.map(\.summary) == ["second"])
    }

    @Test func oneAlertIsShownWithThePatientsMedicines() async throws {
        let desk = try Desk()
        try desk.say(sample("a"), revision: 1)
        let orders: [(OrderID, String, OrderEvent.Status)] = [
            ("o-1", "Oxycodone 5 mg", .accepted), ("o-2", "Stopped drug", .stopped), ("o-3", "Baclofen 10 mg", .held),
        ]
        for (id, text, status) in orders {
            try desk.put(
                OrderEvent(orderId: id, patientId: "p-17", status: status, medication: Medication(text: text)),
                on: .prescribingEvents, about: "p-17", revision: 1)
        }
        try await desk.read()
        struct One: Decodable { let medicines: [PatientMedicine] }
        let one: One = try await desk.get("/alerts/interaction-check:a").decoded()
        #expect(one.medicines.map(\.text) == ["Baclofen 10 mg", "Oxycodone 5 mg"])
        #expect(try await desk.get("/alerts/interaction-check:b").status == 404)
    }
}
