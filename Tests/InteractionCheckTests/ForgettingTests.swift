import EventContracts
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import InteractionCheck

/// A forgotten patient's findings end, and what other topics still tell of the time before is passed over.
@Suite struct ForgettingTests {
    private let subject: PatientHarness
    private let patient = TestPatient.id
    private let at = TestPatient.now + .hours(1)

    init() throws { subject = try PatientHarness() }

    private var forgotten: PatientForgotten { PatientForgotten(patientId: patient, at: at, by: "records-office") }
    private func episode(_ id: String) -> WithdrawalEpisode {
        WithdrawalEpisode(episodeId: id, patientId: patient, change: .opened, route: .oral, startedAt: at, reason: "")
    }
    private func putOnBaclofenWithAnOpioid() throws {
        try subject.order("o-1", "baclofen 10 mg tablet", milligramsPerDay: 30)
        try subject.order("o-2", "oxycodone 5 mg tablet", context: .new)
    }

    @Test func findingsEndAndNothingIsKept() throws {
        try putOnBaclofenWithAnOpioid()
        #expect(try subject.open.isEmpty == false)
        let published = try subject.deliver(forgotten)
        #expect(published.alerts.isEmpty == false)
        #expect(published.alerts.allSatisfy { $0.alert.resolution?.reason == PatientForgotten.resolution })
        #expect(try subject.profile == nil)
        #expect(try subject.harness.partition.nextDeadline() == nil)
    }

    @Test func theSameForgettingOnTheOtherTopicLeavesWhatBeganAnew() throws {
        try putOnBaclofenWithAnOpioid()
        try subject.deliver(forgotten)
        try subject.order("o-3", "baclofen 10 mg tablet", revision: 9, milligramsPerDay: 30)
        #expect(try subject.deliver(forgotten, on: .withdrawalEvents).isEmpty)
        #expect(try subject.profile?.medicines.count == 1)
    }

    @Test func whatTheOtherTopicTellsOfTheTimeBeforeIsPassedOverUntilItSaysSo() throws {
        try putOnBaclofenWithAnOpioid()
        try subject.deliver(forgotten)
        try subject.deliver(episode("before"), on: .withdrawalEvents)
        #expect(try subject.profile == nil)
        try subject.deliver(forgotten, on: .withdrawalEvents)
        try subject.deliver(episode("after"), on: .withdrawalEvents)
        #expect(try subject.profile?.episodes.keys.sorted() == ["after"])
    }

    @Test func theForgettingMayComeByTheOtherTopicFirst() throws {
        try putOnBaclofenWithAnOpioid()
        #expect(try subject.deliver(forgotten, on: .withdrawalEvents).alerts.isEmpty == false)
        try subject.order("o-4", "oxycodone 5 mg tablet", revision: 7)
        #expect(try subject.profile == nil)
        #expect(try subject.deliver(forgotten).isEmpty)
        try subject.order("o-5", "baclofen 10 mg tablet", revision: 8)
        #expect(try subject.profile?.medicines.count == 1)
    }

    @Test func aSecondForgettingIsHeardAsOne() throws {
        try subject.deliver(forgotten)
        try subject.deliver(forgotten, on: .withdrawalEvents)
        try putOnBaclofenWithAnOpioid()
        var later = forgotten
        later.at = at + .days(3)
        #expect(try subject.deliver(later).alerts.isEmpty == false)
        #expect(try subject.profile == nil)
    }

    /// A service that was built again passes an old forgetting on once more, under a new number.
    @Test func anOlderForgettingPassedOnAgainIsNoNews() throws {
        var later = forgotten
        later.at = at + .days(3)
        let topic = Topic<PatientForgotten>(.prescribingEvents)
        try subject.harness.deliver(forgotten, on: topic, about: patient, revision: 1)
        try subject.harness.deliver(later, on: topic, about: patient, revision: 2)
        try putOnBaclofenWithAnOpioid()
        #expect(try subject.harness.deliver(forgotten, on: topic, about: patient, revision: 1001).isEmpty)
        #expect(try subject.profile?.medicines.count == 2)
    }

    @Test func silenceOfTheOtherTopicDoesNotLast() throws {
        try subject.deliver(forgotten)
        try subject.harness.advance(to: at + .days(8))
        try subject.deliver(episode("late"), on: .withdrawalEvents)
        #expect(try subject.profile?.episodes.count == 1)
    }

    @Test func newKnowledgeBringsNobodyBack() throws {
        try putOnBaclofenWithAnOpioid()
        try subject.deliver(forgotten)
        #expect(try subject.harness.rejudge().isEmpty)
        #expect(try subject.profile == nil)
    }
}
