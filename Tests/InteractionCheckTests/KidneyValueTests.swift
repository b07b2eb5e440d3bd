import EventContracts
import KnowledgeFiles
import MedicationDomain
import TestSupport
import Testing

@testable import InteractionCheck

/// A kidney function value grows old while alerts that rest on it stand open.
@Suite struct KidneyValueTests {
    private let clinic: PatientHarness

    init() throws { clinic = try PatientHarness() }

    private func begin(egfr: Double, born: String? = "1986-01-01") throws {
        if let born {
            try clinic.deliver(PatientEvent(patientId: clinic.patient, birthDate: CalendarDay(born)))
        }
        try clinic.deliver(
            ObservationEvent(
                observationId: "e-1", patientId: clinic.patient, kind: .estimatedGFR, value: egfr,
                observedAt: clinic.harness.now))
        try clinic.order("o-1", "baclofen 10 mg tablet", milligramsPerDay: 30)
        try clinic.order("o-2", "oxycodone 5 mg tablet", context: .new, milligramsPerDay: 10)
    }

    private var finding: Alert {
        get throws { try #require(clinic.open.first { $0.rule.id == "baclofen-opioid" }) }
    }

    private func doubt() throws -> String? {
        try finding.checks.notChecked.first { $0.check == "renal-escalation" }?.reason
    }

    @Test func lowValueThatGrowsOldIsAnnouncedAndWeighsOn() throws {
        try begin(egfr: 41)
        #expect(try finding.interruptive && doubt() == nil)
        let published = try clinic.harness.advance(to: clinic.harness.now + .days(183))
        #expect(published.alerts.contains { $0.alert.rule.id == "baclofen-opioid" && $0.change == .updated })
        #expect(try finding.interruptive)
        #expect(try finding.factors.contains { $0.hasPrefix("eGFR 41 ") && $0.hasSuffix("too old to rely on") })
        #expect(try doubt()?.hasSuffix("is older than 183 days") == true)
        try clinic.harness.advance(to: clinic.harness.now + .days(182))
        #expect(try !finding.interruptive)
        #expect(try doubt() == "no eGFR in 365 days")
    }

    @Test func goodValueThatGrowsOldIsAnnounced() throws {
        try begin(egfr: 95)
        #expect(try doubt() == nil)
        let now = clinic.harness.now
        try clinic.harness.advance(to: now + .days(364))
        #expect(try doubt() == nil)
        let published = try clinic.harness.advance(to: now + .days(365))
        #expect(published.alerts.contains { $0.alert.rule.id == "baclofen-opioid" && $0.change == .updated })
        #expect(try doubt() == "no eGFR in 365 days")
    }

    @Test func birthdayMakesAnOlderValueTooOld() throws {
        // The harness begins on 2026-11-21.
        try begin(egfr: 95, born: "1962-08-01")
        try clinic.harness.advance(to: clinic.harness.now + .days(252))
        #expect(try doubt() == nil)
        try clinic.harness.advance(to: clinic.harness.now + .days(2))
        #expect(try doubt()?.hasSuffix("is older than 183 days") == true)
    }

    @Test func valueOfAnInpatientStandsForAWeekUntilTheStayEnds() throws {
        try begin(egfr: 95)
        var stay = StayEvent(encounterId: "s-1", patientId: clinic.patient, change: .started, encounterClass: "IMP")
        try clinic.deliver(stay)
        try clinic.harness.advance(to: clinic.harness.now + .days(8))
        #expect(try doubt()?.hasSuffix("is older than 7 days") == true)
        stay.change = .ended
        let published = try clinic.deliver(stay)
        #expect(!published.alerts.isEmpty)
        #expect(try doubt() == nil)
        #expect(try clinic.profile?.stays == nil)
    }

    @Test(arguments: [
        ("longest-age-days-at-risk: 183", "longest-age-days-at-risk: 366"),
        ("longest-age-days-inpatient: 7", "longest-age-days-inpatient: 0"),
        ("older-from-years: 65", "older-from-years: 900"),
        ("at-risk-conditions: [kidney-risk]", "at-risk-conditions: [x]"),
    ])
    func limitsThatMakeNoSenseStopTheLoad(_ old: String, _ new: String) {
        #expect(throws: KnowledgeError.self) {
            try TestKnowledge.load(editing: "patient-factors.yaml", old, to: new)
        }
    }
}
