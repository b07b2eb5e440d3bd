import EventContracts
import EventLog
import Foundation
import HTTPTypes
import MedicationDomain
import TestSupport

@testable import Gateway

/// A request for every answer the OpenAPI document describes, with what was really answered.
struct OpenAPIExample: Sendable {
    let operation: String
    let status: Int
    let answer: Answer
}

enum OpenAPIExamples {
    /// Described answers that need more than a request: as many listeners as may be, tried where listeners are.
    static let elsewhere: [String: Set<String>] = [
        "GET /events": ["503"], "GET /sign-in": ["200"], "POST /sign-in": ["303"], "POST /sign-out": ["303"],
        "GET /sign-in/with/{issuer}": ["303"], "GET /sign-in/callback": ["200"], "GET /sheets": ["200"],
        "GET /sheets/{product}": ["200"],
        // As many files as may be: where files are tried.
        "POST /assistance/batch": ["503"],
    ]

    static func all() async throws -> [OpenAPIExample] {
        let desk = try await filledDesk()
        let assisted = try await assistance()
        let files = try await AssistanceExamples.all()
        return try await pages(desk) + patients() + alerts(desk) + acknowledgements() + assisted + files + fhir(desk)
            + hooks(desk) + withoutLog()
    }

    private static let alertID = "interaction-check:baclofen-opioid:p-17"
    private static let page: HTTPFields = [.accept: "text/html"]
    private static let fhirJSON = "application/fhir+json"

    /// An alert, a draft answer to it, an order, a supply and reports: every optional member stands somewhere.
    private static func filledDesk() async throws -> Desk {
        let desk = try Desk()
        try desk.reportHealthy(except: .prescribing) { $0.trouble = "store-full" }
        var alert = Alert.sample(interruptive: true, dueAt: Desk.start)
        alert.medications = [
            AlertMedication(
                text: "Baclofen", ingredientRxNormCode: "1292", productRxNormCode: "1", ndc: "2", orderId: "o-1",
                therapyContext: .new, indication: "G35", dailyDoseMilligrams: 30)
        ]
        (alert.encounterId, alert.locationId, alert.prescriberId) = ("e-1", "l-1", "pr-1")
        (alert.nextDoseAt, alert.updatedAt, alert.assignedTo) = (Desk.start, Desk.start, "ph-1")
        alert.factors = ["age 78"]
        alert.checks = CheckStatement(checked: ["dose"], notChecked: [.init(check: "age", reason: "unknown")])
        (alert.interruptsFor, alert.escalators, alert.reopenedFor) = (["order:o-1:started"], ["age"], ["dose raised"])
        let response = AlertResponse(
            responseId: "r-1", alertId: alert.alertId, alertRevision: 4, patientId: "p-17", action: .overridden,
            reason: .init(code: "limited-time"), comment: "c", by: .init(id: "ph-1", role: "pharmacist"),
            at: Desk.start, interventions: ["9"], outcome: "o", reviewAt: Desk.start, seenAt: Desk.start)
        alert.answer = .init(response)
        alert.rule.citations = [
            Citation(title: "Label", href: "https://l.example", locator: "5", retrieved: Desk.start.day)
        ]
        try desk.say(alert, revision: 3)
        try desk.put(response, on: .alertResponses, about: "p-17", revision: 1)
        var pending = response
        (pending.responseId, pending.at) = ("r-2", Desk.start + .seconds(1))
        // Given to somebody else: what another has answered takes no further answer.
        (pending.action, pending.assignedTo) = (.assigned, "ph-2")
        try desk.put(pending, on: .alertResponses, about: "p-17", revision: 1)
        var gone = Alert.sample("withdrawal-monitor:stop:p-17", severity: .info, kind: .abruptStop)
        (gone.status, gone.resolution) = (.resolved, .init(reason: "refilled", at: Desk.start))
        try desk.say(gone, revision: 1, AlertEvent.Change.resolved)
        let order = OrderEvent(
            orderId: "o-1", patientId: "p-17", status: .held, statusReason: "dose",
            medication: Medication(text: "Baclofen", ingredientRxNormCode: "1292"), route: .oral,
            dosageInstructions: [DosageInstruction(text: "1 tablet")], dailyDoseMilligrams: 30, authoredAt: Desk.start,
            priorOrderId: "o-0", encounterId: "e-1")
        try desk.put(order, on: .prescribingEvents, about: "p-17", revision: 1)
        try await desk.read()
        return desk
    }

    // MARK: Pages

    private static func pages(_ desk: Desk) async throws -> [OpenAPIExample] {
        var found = [
            OpenAPIExample(operation: "GET /", status: 303, answer: try await desk.get("/")),
            OpenAPIExample(
                operation: "GET /worklist", status: 400, answer: try await desk.get("/worklist?x=1", headers: page)),
            OpenAPIExample(
                operation: "GET /worklist/rows", status: 400, answer: try await desk.get("/worklist/rows?limit=0")),
            OpenAPIExample(
                operation: "GET /worklist/alert/{id}", status: 404, answer: try await desk.get("/worklist/alert/none")),
            OpenAPIExample(
                operation: "GET /worklist/alert/{id}", status: 200,
                answer: try await desk.get("/worklist/alert/\(alertID)")),
            OpenAPIExample(
                operation: "GET /health", status: 200, answer: try await desk.get("/health", headers: page)),
            OpenAPIExample(operation: "GET /rules", status: 200, answer: try await desk.get("/rules", headers: page)),
        ]
        for path in [
            "/worklist", "/worklist/rows", "/worklist/checks", "/board", "/board/rows", "/assistance", "/health",
            "/rules", "/events",
            "/assistance/history", "/assistance/batch", "/assets/assistance.js", "/assets/app.css", "/assets/app.js",
            "/assets/frame.js", "/assets/rows.js", "/assets/answers.js", "/assets/bulk.js", "/assets/keys.js",
            "/assets/cues.js", "/assets/board.js", "/assets/outdated.js", "/assets/icon.svg", "/openapi.json",
            "/cds-services", "/fhir/metadata",
        ] {
            found.append(OpenAPIExample(operation: "GET \(path)", status: 200, answer: try await desk.get(path)))
        }
        return found
    }

    // MARK: Patients

    private static func patients() async throws -> [OpenAPIExample] {
        let desk = try Desk()
        try PatientRecord.tell(desk)
        let merged = PatientEvent(patientId: "p-1", change: .merged, otherPatientId: "p-17")
        try desk.put(merged, on: .prescribingEvents, about: "p-1", revision: 1)
        try await desk.read()
        var found: [OpenAPIExample] = []
        for (id, status) in [("p-17", 200), ("p-1", 200), ("p-99", 404)] {
            for headers in [[:], page] {
                found.append(
                    OpenAPIExample(
                        operation: "GET /patients/{id}", status: status,
                        answer: try await desk.get("/patients/\(id)", headers: headers)))
            }
        }
        return found
    }

    // MARK: Alerts

    private static func alerts(_ desk: Desk) async throws -> [OpenAPIExample] {
        let path = "/alerts/\(alertID)/responses"
        let form = "application/x-www-form-urlencoded"
        let large = String(repeating: " ", count: 70_000)
        func answered(_ status: Int, _ answer: Answer) -> OpenAPIExample {
            OpenAPIExample(operation: "POST /alerts/{id}/responses", status: status, answer: answer)
        }
        return [
            OpenAPIExample(
                operation: "GET /alerts", status: 200, answer: try await desk.get("/alerts?status=all&limit=500")),
            OpenAPIExample(operation: "GET /alerts", status: 400, answer: try await desk.get("/alerts?severity=x")),
            OpenAPIExample(
                operation: "GET /alerts/{id}", status: 200, answer: try await desk.get("/alerts/\(alertID)")),
            OpenAPIExample(operation: "GET /alerts/{id}", status: 404, answer: try await desk.get("/alerts/none")),
            answered(202, try await desk.post(path, #"{"action":"acknowledge"}"#)),
            answered(303, try await desk.post(path, "action=acknowledge", type: form)),
            answered(400, try await desk.post(path, #"{"action":"override"}"#)),
            answered(404, try await desk.post("/alerts/none/responses", #"{"action":"acknowledge"}"#)),
            answered(409, try await desk.post(path, #"{"action":"acknowledge","alertRevision":1}"#)),
            answered(413, try await desk.post(path, #"{"action":"acknowledge"}"# + large)),
            answered(415, try await desk.post(path, "x", type: "text/plain")),
        ]
    }

    private static func acknowledgements() async throws -> [OpenAPIExample] {
        let path = "/alerts/acknowledgements"
        func desk(failing: Bool = false) async throws -> Desk {
            let desk = try Desk()
            try desk.say(.sample("interaction-check:calm", severity: .moderate), revision: 2)
            try desk.say(.sample("interaction-check:grave"), revision: 2)
            try await desk.read()
            if failing { desk.log.change { $0.failure = LogError(.retry, code: "_TRANSPORT", message: "away") } }
            return desk
        }
        func body(_ id: String, _ revision: Int = 2) -> String {
            #"{"alerts":[{"id":"interaction-check:\#(id)","alertRevision":\#(revision)}]}"#
        }
        func example(_ status: Int, _ answer: Answer) -> OpenAPIExample {
            OpenAPIExample(operation: "POST \(path)", status: status, answer: answer)
        }
        let (calm, large) = (try await desk(), String(repeating: " ", count: 70_000))
        return [
            example(202, try await calm.post(path, body("calm"))), example(400, try await calm.post(path, "{}")),
            example(404, try await calm.post(path, body("none"))),
            example(409, try await calm.post(path, body("calm", 1))),
            example(413, try await calm.post(path, body("calm") + large)),
            example(415, try await calm.post(path, "x", type: "text/plain")),
            example(422, try await calm.post(path, body("grave"))),
            example(503, try await desk(failing: true).post(path, body("calm"))),
        ]
    }

    // MARK: Assistance

    private static func assistance() async throws -> [OpenAPIExample] {
        func asked(_ answer: (any EventPayload)?, _ body: String = #"{"asOf":"2026-11-21"}"#) async throws -> Answer {
            let desk = try Desk(patience: answer == nil ? .milliseconds(10) : .seconds(20))
            let answering = Task {
                let start = (0..<Int32(desk.log.partitions)).map {
                    (TopicPartition(.requests(to: .costAssistance), $0), StartOffset.offset(0))
                }
                let reader = try desk.log.makeReader(from: Dictionary(uniqueKeysWithValues: start))
                while let answer, let records = try await reader.next(waiting: .seconds(1)) {
                    for record in records {
                        await desk.application.server.desk.mailbox.deliver(
                            CloudEvent(
                                id: "r", source: "urn:test", type: answer.type,
                                correlationID: try CloudEvent(record.message).correlationID,
                                data: try answer.encode()))
                    }
                }
            }
            defer { answering.cancel() }
            return try await desk.post("/assistance", body)
        }
        func example(_ status: Int, _ answer: Answer) -> OpenAPIExample {
            OpenAPIExample(operation: "POST /assistance", status: status, answer: answer)
        }
        let refused = QuestionRefused(requestId: "q", code: "bad-value", message: "m")
        let large = #"{"asOf":"2026-11-21"}"# + String(repeating: " ", count: 70_000)
        return [
            example(200, try await asked(determination)), example(400, try await asked(nil, "{}")),
            example(413, try await asked(nil, large)), example(422, try await asked(refused)),
            example(504, try await asked(nil)),
        ]
    }

    static var determination: AssistanceDetermination {
        let money = Money(amount: "4.00")
        let citation = Citation(title: "T", href: "https://t.example", locator: "1", retrieved: Desk.start.day)
        let option = AssistanceOption(
            programId: "generic", name: "Generic", kind: "generic", result: .undetermined, decidedBy: "pharmacy",
            missing: ["age"], because: ["b"], estimatedMonthlyCost: .init(low: money, high: money),
            apply: .init(how: "Ask.", documents: ["d"]), citations: [citation])
        return AssistanceDetermination(
            requestId: "q", asOf: Desk.start.day, options: [option], ruleSet: .init(version: "1", hash: "h"),
            next: [AssistanceQuestion(input: "age", ask: "How old?", settles: ["Generic"])],
            answered: [AssistanceQuestion(input: "answers.works", ask: "Works?", answers: ["yes", "no"])])
    }

    // MARK: FHIR and HL7

    private static func fhir(_ desk: Desk) async throws -> [OpenAPIExample] {
        let patient = #"{"resourceType":"Patient","id":"p-17"}"#
        let hl7 = "MSH|^~\\&|A|B|C|D|20261121||ADT^A08|1|P|2.5\rPID|1||p-17\r"
        let hl7Type = "x-application/hl7-v2+er7"
        let large = String(repeating: " ", count: TopicCatalog.maximumRecordBytes + 1)
        func posted(_ path: String, _ status: Int, _ body: String, _ type: String) async throws -> OpenAPIExample {
            OpenAPIExample(
                operation: "POST \(path)", status: status, answer: try await desk.post(path, body, type: type))
        }
        var found = [
            try await posted("/fhir", 202, patient, fhirJSON), try await posted("/fhir", 400, "{}", fhirJSON),
            try await posted("/fhir", 413, large, fhirJSON), try await posted("/fhir", 415, patient, "text/plain"),
            try await posted("/hl7v2", 202, hl7, hl7Type), try await posted("/hl7v2", 400, "x", hl7Type),
            try await posted("/hl7v2", 413, large, hl7Type), try await posted("/hl7v2", 415, hl7, "text/plain"),
            OpenAPIExample(
                operation: "GET /fhir/metadata", status: 406, answer: try await desk.get("/fhir/metadata?_format=xml")),
        ]
        for type in FHIRReadType.allCases {
            let search = try await desk.get("/fhir/\(type.rawValue)?patient=p-17&status=&x=1")
            found.append(OpenAPIExample(operation: "GET /fhir/{type}", status: 200, answer: search))
            let entries = try search.object()?["entry"] as? [[String: Any]] ?? []
            for case let resource as [String: Any] in entries.compactMap({ $0["resource"] }) {
                guard let id = resource["id"] as? String else { continue }
                found.append(
                    OpenAPIExample(
                        operation: "GET /fhir/{type}/{id}", status: 200,
                        answer: try await desk.get("/fhir/\(type.rawValue)/\(id)")))
            }
        }
        for (path, status) in [
            ("DetectedIssue", 400), ("Patient?patient=p", 404), ("Task?patient=p&_format=xml", 406), ("Task/none", 404),
            ("Task/none?_format=xml", 406),
        ] {
            let operation = path.contains("/") ? "GET /fhir/{type}/{id}" : "GET /fhir/{type}"
            found.append(
                OpenAPIExample(operation: operation, status: status, answer: try await desk.get("/fhir/\(path)")))
        }
        return found
    }

    // MARK: CDS Hooks

    private static func hooks(_ desk: Desk) async throws -> [OpenAPIExample] {
        let telling = try HookDesk { service, question in
            try HookAnswers.by(
                service,
                review: try HookAnswers.review(
                    question, orders: [HookAnswers.order("o-9", findings: [HookAnswers.finding()])],
                    unread: [.init(code: "c", element: "e")]), result: HookAnswers.result(question))
        }
        let path = "/cds-services/titrate-order-sign"
        let unnamed = HookBodies.order(medicine: #""medicationReference":{"reference":"Medication/m"}"#)
        let large = String(repeating: " ", count: CDSHooksRoutes.mostBytes)
        let feedback = """
            {"feedback":[{"card":"\(HookBodies.instance)","outcome":"overridden","outcomeTimestamp":"2026-11-21T09:00:00Z"}]}
            """
        var found: [OpenAPIExample] = []
        func add(_ operation: String, _ status: Int, _ answer: Answer) {
            found.append(
                OpenAPIExample(operation: "POST /cds-services/{id}\(operation)", status: status, answer: answer))
        }
        add("", 200, try await telling.call("order-sign", HookBodies.call()))
        add("", 400, try await desk.post(path, "{}"))
        add("", 404, try await desk.post("/cds-services/none", "{}"))
        add("", 412, try await desk.post(path, HookBodies.call(orders: [unnamed])))
        add("", 413, try await desk.post(path, "{}" + large))
        add("", 415, try await desk.post(path, "{}", type: "text/plain"))
        add("/feedback", 200, try await desk.post("\(path)/feedback", feedback))
        add("/feedback", 400, try await desk.post("\(path)/feedback", "{}"))
        add("/feedback", 404, try await desk.post("/cds-services/none/feedback", feedback))
        add("/feedback", 413, try await desk.post("\(path)/feedback", feedback + large))
        add("/feedback", 415, try await desk.post("\(path)/feedback", feedback, type: "text/plain"))
        return found
    }

    // MARK: Without a log

    private static func withoutLog() async throws -> [OpenAPIExample] {
        let desk = try await filledDesk()
        desk.log.change { $0.failure = LogError(.retry, code: "_TRANSPORT", message: "away") }
        let feedback = """
            {"feedback":[{"card":"\(HookBodies.instance)","outcome":"overridden","outcomeTimestamp":"2026-11-21T09:00:00Z"}]}
            """
        return [
            OpenAPIExample(
                operation: "POST /alerts/{id}/responses", status: 503,
                answer: try await desk.post("/alerts/\(alertID)/responses", #"{"action":"acknowledge"}"#)),
            OpenAPIExample(
                operation: "POST /assistance", status: 503,
                answer: try await desk.post("/assistance", #"{"asOf":"2026-11-21"}"#)),
            OpenAPIExample(
                operation: "POST /fhir", status: 503,
                answer: try await desk.post("/fhir", #"{"resourceType":"Patient","id":"p"}"#, type: fhirJSON)),
            OpenAPIExample(
                operation: "POST /hl7v2", status: 503,
                answer: try await desk.post(
                    "/hl7v2", "MSH|^~\\&|A|B|C|D|20261121||ADT^A08|1|P|2.5\rPID|1||p-17\r",
                    type: "x-application/hl7-v2+er7")),
            OpenAPIExample(
                operation: "POST /cds-services/{id}/feedback", status: 503,
                answer: try await desk.post("/cds-services/titrate-order-sign/feedback", feedback)),
        ]
    }
}
