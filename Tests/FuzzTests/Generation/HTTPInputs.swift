import EventContracts
import HTTPTypes
import MedicationDomain

/// Requests as programs, people and attackers write them.
enum HTTPInputs {
    struct Input {
        var method: HTTPRequest.Method
        var path: String
        var contentType: String?
        var accept: String?
        var body: [UInt8] = []
    }

    static let alertID: AlertID = "interaction-check:baclofen-opioid:p-1"

    static func alert(at now: Instant) -> Alert {
        Alert(
            alertId: alertID, revision: 3, patientId: "p-1", kind: .interaction, severity: .major, interruptive: true,
            summary: Canary.text, detail: Canary.text,
            rule: RuleReference(id: "baclofen-opioid", version: "2026-11-01", evidence: .label, citations: []),
            raisedAt: now)
    }

    private static let answers: [JSONTree] = [
        #"{"action":"acknowledge","by":{"id":"ph-1","role":"pharmacist"},"alertRevision":3}"#,
        #"{"action":"override","reason":{"system":"http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes","code":"risk-benefit-ratio"},"comment":"\#(Canary.text)","by":{"id":"ph-1"}}"#,
        #"{"action":"assign","assignedTo":"ph-2","interventions":["m1"],"outcome":"x","reviewAt":"2026-11-22T09:00:00Z"}"#,
    ].compactMap { try? JSONTree(parsing: $0) }

    private static let questions: [JSONTree] = [
        #"{"asOf":"2026-11-21","state":"TX","householdSize":3,"annualIncome":{"amount":"24000.00","currency":"USD"},"age":44,"insurance":"none","medication":"baclofen","quantity":90,"daysSupply":30}"#,
        #"{"asOf":"2026-11-21","householdMembers":[{"relation":"self","age":70}],"incomeItems":[{"kind":"wages","amount":{"amount":"10","currency":"USD"},"frequency":"weekly","person":"\#(Canary.text)"}],"medicare":{"partA":true}}"#,
    ].compactMap { try? JSONTree(parsing: $0) }

    private static let forms = [
        "state=TX&householdSize=3&annualIncome=%2424%2C000.50&age=44&disabled=no&insurance=none&quantity=90&daysSupply=30",
        "householdSize=3&spouse=yes&children=1&others=0&incomeKind1=wages&incomeAmount1=9&incomeOften1=weekly"
            + "&answers.va-enrolled=yes&answers.\(Canary.text)=1&partA=no&runOut=2026-12-01&asOf=2026-11-01",
        "action=acknowledge&byName=\(Canary.text)&alertRevision=3",
        "action=override&reasonCode=risk-benefit-ratio&comment=a",
    ]

    private static let queries = [
        "/alerts?severity=major,minor&kind=dose&status=all&limit=5&offset=2",
        "/alerts?patient=\(Canary.text)&interruptive=true",
        "/worklist?status=open", "/worklist/rows?limit=500", "/alerts/\(alertID.rawValue)",
        "/worklist/alert/\(alertID.rawValue)", "/board", "/assistance", "/\(Canary.text)", "/assets/../../etc/passwd",
        "/assistance/history/d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "/assistance/batch/\(Canary.text)/answers",
        "/rules", "/assistance/batch/\(Canary.text)/progress",
        "/health", "/alerts/%FF%00%ZZ", "/worklist/alert/%25%32%66", "/fhir/DetectedIssue?patient=p-1&_count=2",
        "/fhir/Task?patient=\(Canary.text)&authored-on=ge2026", "/fhir/Flag/\(Canary.text)", "/cds-services",
        "/alerts?owned=nobody&owner=\(Canary.text)&age=1d&due=today&zone=-600&group=patient", "/board/rows",
    ]

    private static let hookCalls: [JSONTree] = [
        #"{"hook":"order-sign","hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea","context":{"userId":"Practitioner/1","patientId":"p-1","draftOrders":{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"MedicationRequest","id":"o-1","status":"draft","intent":"order","subject":{"reference":"Patient/p-1"},"medicationCodeableConcept":{"text":"Baclofen 10 mg"}}}]}},"prefetch":{"patient":{"resourceType":"Patient","id":"p-1"},"kidney":{"resourceType":"OperationOutcome"}}}"#,
        #"{"hook":"medication-verify","hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea","context":{"userId":"\#(Canary.text)","patientId":"p-1","medication":{"resourceType":"MedicationRequest","status":"active","intent":"plan","subject":{"reference":"Patient/p-1"},"medicationReference":{"reference":"Medication/m"}}}}"#,
        #"{"feedback":[{"card":"d1577c69-dfbe-84ad-ba6d-3e05e953b2ea","outcome":"overridden","overrideReason":{"reason":{"code":"limited-time"},"userComment":"\#(Canary.text)"},"outcomeTimestamp":"2026-11-21T09:00:00Z"}]}"#,
    ].compactMap { try? JSONTree(parsing: $0) }

    private static let hookPaths = [
        "/cds-services/titrate-order-sign", "/cds-services/titrate-medication-verify",
        "/cds-services/titrate-order-sign/feedback", "/cds-services/\(Canary.text)",
    ]

    private static let table = "id,state,age,x-note\r\n1,TX,44,\"a, b\"\r\n2,\(Canary.text),=1+1,\"\r\n"
    private static let upload =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(Canary.text).csv\"\r\n\r\n\(table)\r\n--b--\r\n"

    /// A file of many patients, by itself or in a form.
    private static func file(_ accept: String?, _ chance: inout Chance) -> Input {
        let isForm = chance.oneIn(2)
        var body = Array((isForm ? upload : table).utf8)
        if chance.oneIn(2) { ByteDamage.apply(to: &body, &chance) }
        return Input(
            method: .post, path: "/assistance/batch",
            contentType: isForm ? "multipart/form-data; boundary=b" : "text/csv", accept: accept, body: body)
    }

    static func make(_ chance: inout Chance) -> Input {
        let accept = chance.oneIn(3) ? "text/html" : nil
        switch chance.below(10) {
        case 0, 1, 2:
            let type = chance.pick([
                "application/fhir+json", "application/fhir+json", "application/json; charset=utf-8",
            ])
            return Input(method: .post, path: "/fhir", contentType: type, body: FHIRDocuments.make(&chance))
        case 3, 4:
            let path = chance.oneIn(8) ? "/alerts/\(Canary.text)/responses" : "/alerts/\(alertID.rawValue)/responses"
            return posted(to: path, answers, accept, &chance)
        case 5, 6:
            if chance.oneIn(4) { return file(accept, &chance) }
            let path = chance.oneIn(4) ? "/assistance/sheet" : "/assistance"
            return posted(to: path, questions, accept, &chance)
        case 7, 8: return posted(to: chance.pick(hookPaths), hookCalls, accept, &chance)
        default:
            var path = Array(chance.pick(queries).utf8)
            if chance.oneIn(2) { ByteDamage.apply(to: &path, &chance) }
            let ascii = path.filter { (0x21...0x7E).contains($0) }
            let text = String(decoding: ascii, as: UTF8.self)
            return Input(method: .get, path: text.hasPrefix("/") ? text : "/" + text, accept: accept)
        }
    }

    /// JSON or a form, whichever, and not always what its media type says.
    private static func posted(
        to path: String, _ documents: [JSONTree], _ accept: String?, _ chance: inout Chance
    ) -> Input {
        let isForm = chance.oneIn(3)
        var body: [UInt8]
        if isForm {
            body = Array(chance.pick(forms).utf8)
            if chance.oneIn(2) { body += Array("&\(Canary.text)=%\(chance.below(99))&a[]=1&a[b]=2".utf8) }
        } else {
            var tree = chance.pick(documents)
            for _ in 0..<chance.below(4) { tree.change(from: documents, &chance) }
            body = tree.bytes(&chance)
        }
        if chance.oneIn(3) { ByteDamage.apply(to: &body, &chance) }
        let isRightType = !chance.oneIn(12)
        let type = isForm == isRightType ? "application/x-www-form-urlencoded" : "application/json"
        return Input(method: .post, path: path, contentType: type, accept: accept, body: body)
    }
}
