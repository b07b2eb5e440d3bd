import EventContracts
import EventLog
import FHIRModels
import Foundation
import MedicationDomain
import TestSupport
import Testing

@testable import Gateway

@Suite struct CDSHooksTests {
    static let hooks = CDSService.allCases.map(\.rawValue)

    private static func found(_ context: TherapyContext = .new) throws -> HookDesk {
        try HookDesk { service, question in
            guard service == .prescribing else { return HookAnswers.result(question) }
            return try HookAnswers.review(
                question, orders: [HookAnswers.order("o-9", context: context, findings: [HookAnswers.finding()])])
        }
    }

    // MARK: Findings

    @Test(arguments: hooks) func aFindingOfADraftIsACard(_ hook: String) async throws {
        let cards = try await Self.found().cards(hook, HookBodies.call(hook))
        let card = try #require(cards.first)
        #expect(cards.count == 1)
        #expect(card["summary"] as? String == "Baclofen above the maximum")
        #expect(card["indicator"] as? String == "critical")
        let detail = try #require(card["detail"] as? String)
        #expect(detail.contains("Ask the prescriber") && detail.contains("age 78"))
        let reasons = try #require(card["overrideReasons"] as? [[String: String]])
        #expect(reasons.map { $0["code"] } == OverrideReason.all.map(\.code))
        let links = try #require(card["links"] as? [[String: String]])
        #expect(links.map { $0["url"] } == ["https://dailymed.nlm.nih.gov/x"], "there is no alert to open yet")
    }

    @Test func nothingFoundAndAllLookedAtIsNoCard() async throws {
        for hook in Self.hooks {
            let desk = try HookDesk(answers: HookAnswers.plain)
            #expect(try await desk.cards(hook, HookBodies.call(hook)).isEmpty)
        }
    }

    @Test func aNewDraftMayBeWithdrawnAndATherapyUnderWayMayNot() async throws {
        let body = HookBodies.call()
        let card = try #require(try await Self.found().cards("order-sign", body).first)
        let suggestion = try #require((card["suggestions"] as? [[String: Any]])?.first)
        let action = try #require((suggestion["actions"] as? [[String: String]])?.first)
        #expect(action["type"] == "delete" && action["resourceId"] == "MedicationRequest/o-9")
        #expect(card["selectionBehavior"] as? String == "any")
        for context in [TherapyContext.continuing, .unknown] {
            let cards = try await Self.found(context).cards("order-sign", body)
            #expect(cards.first?["suggestions"] == nil, "withdrawing it may end what the patient takes")
        }
        let active = HookBodies.call(orders: [HookBodies.order(status: "active")])
        #expect(try await Self.found().cards("order-sign", active).first?["suggestions"] == nil)
        let refill = try await Self.found().cards("medication-refill", HookBodies.call("medication-refill"))
        #expect(refill.first?["suggestions"] == nil)
    }

    @Test func interactionsAreAskedWithTheDosePrescribingRead() async throws {
        let context = InteractionCheckRequest.Context(estimatedGFR: 41, estimatedGFRAt: Desk.start)
        let desk = try HookDesk { service, question in
            guard service == .prescribing else {
                let alert = Alert.sample(severity: .moderate)
                return HookAnswers.result(
                    question, findings: [.init(change: .added, drafts: ["o-9"], alert: alert)])
            }
            return try HookAnswers.review(question, context: context)
        }
        let cards = try await desk.cards("order-sign", HookBodies.call())
        #expect(cards.map { $0["indicator"] as? String } == ["warning"])
        #expect(cards.first?["summary"] as? String == "Baclofen with oxycodone")
        let asked = try #require(try desk.questions(.interactionCheck, as: InteractionCheckRequest.self).first)
        #expect(asked.drafts.map(\.dailyDoseMilligrams) == [30])
        #expect(asked.patientId == "p-17" && asked.context?.estimatedGFR == 41 && asked.context?.encounterId == "e-9")
        let record = try #require(desk.desk.log.records(of: .requests(to: .interactionCheck)).first)
        #expect(record.message.key == Array("p-17".utf8), "the patient's partition answers")
    }

    @Test func onlyWhatWasChosenIsToldOf() async throws {
        let desk = try HookDesk { service, question in
            guard service == .prescribing else { return HookAnswers.result(question) }
            return try HookAnswers.review(
                question,
                orders: ["o-8", "o-9"].map {
                    HookAnswers.order($0, findings: [HookAnswers.finding(summary: "About \($0.rawValue)")])
                })
        }
        let orders = [HookBodies.order("o-8"), HookBodies.order("o-9")]
        let chosen = try await desk.cards("order-select", HookBodies.call("order-select", orders: orders))
        #expect(chosen.map { $0["summary"] as? String } == ["About o-9"])
        let signed = try await desk.cards("order-sign", HookBodies.call(orders: orders))
        #expect(signed.count == 2)
    }

    @Test func atVerificationTheStandingAlertIsShownAndLinked() async throws {
        let desk = try HookDesk { service, question in
            try HookAnswers.by(
                service, review: try HookAnswers.review(question, orders: [HookAnswers.order("o-9")]),
                result: HookAnswers.result(
                    question, standing: [.init(alertId: Alert.sample().alertId, severity: .major)]))
        }
        var alert = Alert.sample(interruptive: true)
        alert.medications = [AlertMedication(text: "Baclofen", orderId: "o-9")]
        try desk.desk.say(alert, revision: 3)
        try await desk.desk.read()
        let body = HookBodies.call("medication-verify", orders: [HookBodies.order(status: "active")])
        let card = try #require(try await desk.cards("medication-verify", body).first)
        #expect(card["indicator"] as? String == "critical")
        let link = try #require((card["links"] as? [[String: String]])?.first)
        #expect(
            link["url"] == "http://localhost:8080/worklist/alert/interaction-check%3Abaclofen-opioid%3Ap-17")
        #expect(try await desk.desk.get("/worklist/alert/interaction-check%3Abaclofen-opioid%3Ap-17").status == 200)

        alert.status = .overridden
        alert.answer = .init(
            AlertResponse(
                responseId: "r", alertId: alert.alertId, alertRevision: 3, action: .overridden,
                reason: .init(code: "risk-benefit-ratio"), by: .init(id: "ph", role: "pharmacist"), at: Desk.start))
        try desk.desk.say(alert, revision: 4, AlertEvent.Change.updated)
        try await desk.desk.read()
        let answered = try #require(try await desk.cards("medication-verify", body).first)
        #expect(answered["indicator"] as? String == "info" && answered["overrideReasons"] == nil)
        #expect((answered["detail"] as? String)?.contains("Benefit outweighs the risk") == true)
    }

    @Test func atVerificationWhatIsOpenIsShownWhoeverIsSilent() async throws {
        let desk = try HookDesk.silent()
        var refill = Alert.sample(
            "withdrawal-monitor:missed-refill:p-17", summary: "Refill missed", kind: .missedRefill)
        refill.medications = [AlertMedication(text: "Baclofen", orderId: "o-9")]
        let stop = Alert.sample("withdrawal-monitor:stop:p-17", summary: "Sudden stop", kind: .abruptStop)
        let other = Alert.sample("prescribing:dose:o-1", summary: "Of another order", kind: .dose)
        let elsewhere = Alert.sample("withdrawal-monitor:stop:p-18", patient: "p-18", kind: .abruptStop)
        for alert in [refill, stop, other, elsewhere] { try desk.desk.say(alert, revision: 1) }
        try await desk.desk.read()
        let body = HookBodies.call("medication-verify", orders: [HookBodies.order(status: "active")])
        let cards = try await desk.cards("medication-verify", body)
        #expect(cards.compactMap { $0["summary"] as? String }.dropLast() == ["Refill missed", "Sudden stop"])
        #expect(cards.prefix(2).allSatisfy { "\($0["links"] ?? "")".contains("/worklist/alert/") })
        #expect((cards.last?["detail"] as? String)?.contains("did not answer") == true)
        #expect(try await desk.cards("order-sign", HookBodies.call()).count == 1)
    }

    @Test func anAnswerCoversNothingThatADraftMakesWorse() async throws {
        var alert = Alert.sample(severity: .moderate)
        let desk = try HookDesk { [alert] service, question in
            var worse = alert
            (worse.severity, worse.interruptive) = (.major, true)
            return try HookAnswers.by(
                service, review: try HookAnswers.review(question),
                result: HookAnswers.result(
                    question,
                    findings: [.init(change: .raised, severityBefore: .moderate, drafts: ["o-9"], alert: worse)]))
        }
        alert.status = .overridden
        alert.answer = .init(
            AlertResponse(
                responseId: "r", alertId: alert.alertId, alertRevision: 3, action: .overridden,
                reason: .init(code: "limited-time"), by: .init(id: "ph", role: "pharmacist"), at: Desk.start))
        try desk.desk.say(alert, revision: 4)
        try await desk.desk.read()
        let card = try #require(try await desk.cards("order-sign", HookBodies.call()).first)
        #expect(card["indicator"] as? String == "critical" && card["overrideReasons"] != nil)
    }

    @Test func draftsNobodyChoseAreNotAskedAbout() async throws {
        let desk = try HookDesk(answers: HookAnswers.plain)
        func body(_ selection: String) -> String {
            HookBodies.call(
                "order-select",
                context: HookBodies.context("order-select", [HookBodies.order("o-1"), HookBodies.order("o-2")])
                    .replacing("MedicationRequest/o-9", with: selection))
        }
        #expect(try await desk.cards("order-select", body("ServiceRequest/s-1")).isEmpty)
        #expect(desk.desk.log.records(of: .requests(to: .prescribing)).isEmpty)
        // What may be an order and is none of the drafts leaves open which one is meant: all are looked at.
        for (selection, orders) in [
            ("https://ehr.example/fhir/MedicationRequest/o-1/_history/2", ["o-1"]), ("urn:uuid:7", ["o-1", "o-2"]),
            ("MedicationRequest/o-7", ["o-1", "o-2"]),
        ] {
            let call = try HookCall(try JSONValue(parsing: Array(body(selection).utf8)), to: .orderSelect)
            #expect(call.focus.map { $0.rawValue }.sorted() == orders)
        }
    }

    @Test func bothNamesOfTheOrderToVerifyAreTaken() async throws {
        let desk = try Self.found()
        let order = HookBodies.order(status: "active")
        let start = #""userId":"Practitioner/ph-1","patientId":"p-17""#
        for context in [
            #"{\#(start),"medication":\#(order)}"#, #"{\#(start),"order":{"resource":\#(order)}}"#,
            #"{\#(start),"order":\#(order)}"#,
        ] {
            #expect(
                try await desk.cards("medication-verify", HookBodies.call("medication-verify", context: context)).count
                    == 1)
        }
    }

    @Test func textOfOthersIsNoMarkupAndASummaryIsShort() async throws {
        let long = String(repeating: "word ", count: 60)
        let desk = try HookDesk { service, question in
            guard service == .prescribing else { return HookAnswers.result(question) }
            var finding = HookAnswers.finding(summary: long)
            finding.detail = "[open](https://evil.example) <img src=x> **now**\nnext"
            return try HookAnswers.review(question, orders: [HookAnswers.order("o-9", findings: [finding])])
        }
        let card = try #require(try await desk.cards("order-sign", HookBodies.call()).first)
        let summary = try #require(card["summary"] as? String)
        #expect(summary.count < 140 && summary.hasSuffix("…"))
        let detail = try #require(card["detail"] as? String)
        #expect(detail.hasPrefix(#"\[open\](https://evil.example) \<img src=x\> \*\*now\*\* next"#))
    }

    @Test func whatIsAboutToEndIsNotTakenForAnOrder() async throws {
        let desk = try HookDesk(answers: HookAnswers.plain)
        let cards = try await desk.cards("order-sign", HookBodies.call(orders: [HookBodies.order(status: "stopped")]))
        #expect((cards.first?["detail"] as? String)?.contains("sudden stop") == true)
        #expect(desk.desk.log.records(of: .requests(to: .prescribing)).isEmpty)
    }

    @Test func anOrderWithoutAnIDAndAProposalAreLookedAtAllTheSame() async throws {
        let desk = try HookDesk(answers: HookAnswers.plain)
        let orders = [HookBodies.order(nil), HookBodies.order("o-2", intent: "proposal")]
        #expect(try await desk.cards("order-sign", HookBodies.call(orders: orders)).isEmpty)
        let asked = try #require(try desk.questions(.prescribing, as: PrescriptionReviewRequest.self).first)
        #expect(asked.drafts == ["unnamed-1", "o-2"])
        #expect(asked.resources.contains(#""intent":"order""#) && !asked.resources.contains("proposal"))
    }

    @Test func otherOrdersAreNotOurs() async throws {
        let desk = try HookDesk(answers: HookAnswers.plain)
        let scan = #"{"resourceType":"ServiceRequest","id":"s-1","status":"draft","intent":"order"}"#
        #expect(try await desk.cards("order-sign", HookBodies.call(orders: [scan])).isEmpty)
        let otherOnly = try HookDesk { service, question in
            try HookAnswers.by(
                service,
                review: try HookAnswers.review(
                    question,
                    orders: [
                        HookAnswers.order(
                            "o-9", isBaclofen: false,
                            checks: CheckStatement(
                                notChecked: [.init(check: "dose", reason: "no dose rules for this medicine")]))
                    ]),
                result: HookAnswers.result(
                    question,
                    checks: CheckStatement(
                        notChecked: [.init(check: "interaction", reason: "no baclofen among the medicines")])))
        }
        #expect(try await otherOnly.cards("order-sign", HookBodies.call()).isEmpty)
    }

    @Test func discoveryKeepsTheRules() async throws {
        let answer = try await Desk().get("/cds-services")
        let discovery = try #require(try answer.object())
        #expect(CDSConformance.problems(inDiscovery: discovery) == [])
        let services = try #require(discovery["services"] as? [[String: Any]])
        #expect(Set(services.compactMap { $0["hook"] as? String }) == Set(Self.hooks))
    }
}
