import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

/// What a pharmacist's hands and ears meet on the worklist while it renews itself.
extension Hands {
    private func open(_ query: String, waitingFor words: String) async throws {
        try await browser.open("\(address)/worklist?\(query)")
        try await browser.wait(for: "#connection", saying: "Live")
        try await browser.wait(for: ".headline", saying: words)
    }

    func whatIsBeingTypedOutlivesEveryUpdate() async throws {
        let patient: PatientID = "typed-1"
        var answered = Self.alert("answered", patient: patient, summary: "The one being answered")
        var leaving = Self.alert("leaving", patient: patient, severity: .minor, summary: "The one that leaves")
        try publish(answered, revision: 1)
        try publish(leaving, revision: 1)
        try await open("patient=typed-1&group=patient", waitingFor: "The one that leaves")
        try await browser.press("j", "o", Browser.Key.tab, "half a sen")
        _ = try await browser.ask("window.field = document.activeElement;")
        let above = Self.alert("above", patient: patient, severity: .major, interruptive: true, summary: "A graver one")
        try publish(above, revision: 1)
        try await browser.wait(for: ".headline", saying: "A graver one")
        // It rises above the others: its row must stand first without being moved.
        (answered.severity, answered.interruptive) = (.contraindicated, true)
        try publish(answered, revision: 2, .updated)
        (leaving.status, leaving.resolution) = (.resolved, .init(reason: "corrected", at: Instant(Date())))
        try publish(leaving, revision: 2, .resolved)
        try await eventually("the one that leaves has left") {
            try await !browser.shows(".headline", saying: "The one that leaves")
        }
        try await browser.wait(for: "#toast", saying: "has changed")
        // Even its own end does not take away what is being typed.
        (answered.status, answered.resolution) = (.resolved, .init(reason: "corrected", at: Instant(Date())))
        try publish(answered, revision: 3, .resolved)
        try await browser.wait(for: "#toast", saying: "has left this list")
        try await browser.press("tence")
        #expect(
            try await browser.holds(
                "document.activeElement === window.field && window.field.value === 'half a sentence'"))
        #expect(try await browser.holds("window.field.closest('details').open"))
        #expect(
            try await browser.ask("return [...document.querySelectorAll('.headline')].map((one) => one.innerText);")
                as? [String] == ["The one being answered", "A graver one"])
        // A person who stops and looks away is told of it once more, in the list as it is.
        _ = try await browser.ask("window.field.value = ''; window.field.blur();")
        try publish(Self.alert("last", patient: patient, summary: "One more"), revision: 1)
        try await eventually("what was answered elsewhere has left") {
            try await !browser.shows(".headline", saying: "The one being answered")
        }
    }

    func alertsOfOneKindAreAcknowledgedTogether() async throws {
        let patient: PatientID = "bulk-1"
        for name in ["one", "two"] {
            try publish(Self.alert(name, patient: patient, summary: "Mild finding \(name)"), revision: 1)
        }
        try publish(Self.alert("grave", patient: patient, severity: .major, summary: "Grave finding"), revision: 1)
        try await open("patient=bulk-1", waitingFor: "Mild finding two")
        try await browser.wait(for: ".headline", saying: "Grave finding")
        #expect(try await browser.count(".pick") == 2)
        try await browser.press("j", "x")
        try await browser.wait(for: "#toast", saying: "an answer of its own")
        try await browser.press("j", "x", "j", "x")
        try await browser.wait(for: "#bulk", saying: "2 selected · Interaction")
        try await browser.click("#bulk-acknowledge")
        try await browser.wait(for: "#toast", saying: "2 acknowledged.")
        try await browser.wait(for: ".tag", saying: "Acknowledged, being confirmed")
        #expect(try await !browser.shows("#bulk"))
        let answers = try await suite.records(on: [.alertResponses]).filter {
            $0.message.header("ce_subject") == patient.rawValue
        }
        #expect(answers.count == 2 && Set(answers.map { $0.message.header("ce_id") }).count == 2)
    }

    func keysAreListedAndCanBeTurnedOff() async throws {
        try await browser.press("?")
        try await browser.wait(for: "#keys", saying: "Take the last answer back")
        #expect(try await browser.holds("document.getElementById('keys').contains(document.activeElement)"))
        try await browser.click("#keys-on")
        try await browser.press(Browser.Key.escape)
        #expect(try await !browser.shows("#keys"))
        _ = try await browser.ask("document.querySelector('.alert summary').focus();")
        try await browser.press("j")
        #expect(try await browser.holds("document.activeElement.closest('.alert:first-child')"))
        try await browser.click("#keys-open")
        try await browser.click("#keys-on")
        try await browser.click("#keys-close")
        _ = try await browser.ask("document.querySelector('.alert summary').focus();")
        try await browser.press("j")
        #expect(try await browser.holds("document.activeElement.closest('.alert:nth-child(2)')"))
    }

    func whatInterruptsIsHeardOnlyWhereWanted() async throws {
        let patient: PatientID = "loud-1"
        func urgent(_ name: String) -> Alert {
            Self.alert(name, patient: patient, severity: .major, interruptive: true, summary: "Urgent \(name)")
        }
        try publish(urgent("zero"), revision: 1)
        try await open("patient=loud-1", waitingFor: "Urgent zero")
        _ = try await browser.ask(
            """
            window.notes = 0;
            const start = OscillatorNode.prototype.start;
            OscillatorNode.prototype.start = function (...when) { window.notes += 1; return start.apply(this, when); };
            """)
        #expect(try await browser.text("#sound-state") == "off")
        try publish(urgent("one"), revision: 1)
        try await browser.wait(for: ".headline", saying: "Urgent one")
        try await eventually("the page shows that something urgent came") { try await browser.count(".top.cue") == 1 }
        #expect(try await browser.ask("return window.notes;") as? Int == 0)
        try await browser.click("#sound")
        try await eventually("it can be heard") { try await browser.text("#sound-state") == "on" }
        _ = try await browser.ask("window.notes = 0;")
        try publish(urgent("two"), revision: 1)
        try await eventually("it is heard") { try await browser.ask("return window.notes;") as? Int == 2 }
        try publish(Self.alert("calm", patient: patient, summary: "Calm finding"), revision: 1)
        try await browser.wait(for: ".headline", saying: "Calm finding")
        #expect(try await browser.ask("return window.notes;") as? Int == 2)
        try await open("patient=loud-1", waitingFor: "Urgent two")
        #expect(try await browser.text("#sound-state").hasPrefix("on"), "it is remembered")
    }

    func theOpenBoardRenewsItself() async throws {
        try await browser.open("\(address)/board")
        try await browser.wait(for: "#connection", saying: "Live")
        _ = try await browser.ask("window.isTheSamePage = true;")
        var hospital = Hospital()
        hospital.addPatient("board-1")
        hospital.addBaclofen("board-1")
        for record in hospital.records {
            try kcat(.hospitalEvents, ["-H", "content-type=application/fhir+json"], record)
        }
        try await browser.wait(for: "[data-live-page=supply]", saying: "board-1")
        #expect(try await browser.holds("window.isTheSamePage"))
    }
}
