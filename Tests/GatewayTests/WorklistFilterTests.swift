import EventContracts
import HTTPTypes
import MedicationDomain
import SignIn
import TestSupport
import Testing

@testable import Gateway

/// Whose, how old, due by when, and each patient's alerts together: asked in the address.
@Suite struct WorklistFilterTests {
    private static let page: HTTPFields = [.accept: "text/html"]

    private func sample(_ name: String, _ change: (inout Alert) -> Void = { _ in }) -> Alert {
        var alert = Alert.sample(AlertID("interaction-check:\(name)"), raisedAt: Desk.start - .minutes(1))
        change(&alert)
        return alert
    }

    private func desk(_ alerts: [Alert], signIn: [TrustedIssuer] = []) async throws -> Desk {
        let desk = try Desk(signIn: signIn)
        for alert in alerts { try desk.say(alert, revision: 1) }
        try await desk.read()
        return desk
    }

    @Test(arguments: [
        ("owned=nobody", ["free"]), ("owner=ph-1", ["hers"]), ("owner=ph-9", []),
        ("owned=nobody&owner=ph-1", []), ("owner=", ["free", "hers", "his"]),
    ])
    func alertsAreFoundByTheirOwner(_ query: String, _ expected: [String]) async throws {
        let desk = try await desk([
            sample("free"), sample("hers") { $0.assignedTo = "ph-1" }, sample("his") { $0.assignedTo = "ph-2" },
        ])
        #expect(try await desk.get("/alerts?\(query)").decoded(ListedAlerts.self).ids == expected)
    }

    @Test func mineIsWhoeverSignedInAndNobodyWhereNobodyDoes() async throws {
        let issuer = TestIssuer()
        let alerts = [sample("hers") { $0.assignedTo = "ph-1" }, sample("his") { $0.assignedTo = "ph-2" }]
        let signed = try await desk(alerts, signIn: [issuer.trusted])
        var headers = Self.page
        headers[.authorization] =
            "Bearer \(try issuer.token(roles: [.pharmacist], at: signed.now, claims: ["sub": "ph-1"]))"
        let page = try await signed.get("/worklist?owned=mine", headers: headers).text
        #expect(page.contains("interaction-check:hers") && !page.contains("interaction-check:his"))
        #expect(page.contains("Take it myself") && page.contains("name=\"assignedTo\" value=\"ph-1\""))
        #expect(page.contains("<option value=\"mine\" selected>"))
        let open = try await desk(alerts)
        #expect(try await open.get("/alerts?owned=mine").status == 400)
        let form = try await open.get("/worklist", headers: Self.page).text
        #expect(!form.contains("value=\"mine\"") && form.contains("name=\"owner\""))
        #expect(!form.contains("Take it myself"))
    }

    @Test func anAssignmentMovesTheAlertToItsNewOwner() async throws {
        let desk = try await desk([sample("a")])
        try desk.say(sample("a") { $0.assignedTo = "ph-1" }, revision: 2, .updated)
        try await desk.read()
        #expect(try await desk.get("/alerts?owned=nobody").decoded(ListedAlerts.self).ids == [])
        #expect(try await desk.get("/alerts?owner=ph-1").decoded(ListedAlerts.self).ids == ["a"])
    }

    @Test(arguments: [
        ("age=1h", ["week", "day", "shift", "hour"]), ("age=8h", ["week", "day", "shift"]),
        ("age=1d", ["week", "day"]),
        ("age=7d", ["week"]),
    ])
    func alertsAreFoundByTheirAge(_ query: String, _ expected: [String]) async throws {
        let ages: [(String, Span)] = [
            ("new", .minutes(59)), ("hour", .hours(1)), ("shift", .hours(8)), ("day", .days(1)), ("week", .days(7)),
        ]
        let desk = try await desk(ages.map { age in sample(age.0) { $0.raisedAt = Desk.start - age.1 } })
        #expect(try await desk.get("/alerts?\(query)").decoded(ListedAlerts.self).ids == expected)
    }

    /// The desk's clock stands at 09:30 UTC.
    @Test(arguments: [
        ("due=overdue", ["late"]), ("due=hour", ["late", "soon"]), ("due=today", ["late", "soon", "noon", "night"]),
        // In Honolulu it is half an hour before midnight, in Tokyo half past six in the evening.
        ("due=today&zone=-600", ["late"]), ("due=today&zone=540", ["late", "soon", "noon"]),
    ])
    func alertsAreFoundByTheirDueTime(_ query: String, _ expected: [String]) async throws {
        #expect(Desk.start.description.contains("T09:30"), "\(Desk.start)")
        let times: [(String, Span)] = [
            ("late", .minutes(-1)), ("soon", .minutes(59)), ("noon", .hours(3)), ("night", .hours(14)),
            ("tomorrow", .hours(24)), ("later", .hours(48)),
        ]
        let desk = try await desk(
            times.map { time in sample(time.0) { $0.dueAt = Desk.start + time.1 } } + [sample("never")])
        #expect(try await desk.get("/alerts?\(query)").decoded(ListedAlerts.self).ids == expected)
    }

    @Test(arguments: [
        "owned=yours", "age=2h", "age=1", "due=tomorrow", "zone=900", "zone=x", "group=kind", "group=patient,kind",
    ])
    func whatCannotBeUnderstoodIsRefused(_ query: String) async throws {
        let answer = try await Desk().get("/alerts?\(query)")
        #expect(answer.status == 400 && answer.text.contains("bad-parameter"))
    }

    @Test func groupedByPatientThePatientOfTheGravestAlertStandsFirst() async throws {
        let alerts = [
            sample("b-grave") { ($0.patientId, $0.severity) = ("p-b", .contraindicated) },
            sample("b-mild") { ($0.patientId, $0.severity) = ("p-b", .minor) },
            sample("a-major") { $0.patientId = "p-a" },
            sample("c-moderate-1") { ($0.patientId, $0.severity) = ("p-c", .moderate) },
            sample("a-moderate") { ($0.patientId, $0.severity, $0.raisedAt) = ("p-a", .moderate, Desk.start) },
            sample("c-moderate-2") { ($0.patientId, $0.severity) = ("p-c", .moderate) },
        ]
        let desk = try await desk(alerts.reversed())
        let expected = ["b-grave", "b-mild", "a-major", "a-moderate", "c-moderate-1", "c-moderate-2"]
        #expect(try await desk.get("/alerts?group=patient").decoded(ListedAlerts.self).ids == expected)
        let second = try await desk.get("/alerts?group=patient&limit=2&offset=2").decoded(ListedAlerts.self)
        #expect(second.ids == ["a-major", "a-moderate"] && second.total == 6)
        for (offset, limit) in (0...6).flatMap({ offset in (1...4).map { (offset, $0) } }) {
            let page = try await desk.get("/alerts?group=patient&limit=\(limit)&offset=\(offset)")
            #expect(
                try page.decoded(ListedAlerts.self).ids == Array(expected.dropFirst(offset).prefix(limit)),
                "\(limit) after \(offset)")
        }
        let page = try await desk.get("/worklist?group=patient&severity=minor,moderate,major", headers: Self.page).text
        let heads = page.split(separator: "<section class=\"patient-group\"").dropFirst()
        #expect(heads.count == 3 && heads.first?.contains("Patient p-a") == true)
        #expect(page.contains("href=\"/worklist?severity=minor,moderate,major\""), "back to the list by risk")
    }

    @Test func filtersStayInTheAddressFromPageToPage() async throws {
        let desk = try await desk((0..<3).map { number in sample("a-\(number)") { $0.assignedTo = "ph 1" } })
        desk.now = Desk.start + .days(2)
        let query = "owner=ph%201&age=1d&due=today&zone=60&group=patient"
        let page = try await desk.get("/worklist?\(query)&limit=1", headers: Self.page).text
        #expect(page.contains("No alert matches"))
        let next = try await desk.get("/worklist?owner=ph%201&age=1d&group=patient&limit=1", headers: Self.page).text
        #expect(next.contains("href=\"/worklist?owner=ph%201&amp;age=1d&amp;group=patient&amp;limit=1&amp;offset=1\""))
        #expect(next.contains("<option value=\"1d\" selected>"))
    }

    @Test func whatWasNotCheckedIsSeenWithoutOpeningTheAlert() async throws {
        let desk = try await desk([
            sample("a") { alert in
                alert.checks = CheckStatement(
                    checked: ["dose"],
                    notChecked: ["renal-dose", "age", "pregnancy", "allergy"].map {
                        .init(check: $0, reason: "unknown")
                    })
            }
        ])
        let page = try await desk.get("/worklist/rows").text
        let summary = try #require(page.firstRange(of: "</summary>").map { page[..<$0.lowerBound] })
        #expect(summary.contains("Not checked: Renal dose, Age, Pregnancy and 1 more"))
    }
}
