import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import Titrate

/// What people do on the pages, one act after the other over the same running suite.
struct Hands: Sendable {
    let suite: RunningSuite
    let browser: Browser

    /// In the order of a day: later acts go on from earlier ones.
    var acts: [(name: String, act: () async throws -> Void)] {
        [
            ("anAlertByKcatAppearsWithoutReload", anAlertByKcatAppearsWithoutReload),
            ("anAlertIsAnsweredByKeyboardOnlyAndTakenBack", anAlertIsAnsweredByKeyboardOnlyAndTakenBack),
            ("whatIsBeingTypedOutlivesEveryUpdate", whatIsBeingTypedOutlivesEveryUpdate),
            ("alertsOfOneKindAreAcknowledgedTogether", alertsOfOneKindAreAcknowledgedTogether),
            ("keysAreListedAndCanBeTurnedOff", keysAreListedAndCanBeTurnedOff),
            ("whatInterruptsIsHeardOnlyWhereWanted", whatInterruptsIsHeardOnlyWhereWanted),
            ("theOpenBoardRenewsItself", theOpenBoardRenewsItself),
            ("aLookUpGoesFromStartToPrint", aLookUpGoesFromStartToPrint),
            ("aBrokenStreamResumesWhereItBroke", aBrokenStreamResumesWhereItBroke),
            ("aGatewayThatIsGoneIsSaidAndItsReturnSeen", aGatewayThatIsGoneIsSaidAndItsReturnSeen),
        ]
    }

    var address: String { "http://127.0.0.1:\(suite.gatewayPort)" }

    func kcat(_ topic: TopicName, _ arguments: [String], _ value: [UInt8]) throws {
        let (status, _) = try ChildProcess.run(
            "kcat", ["-P", "-b", suite.bootstrap, "-t", topic.rawValue, "-D", "\u{1}"] + arguments, input: value)
        #expect(status == 0)
    }

    /// Publishes an alert as the checking service would, with kcat.
    func publish(_ alert: Alert, revision: Int, _ change: AlertEvent.Change = .raised) throws {
        var event = AlertEvent(change, alert)
        event.stamp(revision: revision)
        let envelope = CloudEvent(
            id: "\(alert.alertId.rawValue)-\(revision)", source: "urn:titrate:test", type: event.type,
            time: Instant(Date()), subject: alert.patientId.rawValue, entityID: event.entityID, revision: revision,
            data: try event.encode())
        let message = envelope.message(key: Array(alert.patientId.rawValue.utf8))
        let headers = message.headers.flatMap { header in
            ["-H", "\(header.name)=\(String(decoding: header.value ?? [], as: UTF8.self))"]
        }
        try kcat(
            .alerts(of: .interactionCheck),
            ["-k", alert.patientId.rawValue, "-X", "partitioner=murmur2_random"] + headers, message.value ?? [])
    }

    static func alert(
        _ name: String, patient: PatientID, severity: Severity = .moderate, interruptive: Bool = false,
        summary: String
    ) -> Alert {
        Alert(
            alertId: AlertID("interaction-check:\(name):\(patient.rawValue)"), patientId: patient, kind: .interaction,
            severity: severity, interruptive: interruptive, summary: summary, detail: "An invented finding.",
            management: ["Look at it"],
            rule: RuleReference(id: "invented", version: "2026-11-01", evidence: .house, citations: []),
            checks: CheckStatement(checked: ["interactions"], notChecked: []), raisedAt: Instant(Date()))
    }

    // MARK: Acts

    func anAlertByKcatAppearsWithoutReload() async throws {
        try await browser.open("\(address)/worklist")
        try await browser.wait(for: "#connection", saying: "Live")
        _ = try await browser.ask("window.isTheSamePage = true;")
        let alert = Self.alert(
            "seen", patient: "kcat-1", severity: .major, interruptive: true, summary: "Invented finding by kcat")
        try publish(alert, revision: 1)
        try await browser.wait(for: ".alert.interrupts .headline", saying: "Invented finding by kcat")
        #expect(try await browser.holds("window.isTheSamePage"))
        #expect(try await browser.holds("document.title.startsWith('(1) ')"))
        #expect(try await browser.holds("document.getElementById('announce').textContent.includes('by kcat')"))
        var gone = alert
        (gone.status, gone.resolution) = (.resolved, .init(reason: "corrected", at: Instant(Date())))
        try publish(gone, revision: 2, .resolved)
        try await eventually("it leaves again by itself") {
            try await !browser.shows(".alert .headline", saying: "by kcat")
        }
        #expect(try await browser.holds("window.isTheSamePage"))
    }

    func anAlertIsAnsweredByKeyboardOnlyAndTakenBack() async throws {
        let patient = "keyboard-1"
        try await browser.open("\(address)/worklist?patient=\(patient)")
        try await browser.wait(for: "#connection", saying: "Live")
        _ = try await browser.ask("window.isTheSamePage = true;")
        var hospital = Hospital()
        hospital.addPatient(patient)
        hospital.addBaclofen(patient)
        let oxycodone = SampleMedicine("Oxycodone 5 MG Oral Tablet", "7804")
        hospital.add(hospital.fhir.order("oxy-1", of: patient, medicine: oxycodone, milligrams: 5, perDay: 3))
        for record in hospital.records {
            try kcat(.hospitalEvents, ["-H", "content-type=application/fhir+json"], record)
        }
        let row = ".alert[data-alert*='interaction-check:'][data-alert*='\(patient)']"
        try await browser.wait(for: row, saying: "oxycodone")
        // Down to the alert, to its reasons, a reason by its first letters, a comment, and off: no mouse.
        try await reach(row)
        try await browser.press("o")
        #expect(try await browser.holds("document.activeElement.matches('[name=reasonCode]')"))
        try await browser.press("Benefit", Browser.Key.tab, "watched closely", Browser.Key.tab, Browser.Key.enter)
        try await browser.wait(for: "#toast", saying: "sent", within: .seconds(5))
        try await eventually("interaction-check has taken the answer in") {
            try await self.lastAlert(of: patient)?.answer?.comment == "watched closely"
        }
        let answered = try #require(try await lastAlert(of: patient))
        #expect(answered.status == .overridden && answered.answer?.reason?.code == "risk-benefit-ratio")
        try await eventually("it has left the list of what is to be answered") {
            try await !browser.shows(row)
        }
        // Taken back, and given to somebody else.
        try await browser.press("u")
        try await browser.wait(for: "#toast", saying: "Taken back")
        try await browser.wait(for: row)
        try await eventually("it is open again") { try await self.lastAlert(of: patient)?.status == .open }
        try await reach(row)
        try await browser.press("s", "Dr Gray", Browser.Key.enter)
        try await browser.wait(for: "\(row) .owner", saying: "with Dr Gray")
        #expect(try await browser.holds("window.isTheSamePage"))
    }

    /// Through the list, key by key.
    private func reach(_ row: String) async throws {
        for _ in 0..<20 {
            if try await browser.holds("document.activeElement.closest(arguments[0])", [row]) { return }
            let isAbove = try await browser.holds(
                """
                document.activeElement.closest('.alert') && document.activeElement.compareDocumentPosition(
                    document.querySelector(arguments[0])) & Node.DOCUMENT_POSITION_PRECEDING
                """, [row])
            try await browser.press(isAbove ? "k" : "j")
        }
        throw Unfulfilled("the keys do not get to \(row)")
    }

    func lastAlert(of patient: String) async throws -> Alert? {
        try await suite.records(on: [.alerts(of: .interactionCheck)]).compactMap { record -> Alert? in
            guard record.message.header("ce_subject") == patient, let event = try? CloudEvent(record.message),
                let data = event.data
            else { return nil }
            return (try? AlertEvent.decode(data, type: event.type))?.alert
        }.max { $0.revision < $1.revision }
    }

    func aLookUpGoesFromStartToPrint() async throws {
        try await browser.open("\(address)/assistance")
        try await BrowserDay.askForHelp(browser)
        #expect(try await browser.count(".option .tag.result") > 0)
        let paper = try await browser.printed()
        #expect(paper.starts(with: Data("%PDF".utf8)) && paper.count > 10_000)
        try await browser.prefer(.light, media: "print")
        #expect(try await !browser.shows(".top"), "what leads elsewhere is not printed")
        #expect(try await browser.shows(".option"))
        try await browser.prefer(.light)
    }

    func aBrokenStreamResumesWhereItBroke() async throws {
        let line = try CuttableLine(to: suite.gatewayPort)
        try await browser.open("http://127.0.0.1:\(line.port)/worklist?patient=resumed-1")
        try await browser.wait(for: "#connection", saying: "Live")
        let patient: PatientID = "resumed-1"
        try publish(Self.alert("before", patient: patient, summary: "Before the break"), revision: 1)
        try await browser.wait(for: ".headline", saying: "Before the break")
        line.cut()
        try await browser.wait(for: "#offline", saying: "The connection is lost")
        _ = line.takeTraffic()
        try publish(Self.alert("during", patient: patient, summary: "During the break"), revision: 1)
        try await eventually("the gateway knows what happened meanwhile") {
            await self.suite.page("/alerts?patient=resumed-1")?.body.contains("During the break") == true
        }
        line.mend()
        try await browser.wait(for: ".headline", saying: "During the break")
        try await browser.wait(for: "#connection", saying: "Live")
        #expect(try await !browser.shows("#offline"))
        let (sent, received) = line.takeTraffic()
        #expect(sent.lowercased().contains("last-event-id: "))
        // As an event of the stream, not only in the rows that are asked for.
        #expect(received.contains("\"alertId\":\"interaction-check:during:resumed-1\""))
        #expect(!received.contains("event: reset"))
        try await browser.open("about:blank")
    }

    func aGatewayThatIsGoneIsSaidAndItsReturnSeen() async throws {
        try await browser.open("\(address)/worklist?patient=resumed-1")
        try await browser.wait(for: "#connection", saying: "Live")
        _ = try await browser.ask("window.isTheSamePage = true;")
        suite.kill(.gateway)
        try await browser.wait(for: "#offline", saying: "no longer renews itself")
        #expect(try await !browser.shows("#connection"))
        #expect(try await browser.holds("document.getElementById('offline').getAttribute('role') === 'alert'"))
        try publish(Self.alert("meanwhile", patient: "resumed-1", summary: "While it was gone"), revision: 1)
        try suite.start(.gateway)
        try await browser.wait(for: ".headline", saying: "While it was gone", within: .seconds(40))
        try await browser.wait(for: "#connection", saying: "Live")
        #expect(try await !browser.shows("#offline"))
        #expect(try await browser.holds("window.isTheSamePage"))
    }
}
