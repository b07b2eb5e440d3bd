import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import Titrate

/// The marked patient's visit: everything that is sent, and every answer that came back.
final class CanaryVisit {
    let suite: RunningSuite
    let records = CanaryRecords(fhir: SampleFHIR(now: Instant(Date())))
    let temporary: URL
    var sinks = PrivacySinks()
    /// Bodies the gateway put on the hospital's topic.
    var posted: Set<[UInt8]> = []

    init() async throws {
        temporary = FileManager.default.temporaryDirectory.appending(path: "titrate-tmp-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
        suite = try await RunningSuite(environment: ["TMPDIR": temporary.path, "SQLITE_TMPDIR": temporary.path])
        for service in ServiceName.allCases { try start(service) }
        for service in ServiceName.allCases { try await suite.waitUntilReady(service) }
    }

    deinit { _ = try? FileManager.default.removeItem(at: temporary) }

    /// At the level at which the most is said.
    func start(_ service: ServiceName) throws {
        try suite.start(
            service, ["--log-level", "trace"] + (service == .withdrawalMonitor ? ["--settle-window", "1s"] : []))
    }

    // MARK: Records

    func sendGoodRecords() async throws {
        for record in records.good.prefix(2) { try kcat(record) }
        let producer = try suite.log.makeProducer()
        let middle = records.good.dropFirst(2).dropLast(3)
        try await producer.append(
            middle.enumerated().map { number, body in CanaryRecords.record(body, number: number) })
        await producer.close(within: .seconds(5))
        for body in records.good.suffix(3) + [records.unread] {
            posted.insert(body)
            try await ask("POST /fhir good", 202, document(body))
        }
        try await eventually(within: .seconds(60), "the patient's alert is at the gateway") { [suite] in
            await CanaryVisit.alerts(on: suite).contains { $0.contains("interaction-check:") }
        }
    }

    /// A document as a hospital posts it, with all that a careless client sends along.
    func document(_ body: [UInt8]) -> LoopbackRequest {
        LoopbackRequest(method: "POST", path: "/fhir", headers: web, body: body)
    }

    /// The same for HL7 v2.
    private func message(_ body: [UInt8]) -> LoopbackRequest {
        let type = "x-application/hl7-v2+er7; name=\(Canary.contentType.rawValue)"
        return LoopbackRequest(
            method: "POST", path: "/hl7v2", headers: web.merging(["content-type": type]) { $1 }, body: body)
    }

    private func kcat(_ body: [UInt8]) throws {
        let headers = CanaryRecords.headers.filter { !$0.name.hasPrefix("ce_") }.flatMap {
            ["-H", "\($0.name)=\(String(decoding: $0.value ?? [], as: UTF8.self))"]
        }
        let arguments = ["-P", "-b", suite.bootstrap, "-t", "hospital.events.v1", "-D", "\u{1}"]
        let (status, _) = try ChildProcess.run(
            "kcat", arguments + ["-k", Canary.key.rawValue] + headers, input: body)
        #expect(status == 0)
    }

    func sendBadRecords() async throws {
        let producer = try suite.log.makeProducer()
        let bad = records.bad.map(\.body) + [records.reused, Array("{}".utf8)]
        try await producer.append(bad.enumerated().map { CanaryRecords.record($1, number: 100 + $0) })
        let junk: [(EventType, Canary, TopicName)] = [
            ("org.titrate.alert.acknowledged.v1", .junkAnswer, .alertResponses),
            ("org.titrate.prescription.accepted.v1", .junkEvent, .prescribingEvents),
            ("org.titrate.patient.updated.v1", .junkEvent, .prescribingEvents),
            ("org.titrate.hospital.received.v1", .junkEvent, .prescribingIntake),
            ("org.titrate.alert.raised.v1", .junkEvent, .alerts(of: .interactionCheck)),
            ("org.titrate.assistance.requested.v1", .junkQuestion, .requests(to: .costAssistance)),
            ("org.titrate.assistance.determined.v1", .junkQuestion, .replies(of: .costAssistance)),
            ("org.titrate.titration.requested.v1", .junkQuestion, .requests(to: .prescribing)),
            ("org.titrate.titration.planned.v1", .junkQuestion, .replies(of: .prescribing)),
            ("org.titrate.interaction-check.requested.v1", .junkQuestion, .requests(to: .interactionCheck)),
            ("org.titrate.interaction-check.completed.v1", .junkQuestion, .replies(of: .interactionCheck)),
        ]
        for (type, canary, topic) in junk {
            try await producer.append(CanaryRecords.junk(type, canary, on: topic))
        }
        await producer.close(within: .seconds(5))
        for (name, body) in records.bad {
            try await ask("POST \(name)", 400, name == "HL7 v2" ? message(body) : document(body))
        }
        try await ask("POST /fhir too large", 413, document(records.oversized))
        try await ask(
            "POST /fhir as text", 415,
            LoopbackRequest(
                method: "POST", path: "/fhir?\(Canary.queryName.rawValue)=\(Canary.queryValue.rawValue)",
                headers: ["content-type": "text/\(Canary.contentType.rawValue)"], body: records.good[0]))
    }

    func waitForRefusals() async throws {
        let services: [ServiceName] = [.prescribing, .interactionCheck, .withdrawalMonitor, .costAssistance]
        try await eventually(within: .seconds(60), "every service has refused what it cannot read") {
            [suite, all = records.bad.count + 2] in
            for service in services {
                let needed = service == .prescribing ? all : 2
                guard try await suite.records(on: [.deadLetters(of: service)]).count >= needed else { return false }
            }
            return true
        }
    }

    // MARK: The gateway

    /// Header fields that a careless client sends along.
    var web: [String: String] {
        [
            "content-type": "application/fhir+json; name=\(Canary.contentType.rawValue)",
            "traceparent": "00-\(Canary.trace.rawValue)-b7ad6b7169203331-01", "x-patient": Canary.webHeader.rawValue,
            "user-agent": Canary.webHeader.rawValue, "cookie": "patient=\(Canary.webHeader.rawValue)",
            "accept": "application/json", "x-request-id": Canary.webHeader.rawValue,
        ]
    }

    /// Sends it and searches all of the answer, unless the answer is meant to show it.
    func ask(
        _ name: String, _ status: Int, _ request: LoopbackRequest, allowing allowed: Set<Canary> = []
    ) async throws {
        let answer = try #require(await request.send(to: suite.gatewayPort), "no answer to \(name)")
        #expect(answer.status == status, "\(name): \(String(decoding: answer.bytes.prefix(300), as: UTF8.self))")
        sinks.search("answer: \(name) (\(answer.status))", answer.shown, allowing: allowed)
    }

    func askTheGatewayWrongly() async throws {
        let (path, name, value) = (Canary.path.rawValue, Canary.queryName.rawValue, Canary.queryValue.rawValue)
        for accept in ["application/json", "text/html"] {
            var headers = web
            headers["accept"] = accept
            let wrong: [(String, Int)] = [
                ("/\(path)", 404), ("/alerts/\(path)", 404), ("/worklist/alert/\(path)", 404),
                ("/assets/\(path).css", 404), ("/alerts?\(name)=1", 400), ("/alerts?severity=\(value)", 400),
                ("/worklist?kind=\(value)", 400), ("/worklist?\(name)=\(value)", 400), ("/alerts?limit=\(value)", 400),
                ("/alerts/%FF\(path)", 404), ("/health?\(name)=\(value)", 200),
                ("/assistance/history/\(path)", 404), ("/assistance/batch/\(path)", 404),
                ("/rules?\(name)=\(value)", 200),
                ("/board?\(name)=\(value)", 200),
            ]
            for (address, status) in wrong {
                // The board is a page that is meant to show patients.
                try await ask(
                    "GET \(address) as \(accept)", status, LoopbackRequest(path: address, headers: headers),
                    allowing: address.hasPrefix("/board") ? [.patient, .medicine, .order] : [])
            }
        }
        try await ask("DELETE", 404, LoopbackRequest(method: "DELETE", path: "/alerts/\(path)", headers: web))
        try await ask(
            "POST from elsewhere", 403,
            LoopbackRequest(
                method: "POST", path: "/fhir", headers: web.merging(["origin": "http://\(value)"]) { $1 },
                body: records.good[0]))
    }

    func askForAssistance() async throws {
        let headers = web.merging(["content-type": "application/json"]) { $1 }
        func question(_ text: String) -> LoopbackRequest {
            LoopbackRequest(method: "POST", path: "/assistance", headers: headers, body: Array(text.utf8))
        }
        let money = #""annualIncome":{"amount":"\#(Canary.income.rawValue)","currency":"USD"}"#
        try await ask(
            "POST /assistance", 200,
            question(#"{"asOf":"2026-11-21","state":"TX","householdSize":3,\#(money),"insurance":"none"}"#),
            // The answer repeats to the asker what it was reckoned from.
            allowing: [.income, .savings])
        let wrong = [
            #"{"asOf":"\#(Canary.wrongType.rawValue)","annualIncome":"\#(Canary.income.rawValue)"}"#,
            #"{"asOf":"2026-11-21","annualIncome":{"amount":["\#(Canary.income.rawValue)"]}}"#,
            #"{"asOf":"2026-11-21","insurance":{"\#(Canary.elementName.rawValue)":"x"}}"#,
            "{\"\(Canary.truncated.rawValue)",
        ]
        for (number, text) in wrong.enumerated() {
            try await ask("POST /assistance wrong \(number)", 400, question(text))
        }
        let form =
            "annualIncome=\(Canary.income.rawValue)x&resources=\(Canary.savings.rawValue)"
            + "&state=\(Canary.enumValue.rawValue)"
        try await ask(
            "POST /assistance form", 400,
            LoopbackRequest(
                method: "POST", path: "/assistance",
                headers: web.merging(["content-type": "application/x-www-form-urlencoded"]) { $1 },
                body: Array(form.utf8)),
            // The form comes back as it was filled in.
            allowing: [.income, .savings, .enumValue])
    }

    func askBeforeSigning() async throws {
        let headers = web.merging(["content-type": "application/json"]) { $1 }
        let path = "/cds-services/titrate-order-sign"
        func call(_ medicine: String, of patient: String = Canary.patient.rawValue) -> LoopbackRequest {
            let text = ProcessTests.HookProcessTests.call(patient, medicine: medicine, milligrams: 5)
            return LoopbackRequest(method: "POST", path: path, headers: headers, body: Array(text.utf8))
        }
        // The card names to whoever orders it the medicine, the findings, and what of the patient was not checked.
        try await ask(
            "CDS call", 200, call(Canary.medicine.rawValue),
            allowing: [.medicine, .patient, .order, .otherOrder, .allergy])
        for (name, text) in [
            ("truncated", "{\"\(Canary.truncated.rawValue)"), ("hook", #"{"hook":"\#(Canary.enumValue.rawValue)"}"#),
            ("instance", #"{"hook":"order-sign","hookInstance":"\#(Canary.enumValue.rawValue)"}"#),
        ] {
            let request = LoopbackRequest(method: "POST", path: path, headers: headers, body: Array(text.utf8))
            try await ask("CDS call, wrong \(name)", 400, request)
        }
        let feedback = """
            {"feedback":[{"card":"\(Canary.enumValue.rawValue)","outcome":"overridden",\
            "overrideReason":{"userComment":"\(Canary.comment.rawValue)"}}]}
            """
        try await ask(
            "CDS feedback, wrong", 400,
            LoopbackRequest(
                method: "POST", path: "\(path)/feedback", headers: headers, body: Array(feedback.utf8)))
    }

    private static func alerts(on suite: RunningSuite) async -> [String] {
        let request = LoopbackRequest(path: "/alerts?patient=\(Canary.patient.rawValue)")
        guard let answer = await request.send(to: suite.gatewayPort),
            let object = try? JSONSerialization.jsonObject(with: answer.bytes) as? [String: Any],
            let alerts = object["alerts"] as? [[String: Any]]
        else { return [] }
        return alerts.compactMap { $0["alertId"] as? String }
    }

    func answerAlerts() async throws {
        let alerts = await CanaryVisit.alerts(on: suite)
        let id = try #require(alerts.first { $0.contains("interaction-check:") })
        let path = "/alerts/\(id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? id)/responses"
        let headers = web.merging(["content-type": "application/json"]) { $1 }
        func answer(_ text: String, to path: String) -> LoopbackRequest {
            LoopbackRequest(method: "POST", path: path, headers: headers, body: Array(text.utf8))
        }
        let (comment, name, code) = (Canary.comment.rawValue, Canary.pharmacist.rawValue, Canary.enumValue.rawValue)
        let good =
            #"{"action":"acknowledge","comment":"\#(comment)","by":{"id":"\#(name)","role":"pharmacist"}}"#
        let wrong = [
            (#"{"action":"\#(code)","comment":"\#(comment)"}"#, path, 400),
            (#"{"action":"override","comment":"\#(comment)","reason":{"code":"\#(code)"}}"#, path, 400),
            ("{\"\(comment)", path, 400), (#"{"action":["\#(comment)"]}"#, path, 400),
            (#"{"action":"acknowledge","comment":"\#(comment)"}"#, "/alerts/\(Canary.path.rawValue)/responses", 404),
            (#"{"action":"acknowledge","alertRevision":0,"comment":"\#(comment)"}"#, path, 409),
        ]
        for (number, (text, path, status)) in wrong.enumerated() {
            try await ask("answer to an alert, wrong \(number)", status, answer(text, to: path))
        }
        try await ask(
            "answer to an alert", 202,
            answer(good, to: path),
            // It comes back as it was taken.
            allowing: [.comment, .pharmacist, .patient, .otherOrder, .order])
        try await eventually("the answer is in the alert") { [suite] in
            try await suite.records(on: [.alerts(of: .interactionCheck)]).contains {
                String(decoding: $0.message.value ?? [], as: UTF8.self).contains(comment)
            }
        }
    }
}
