import EventContracts
import FHIRModels
import Foundation
import HTTPTypes
import MedicationDomain
import TestSupport
import Testing

@testable import Gateway

@Suite struct FHIRReadTests {
    typealias Object = [String: Any]

    // MARK: What is there

    private func desk() async throws -> Desk {
        let desk = try Desk()
        try desk.reportHealthy()
        var alert = Alert.sample(
            severity: .major, interruptive: true, dueAt: Desk.start + .hours(1), escalationLevel: 1)
        alert.medications = [
            AlertMedication(text: "Baclofen 10 mg", orderId: "o-1"), AlertMedication(text: "Valerian tea"),
        ]
        alert.factors = ["age 78"]
        alert.assignedTo = "ph-1"
        alert.checks = CheckStatement(notChecked: [.init(check: "renal-dose", reason: "no eGFR in 365 days")])
        alert.rule.citations = [
            Citation(title: "Label", href: "https://l.example", locator: "5", retrieved: Desk.start.day)
        ]
        try desk.say(alert, revision: 3)
        var stop = Alert.sample(
            "withdrawal-monitor:abrupt-stop:p-17", severity: .contraindicated, raisedAt: Desk.start + .hours(2),
            kind: .abruptStop)
        stop.status = .resolved
        stop.resolution = .init(reason: "refilled", at: Desk.start + .hours(3))
        try desk.say(stop, revision: 2, .resolved)
        var minor = Alert.sample(
            "prescribing:titration:o-1", severity: .minor, status: .provisional, raisedAt: Desk.start - .days(2),
            kind: .titration)
        minor.factors = [""]
        try desk.say(minor, revision: 1)
        try desk.say(.sample("interaction-check:x:p-18", patient: "p-18"), revision: 1)
        let medicine = Medication(text: "Baclofen 10 mg tablet", ingredientRxNormCode: "1292", ndc: "1-2-3")
        for (id, status) in [("o-1", OrderEvent.Status.accepted), ("A 77/3", .held), ("o-0", .stopped)] {
            let order = OrderEvent(
                orderId: OrderID(id), patientId: "p-17", status: status, medication: medicine, route: .oral,
                dosageInstructions: [DosageInstruction(text: "1 tablet three times a day")], dailyDoseMilligrams: 30,
                authoredAt: Desk.start, checks: CheckStatement(notChecked: [.init(check: "age", reason: "unknown")]))
            try desk.put(order, on: .prescribingEvents, about: "p-17", revision: 4)
        }
        try desk.put(
            WithdrawalEpisode(
                episodeId: "p-17:1", patientId: "p-17", change: .opened, startedAt: Desk.start, reason: "supply ended"),
            on: .withdrawalEvents, about: "p-17", revision: 1)
        try await desk.read()
        return desk
    }

    private func bundle(_ desk: Desk, _ query: String, headers: HTTPFields = [:]) async throws -> Object {
        let answer = try await desk.get("/fhir/\(query)", headers: headers)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.headers[.contentType] == "application/fhir+json")
        let bundle = try #require(try answer.object())
        #expect(FHIRShape.problems(bundle) == [])
        return bundle
    }

    private func matches(_ bundle: Object) -> [Object] {
        (bundle["entry"] as? [Object] ?? []).compactMap { $0["resource"] as? Object }
            .filter { $0["resourceType"] as? String != "OperationOutcome" }
    }

    private func find(_ desk: Desk, _ query: String) async throws -> [Object] { matches(try await bundle(desk, query)) }

    // MARK: Resources

    @Test func alertsAreDetectedIssuesTheNewestFirst() async throws {
        let issues = try await find(try await desk(), "DetectedIssue?patient=p-17")
        #expect(issues.map { $0["severity"] as? String } == ["high", "high", "low"])
        #expect(issues.map { $0["status"] as? String } == ["final", "final", "preliminary"])
        let issue = try #require(issues.dropFirst().first)
        let implicated = try #require(issue["implicated"] as? [[String: String]])
        #expect(implicated.first?["reference"] == "MedicationRequest/o-1")
        #expect(implicated.last?["display"] == "Valerian tea" && implicated.last?["reference"] == nil)
        #expect("\(issue["code"] ?? "")".contains("DRG"))
        #expect("\(issue["evidence"] ?? "")".contains("age 78"))
        #expect("\(issue["extension"] ?? "")".contains("no eGFR in 365 days"), "what was not checked is said")
        #expect(issue["reference"] as? String == "https://l.example")
        let over = try #require(issues.first)
        #expect("\(over["mitigation"] ?? "")".contains("refilled"))
    }

    @Test func answersAreMitigations() async throws {
        let desk = try await desk()
        let response = AlertResponse(
            responseId: "r-1", alertId: Alert.sample().alertId, alertRevision: 3, patientId: "p-17",
            action: .overridden, reason: .init(code: "risk-benefit-ratio"), by: .init(id: "ph-1", role: "pharmacist"),
            at: Desk.start, interventions: ["9"])
        try desk.put(response, on: .alertResponses, about: "p-17", revision: 1)
        var alert = Alert.sample()
        (alert.status, alert.answer) = (.overridden, .init(response))
        try desk.say(alert, revision: 4, AlertEvent.Change.updated)
        try await desk.read()
        let issue = try #require(
            try await find(desk, "DetectedIssue?patient=p-17&identifier=\(alert.alertId.rawValue)").first)
        let mitigations = try #require(issue["mitigation"] as? [Object])
        #expect(mitigations.count == 2)
        #expect("\(mitigations[0])".contains("v3-ActCode") && "\(mitigations[1])".contains("Benefit outweighs"))
        let task = try #require(try await find(desk, "Task?patient=p-17&status=completed").last)
        #expect((task["focus"] as? [String: String])?["reference"] == "DetectedIssue/\(issue["id"] ?? "")")
    }

    @Test func tasksSayWhoLooksByWhen() async throws {
        let tasks = try await find(try await desk(), "Task?patient=p-17")
        #expect(tasks.map { $0["status"] as? String } == ["cancelled", "received", "requested"])
        let task = try #require(tasks.dropFirst().first)
        #expect(task["priority"] as? String == "stat")
        #expect((task["owner"] as? [String: String])?["reference"] == "Practitioner/ph-1")
        #expect("\(task["restriction"] ?? "")".contains((Desk.start + .hours(1)).description))
    }

    @Test func openEpisodesAndStopsAreFlags() async throws {
        let desk = try await desk()
        let flags = try await find(desk, "Flag?patient=p-17")
        #expect(flags.map { $0["status"] as? String } == ["inactive", "active"])
        #expect("\(flags[1]["code"] ?? "")".contains("supply ended"))
        try desk.put(
            WithdrawalEpisode(
                episodeId: "p-17:1", patientId: "p-17", change: .closed, startedAt: Desk.start,
                closedAt: Desk.start + .days(1), reason: "over"), on: .withdrawalEvents, about: "p-17", revision: 2)
        try await desk.read()
        #expect(try await find(desk, "Flag?patient=p-17&status=active").isEmpty)
        try desk.put(
            PatientForgotten(patientId: "p-17", at: Desk.start + .days(2), by: "r"), on: .withdrawalEvents,
            about: "p-17", revision: 1)
        try await desk.read()
        #expect(try await find(desk, "Flag?patient=p-17&_id=\(flags[1]["id"] ?? "")").isEmpty)
    }

    @Test func ordersAreMedicationRequestsTheSuiteItselfCanRead() async throws {
        let desk = try await desk()
        let orders = try await find(desk, "MedicationRequest?patient=p-17")
        #expect(Set(orders.compactMap { $0["status"] as? String }) == ["active", "on-hold", "stopped"])
        for order in orders {
            let data = try JSONSerialization.data(withJSONObject: order)
            guard case .medicationRequest(let read) = try FHIRResource.decode(Array(data)) else {
                Issue.record("it is read as something else")
                continue
            }
            #expect(read.subject.logicalID == "p-17" && read.dosageInstruction.count == 1)
            let id = try #require(read.id)
            #expect(try await desk.get("/fhir/MedicationRequest/\(id)").status == 200)
        }
        #expect("\(orders)".contains("mg/d"))
    }

    @Test(arguments: FHIRReadType.allCases) func whatASearchFindsIsReadByItsID(_ type: FHIRReadType) async throws {
        let desk = try await desk()
        let found = try await find(desk, "\(type.rawValue)?patient=Patient/p-17")
        #expect(!found.isEmpty)
        for resource in found {
            let answer = try await desk.get("/fhir/\(type.rawValue)/\(resource["id"] ?? "")")
            let read = try #require(try answer.object())
            #expect(answer.status == 200 && NSDictionary(dictionary: read).isEqual(to: resource))
            #expect(answer.headers[.eTag]?.hasPrefix("W/") == true)
        }
        #expect(try await desk.get("/fhir/\(type.rawValue)/nobody").status == 404)
        #expect(try await find(desk, "\(type.rawValue)?patient=p-99").isEmpty)
    }

    // MARK: Searches

    @Test func pagesFollowOneAnother() async throws {
        let desk = try await desk()
        var seen: [String] = []
        var path: String? = "DetectedIssue?patient=p-17&_count=2"
        while let next = path {
            let page = try await bundle(desk, next)
            #expect(page["total"] as? Int == 3)
            seen += matches(page).compactMap { $0["id"] as? String }
            let links = try #require(page["link"] as? [[String: String]])
            path = links.first { $0["relation"] == "next" }?["url"].map {
                String($0.dropFirst("http://localhost:8080/fhir/".count))
            }
        }
        #expect(seen.count == 3 && Set(seen).count == 3)
        let counted = try await bundle(desk, "DetectedIssue?patient=p-17&_count=0")
        #expect(counted["total"] as? Int == 3 && counted["entry"] == nil)
    }

    @Test(arguments: [
        ("DetectedIssue?patient=p-17&status=preliminary", 1),
        ("DetectedIssue?patient=p-17&status=final,preliminary", 3),
        ("DetectedIssue?subject=Patient/p-17&identified=ge2026-11-21", 2),
        ("DetectedIssue?patient=p-17&identified=lt2026-11-21", 1),
        ("DetectedIssue?patient=p-17&identified=ge2026-11-21&identified=le2026-11-21", 2),
        ("DetectedIssue?patient=p-17&identified=2026", 3),
        ("Task?patient=p-17&authored-on=gt2026-11-21T10:00:00Z", 1),
        ("DetectedIssue?patient=p-17&identifier=urn:titrate:alert%7Cprescribing:titration:o-1", 1),
        ("MedicationRequest?patient=p-17&status=active&_format=application/fhir%2Bjson", 1),
    ])
    func aSearchFindsWhatItAsksFor(_ query: String, _ count: Int) async throws {
        #expect(try await find(try await desk(), query).count == count)
    }

    @Test(arguments: [
        ("DetectedIssue", 400), ("DetectedIssue?patient=", 400), ("DetectedIssue?patient=p-1&patient=p-2", 400),
        ("DetectedIssue?patient=p-17&identified=soon", 400), ("DetectedIssue?patient=p-17&_count=many", 400),
        ("DetectedIssue?patient=p-17&_format=xml", 406), ("Patient?_id=p-17", 404), ("Patient/p-17", 404),
        ("DetectedIssue/%00", 400),
    ])
    func whatCannotBeMeantIsRefusedWithAnOutcome(_ query: String, _ status: Int) async throws {
        let answer = try await desk().get("/fhir/\(query)")
        #expect(answer.status == status)
        #expect(FHIRShape.problems(try #require(try answer.object())) == [])
        #expect(!answer.text.contains("p-17"))
    }

    @Test func unknownParametersAreRefusedOrSaidAsTheCallerPrefers() async throws {
        let desk = try await desk()
        let prefer = try #require(HTTPField.Name("prefer"))
        let query = "DetectedIssue?patient=p-17&_include=DetectedIssue:implicated"
        let strict = try await desk.get("/fhir/\(query)", headers: [prefer: "handling=strict"])
        #expect(strict.status == 400 && !strict.text.contains("_include"))
        let lenient = try await bundle(desk, query)
        #expect("\(lenient)".contains("not known and were passed over"))
        #expect(!"\(lenient["link"] ?? "")".contains("_include"))
        let xml = try await desk.get("/fhir/\(query)", headers: [.accept: "application/fhir+xml"])
        #expect(xml.status == 406)
    }

    @Test func anEmptyListLooksCalmOnlyWhenAllIsWell() async throws {
        let well = try await desk()
        #expect(try await bundle(well, "DetectedIssue?patient=p-99")["entry"] == nil)
        let silent = try Desk()
        try await silent.read()
        let bundle = try await bundle(silent, "DetectedIssue?patient=p-99")
        let entry = try #require((bundle["entry"] as? [Object])?.first)
        #expect("\(entry)".contains("interactions have not been checked"))
    }

    @Test func theStatementSaysWhatIsThere() async throws {
        let answer = try await desk().get("/fhir/metadata")
        let statement = try #require(try answer.object())
        #expect(FHIRShape.problems(statement) == [])
        let rest = try #require((statement["rest"] as? [Object])?.first)
        let types = (rest["resource"] as? [Object] ?? []).compactMap { $0["type"] as? String }
        #expect(types == FHIRReadType.allCases.map(\.rawValue))
    }
}
