import EventContracts
import HTTPTypes
import MedicationDomain
import Testing

@testable import Gateway

@Suite struct PageTests {
    private static let page: HTTPFields = [.accept: "text/html"]

    @Test(arguments: [
        "/", "/worklist", "/worklist/rows", "/worklist/checks", "/board", "/assistance", "/health", "/alerts",
        "/rules", "/assistance/history", "/assistance/batch", "/assistance/batch/none/answers",
        "/sheets",
        "/sheets/pump", "/patients/none",
        "/events",
        "/assets/app.css", "/assets/app.js", "/assets/icon.svg", "/alerts/none", "/nowhere", "/alerts?limit=x",
    ])
    func everyAnswerCarriesTheSecurityHeaders(_ path: String) async throws {
        let desk = try Desk()
        for headers in [[:], PageTests.page] {
            let answer = try await desk.get(path, headers: headers)
            #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
            #expect(answer.headers[.contentSecurityPolicy]?.contains("unsafe") == false)
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            #expect(HTTPField.Name("x-frame-options").flatMap { answer.headers[$0] } == "DENY")
            #expect(answer.headers[.cacheControl] == "no-store")
        }
    }

    @Test(arguments: [
        "/worklist", "/board", "/assistance", "/health", "/sheets", "/sheets/tablets", "/rules", "/assistance/history",
        "/assistance/batch",
    ])
    func pagesHaveNoScriptOrStyleOfTheirOwn(_ path: String) async throws {
        let page = try await Desk().get(path, headers: PageTests.page).text
        #expect(page.contains("<main"))
        #expect(page.contains("<h1"))
        #expect(!page.contains("<style"))
        #expect(!page.contains(" style="))
        #expect(page.split(separator: "<script").count == 2)
        #expect(!page.contains(" onclick"))
    }

    /// Minor findings are shown on request: in the list of the day they would bury what must be answered.
    @Test func theWorklistKeepsMinorOnesBackAndSaysSo() async throws {
        let desk = try Desk()
        for (number, severity) in [Severity.major, .minor, .info, .moderate].enumerated() {
            var alert = Alert.sample(
                AlertID("prescribing:r-\(number):o-1"), patient: "p-1", summary: "Invented \(severity.rawValue) finding"
            )
            (alert.severity, alert.interruptive) = (severity, false)
            try desk.say(alert, revision: 1)
        }
        try await desk.read()
        for path in ["/worklist", "/worklist/rows"] {
            let page = try await desk.get(path, headers: PageTests.page).text
            #expect(page.contains("Invented major finding"))
            #expect(page.contains("Invented moderate finding"))
            #expect(!page.contains("Invented minor finding"))
            #expect(!page.contains("Invented info finding"))
            #expect(page.contains("2 minor ones are kept back."))
            #expect(page.contains("data-to-answer=\"2\""))
        }
        let asked = try await desk.get("/worklist?severity=minor,info", headers: PageTests.page).text
        #expect(asked.contains("Invented minor finding"))
        #expect(asked.contains("Invented info finding"))
        #expect(!asked.contains("kept back"))
        let patient = try await desk.get("/worklist?patient=p-1", headers: PageTests.page).text
        #expect(patient.contains("Invented minor finding"))
    }

    @Test func whateverComesFromOutsideIsTextOnThePage() async throws {
        let attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
        let desk = try Desk()
        var alert = Alert.sample(
            AlertID("interaction-check:\(attack)"), patient: PatientID(attack), summary: attack)
        (alert.detail, alert.management, alert.factors) = (attack, [attack], [attack])
        (alert.assignedTo, alert.locationId) = (PractitionerID(attack), LocationID(attack))
        alert.medications = [AlertMedication(text: attack)]
        alert.checks = CheckStatement(checked: [attack], notChecked: [.init(check: attack, reason: attack)])
        alert.rule.citations = [
            Citation(title: attack, href: "javascript:alert(1)", locator: attack, retrieved: Desk.start.day)
        ]
        try desk.say(alert, revision: 1)
        try desk.put(
            SupplyProjection(
                patientId: PatientID(attack), medication: Medication(text: attack), state: .unknown, because: [attack]),
            on: .withdrawalEvents, about: PatientID(attack), revision: 1)
        try await desk.read()
        let id = AlertRow.encoded(alert.alertId.rawValue)
        for path in [
            "/worklist", "/worklist/rows", "/board", "/worklist/alert/\(id)",
            "/worklist?patient=\(AlertRow.encoded(attack))",
        ] {
            let page = try await desk.get(path).text
            #expect(page.contains("&lt;script&gt;alert(1)"), "\(path)")
            #expect(!page.contains("<script>alert"), "\(path)")
            #expect(!page.contains("<img src=x"), "\(path)")
            #expect(!page.contains("javascript:"), "\(path)")
        }
    }

    @Test func severityIsSaidInWordsAndShapeAsWell() async throws {
        let desk = try Desk()
        for severity in Severity.allCases {
            try desk.say(
                .sample(AlertID("interaction-check:\(severity.rawValue)"), severity: severity), revision: 1)
        }
        try await desk.read()
        let page = try await desk.get("/worklist?patient=p-17").text
        for severity in Severity.allCases {
            #expect(page.contains("href=\"#sev-\(severity.rawValue)\""))
            #expect(page.contains(">\(Wording.severity(severity))<"))
        }
    }

    @Test func anAnsweredAlertOffersNoAnswerButReopening() async throws {
        let desk = try Desk()
        try desk.say(.sample(status: .acknowledged), revision: 1)
        try await desk.read()
        let page = try await desk.get("/worklist?status=acknowledged").text
        #expect(page.contains("value=\"reopened\""))
        #expect(!page.contains("name=\"action\" value=\"acknowledged\""))
    }

    @Test func anAlertOpenAgainSaysWhatHasChangedAndInWhichDoses() async throws {
        let desk = try Desk()
        var alert = Alert.sample()
        alert.reopenedFor = ["oxycodone rose from 15 to 30 mg/day"]
        alert.medications = [
            AlertMedication(text: "Oxycodone 10 mg tablet", therapyContext: .continuing, dailyDoseMilligrams: 30),
            AlertMedication(text: "Lorazepam 1 mg tablet", dailyDoseMilligrams: 0),
            AlertMedication(text: "Baclofen 10 mg tablet", dailyDoseMilligrams: 1e300),
        ]
        try desk.say(alert, revision: 1)
        try await desk.read()
        let page = try await desk.get("/worklist/alert/\(AlertRow.encoded(alert.alertId.rawValue))").text
        #expect(page.contains("Open again since it was answered"))
        #expect(page.contains("oxycodone rose from 15 to 30 mg/day"))
        #expect(page.contains("30 mg/day · continuing therapy"))
        #expect(page.contains("ended"))
    }

    @Test(arguments: [
        ("missed-refill", "Missed refill"), ("filled: due on 2027-04-27", "Filled: due on 2027-04-27"), ("", ""),
    ])
    func codesBecomeWordsAndSentencesStay(_ code: String, _ words: String) {
        #expect(Wording.sentence(code) == words)
    }

    @Test func theBoardStandsInTheOrderOfRunOut() async throws {
        let desk = try Desk()
        let supplies: [(PatientID, Instant?, SupplyProjection.State)] = [
            ("p-lasting", nil, .known), ("p-unknown", nil, .unknown), ("p-later", Desk.start + .days(20), .known),
            ("p-soon", Desk.start + .days(1), .known),
        ]
        for (patient, runOutAt, state) in supplies {
            try desk.put(
                SupplyProjection(
                    patientId: patient, medication: Medication(text: "Baclofen 10 mg"), runOutAt: runOutAt,
                    state: state, because: ["60 tablets"]),
                on: .withdrawalEvents, about: patient, revision: 1)
        }
        try await desk.read()
        let page = try await desk.get("/board").text
        let places = ["p-soon", "p-later", "p-lasting", "p-unknown"].map { page.firstRange(of: $0)?.lowerBound }
        #expect(places.allSatisfy { $0 != nil })
        #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
    }

    @Test func aPersonGetsAPageAndAProgramGetsDataWhenSomethingIsMissing() async throws {
        let desk = try Desk()
        #expect(try await desk.get("/nowhere", headers: PageTests.page).text.contains("<html"))
        let data = try await desk.get("/nowhere")
        #expect(data.headers[.contentType] == "application/json")
        #expect(data.status == 404)
    }

    @Test(arguments: [
        ("localhost:8080", 200), ("127.0.0.1:8080", 200), ("[::1]:8080", 200), ("LOCALHOST", 200),
        ("evil.example", 421), ("localhost.evil.example:8080", 421), ("10.0.0.5", 421),
    ])
    func onlyLoopbackNamesAreAnswered(_ authority: String, _ status: Int) async throws {
        #expect(try await Desk().get("/alerts", authority: authority).status == status)
    }

    @Test(arguments: [
        ("origin", "http://localhost:8080", 404), ("origin", "https://evil.example", 403),
        ("origin", "null", 403), ("sec-fetch-site", "cross-site", 403), ("sec-fetch-site", "same-site", 403),
        ("sec-fetch-site", "same-origin", 404),
    ])
    func otherSitesCannotPostThroughTheBrowser(_ name: String, _ value: String, _ status: Int) async throws {
        var headers: HTTPFields = [:]
        headers[try #require(HTTPField.Name(name))] = value
        let answer = try await Desk().post("/alerts/a/responses", #"{"action":"acknowledge"}"#, headers: headers)
        #expect(answer.status == status)
    }

    @Test(arguments: ["0.0.0.0", "10.0.0.5", "::", "gateway.example", ""])
    func theGatewayListensOnLoopbackOnly(_ host: String) {
        #expect(throws: ListenAddressError()) { try ListenAddress(host: host, port: 8080) }
    }

    @Test func formsAreBounded() async throws {
        let body = "comment=" + String(repeating: "x", count: 100_000)
        let answer = try await Desk().post("/assistance", body, type: "application/x-www-form-urlencoded")
        #expect(answer.status == 413)
    }
}
