import AuditTrail
import EventContracts
import EventLog
import HTTPTypes
import MedicationDomain
import Testing

@testable import Gateway

/// Several alerts acknowledged at once: only where each is safe to, and all or none.
@Suite struct BulkAnswerTests {
    private let path = "/alerts/acknowledgements"

    private func sample(_ name: String, _ change: (inout Alert) -> Void = { _ in }) -> Alert {
        var alert = Alert.sample(
            AlertID("interaction-check:\(name)"), patient: PatientID("p-\(name)"), severity: .moderate)
        change(&alert)
        return alert
    }

    private func desk(_ alerts: [Alert]) async throws -> Desk {
        let desk = try Desk()
        for alert in alerts { try desk.say(alert, revision: 2) }
        try await desk.read()
        return desk
    }

    private func body(_ names: [String], revision: Int = 2) -> String {
        let items = names.map { #"{"id":"interaction-check:\#($0)","alertRevision":\#(revision)}"# }
        return #"{"alerts":[\#(items.joined(separator: ","))],"byName":"Dr Gray"}"#
    }

    private func published(on desk: Desk) throws -> [(event: CloudEvent, answer: AlertResponse)] {
        try desk.log.records(of: .alertResponses).map { record in
            let event = try CloudEvent(record.message)
            return (event, try AlertResponse.decode(try #require(event.data), type: event.type))
        }
    }

    @Test func eachAlertIsAnsweredByAnEventOfItsOwn() async throws {
        let desk = try await desk(["a", "b", "c"].map { sample($0) })
        let answer = try await desk.post(path, body(["a", "b"]))
        #expect(answer.status == 202)
        let found = try published(on: desk).sorted { $0.answer.alertId.rawValue < $1.answer.alertId.rawValue }
        #expect(found.map(\.answer.alertId) == ["interaction-check:a", "interaction-check:b"])
        #expect(found.allSatisfy { $0.answer.action == .acknowledged && $0.answer.alertRevision == 2 })
        #expect(found.allSatisfy { $0.answer.by == .init(id: "Dr Gray", role: "unverified") })
        #expect(found.map(\.event.subject) == ["p-a", "p-b"])
        #expect(Set(found.map(\.event.id)).count == 2)
    }

    @Test(arguments: [
        "interruptive", "major", "contraindicated", "escalated", "reopened", "provisional", "other kind", "answered",
    ])
    func oneThatAsksForAnAnswerOfItsOwnRefusesAllOfThem(_ why: String) async throws {
        let other = sample("b") { alert in
            switch why {
            case "interruptive": alert.interruptive = true
            case "major": alert.severity = .major
            case "contraindicated": alert.severity = .contraindicated
            case "escalated": alert.escalationLevel = 1
            case "reopened": alert.reopenedFor = ["the dose rose"]
            case "provisional": alert.status = .provisional
            case "answered": alert.status = .acknowledged
            default: alert.kind = .monitoring
            }
        }
        let desk = try await desk([sample("a"), other])
        let answer = try await desk.post(path, body(["a", "b"]))
        #expect(answer.status == 422 && answer.text.contains("not-together"), "\(answer.text)")
        #expect(try published(on: desk).isEmpty)
        // Nor does the page offer it.
        let page = try await desk.get("/worklist/rows?status=all").text
        #expect(page.split(separator: "class=\"pick\"").count - 1 == (why == "other kind" ? 2 : 1))
    }

    @Test func aChangedOrUnknownOneRefusesAllOfThem() async throws {
        let desk = try await desk([sample("a"), sample("b")])
        #expect(try await desk.post(path, body(["a", "b"], revision: 1)).status == 409)
        #expect(try await desk.post(path, body(["a", "none"])).status == 404)
        #expect(try published(on: desk).isEmpty)
    }

    @Test(arguments: [0, 51]) func noneAndTooManyAreRefused(_ count: Int) async throws {
        let names = (0..<count).map { "a-\($0)" }
        let desk = try await desk(names.map { sample($0) })
        #expect(try await desk.post(path, body(names)).status == 422)
        #expect(try await desk.post(path, body(["a-0", "a-0"])).status == (count == 0 ? 404 : 422))
        #expect(try published(on: desk).isEmpty)
    }

    @Test(arguments: [("nonsense", 400), ("{}", 400), (#"{"alerts":[{"id":"a"}]}"#, 400)])
    func whatCannotBeReadIsRefused(_ body: String, _ status: Int) async throws {
        let desk = try Desk()
        #expect(try await desk.post(path, body).status == status)
        #expect(try await desk.post(path, body, type: "application/x-www-form-urlencoded").status == 415)
    }

    @Test func theAuditNamesEveryAlertAndPatient() async throws {
        let desk = try await desk([sample("a"), sample("b")])
        _ = try await desk.post(path, body(["a", "b"]))
        let written = try await desk.audit.unpublished(limit: 100).map {
            String(decoding: $0.document, as: UTF8.self)
        }.joined()
        for word in ["p-a", "p-b", "interaction-check:a", "interaction-check:b"] { #expect(written.contains(word)) }
    }
}
