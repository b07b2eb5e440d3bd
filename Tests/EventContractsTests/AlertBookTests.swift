import EventContracts
import MedicationDomain
import Testing

@Suite struct AlertBookTests {
    private let now = Examples.at
    private var finding: Alert {
        var alert = Examples.alert
        alert.revision = 0
        return alert
    }
    private func reason(_ alert: Alert) -> String { "cause ended" }

    @Test func oneFindingIsOneAlertHoweverOftenItsFactsRepeat() {
        var book = AlertBook()
        #expect(book.reconcile([finding], resolvedBecause: reason, at: now).map(\.change) == [.raised])
        #expect(book.reconcile([finding], resolvedBecause: reason, at: now + .days(1)).isEmpty)
    }

    @Test func aChangedFindingIsUpdatedAndKeepsWhenItWasRaised() {
        var book = AlertBook()
        _ = book.reconcile([finding], resolvedBecause: reason, at: now)
        var changed = finding
        changed.factors = ["age 79"]
        let events = book.reconcile([changed], resolvedBecause: reason, at: now + .days(1))
        #expect(events.map(\.change) == [.updated])
        #expect(events.first?.alert.raisedAt == now)
    }

    @Test func aFindingWhoseCauseEndedIsResolvedWithTheReason() {
        var book = AlertBook()
        _ = book.reconcile([finding], resolvedBecause: reason, at: now)
        let events = book.reconcile([], resolvedBecause: reason, at: now + .days(1))
        #expect(events.map(\.change) == [.resolved])
        #expect(events.first?.alert.resolution?.reason == "cause ended")
        #expect(book.isEmpty)
    }

    @Test func anAnswerHoldsUntilTheFindingGrows() throws {
        var book = AlertBook()
        var moderate = finding
        moderate.severity = .moderate
        moderate.interruptive = false
        _ = book.reconcile([moderate], resolvedBecause: reason, at: now)
        #expect(book.answer(Examples.response(.overridden))?.alert.status == .overridden)
        moderate.factors = ["age 79"]
        _ = book.reconcile([moderate], resolvedBecause: reason, at: now)
        #expect(book[finding.alertId]?.status == .overridden)
        let grown = book.reconcile([finding], resolvedBecause: reason, at: now)
        #expect(grown.first?.alert.status == .open)
        #expect(grown.first?.alert.answer == nil)
    }

    @Test func anAnswerToSomethingSmallerDoesNotCloseWhatItHasBecome() {
        var book = AlertBook()
        var moderate = finding
        moderate.severity = .moderate
        moderate.interruptive = false
        _ = book.reconcile([moderate], resolvedBecause: reason, at: now - .hours(1))
        _ = book.reconcile([finding], resolvedBecause: reason, at: now + .minutes(1))
        #expect(book.answer(Examples.response(.overridden)) == nil, "it was answered a minute before it grew")
        #expect(book[finding.alertId]?.status == .open)
        var later = Examples.response(.overridden)
        later.at = now + .minutes(2)
        #expect(book.answer(later)?.alert.status == .overridden)
    }

    @Test func anAnswerCoversWhatWasSeenWhicheverIsReadFirst() {
        var moderate = finding
        moderate.severity = .moderate
        moderate.interruptive = false
        let growth = now + .minutes(1)
        var response = Examples.response(.overridden)
        (response.at, response.seenAt) = (now + .minutes(2), growth)
        // In the order it happened: it grew, somebody saw it so and answered.
        var book = AlertBook()
        _ = book.reconcile([moderate], resolvedBecause: reason, at: now)
        _ = book.reconcile([finding], resolvedBecause: reason, at: growth)
        #expect(book.answer(response)?.alert.status == .overridden)
        // The answer's topic is read before that of the fact.
        var other = AlertBook()
        _ = other.reconcile([moderate], resolvedBecause: reason, at: now)
        _ = other.answer(response)
        _ = other.reconcile([finding], resolvedBecause: reason, at: growth)
        #expect(other[finding.alertId]?.status == .overridden)
        // Given in view of the smaller finding, however late, it covers no more than that.
        response.seenAt = now
        var late = AlertBook()
        _ = late.reconcile([moderate], resolvedBecause: reason, at: now)
        _ = late.reconcile([finding], resolvedBecause: reason, at: growth)
        #expect(late.answer(response) == nil)
        #expect(late[finding.alertId]?.status == .open)
    }

    @Test func aFactThatComesLateIsCoveredByNoAnswerGivenWithoutIt() {
        var moderate = finding
        moderate.severity = .moderate
        moderate.interruptive = false
        var book = AlertBook()
        _ = book.reconcile([moderate], resolvedBecause: reason, at: now)
        var response = Examples.response(.overridden)
        (response.at, response.seenAt) = (now + .minutes(2), now)
        #expect(book.answer(response)?.alert.status == .overridden)
        // It stood in a slow topic since before the alert was seen, and nobody had it in view.
        _ = book.reconcile([finding], resolvedBecause: reason, at: now - .minutes(5))
        #expect(book[finding.alertId]?.status == .open)
        #expect(book[finding.alertId]?.answer == nil)
    }

    @Test func anAnswerCoversOnlyWhatTheAlertInterruptedFor() {
        var book = AlertBook()
        var first = finding
        first.interruptsFor = ["order:o-2:started"]
        _ = book.reconcile([first], resolvedBecause: reason, at: now - .hours(1))
        _ = book.answer(Examples.response(.acknowledged))
        #expect(book.reconcile([first], resolvedBecause: reason, at: now).isEmpty)
        var second = first
        second.interruptsFor = ["order:o-2:started", "order:o-3:started"]
        second.dueAt = now + .minutes(30)
        let opened = book.reconcile([second], resolvedBecause: reason, at: now + .minutes(1))
        #expect(opened.first?.alert.status == .open)
        #expect(opened.first?.alert.answer == nil)
        #expect(opened.first?.alert.dueAt == second.dueAt)
        #expect(book.answer(Examples.response(.acknowledged)) == nil, "it speaks of the first order alone")
        var later = Examples.response(.acknowledged)
        later.at = now + .minutes(2)
        #expect(book.answer(later)?.alert.status == .acknowledged)
        #expect(book.reconcile([second], resolvedBecause: reason, at: now + .days(1)).isEmpty)
        _ = book.reconcile([first], resolvedBecause: reason, at: now + .days(2))
        #expect(book[finding.alertId]?.status == .acknowledged, "less than what was answered is covered")
    }

    @Test func onlyAnOpenAlertEscalates() {
        var book = AlertBook()
        _ = book.reconcile([finding], resolvedBecause: reason, at: now)
        #expect(book.escalate(finding.alertId, nextDue: nil)?.alert.escalationLevel == 1)
        _ = book.answer(Examples.response(.acknowledged))
        #expect(book.escalate(finding.alertId, nextDue: nil) == nil)
    }

    @Test func anAnswerToAnAlertThatIsNotOpenChangesNothing() {
        var book = AlertBook()
        #expect(book.answer(Examples.response(.acknowledged)) == nil)
    }
}

@Suite struct HeardAnswerTests {
    @Test func aClockThatRanAheadSaysNothingOfTheFuture() {
        let now = Instant(millisecondsSince1970: 1_795_253_400_000)
        var answer = AlertResponse(
            responseId: "r", alertId: "a:b", alertRevision: 1, action: .acknowledged,
            by: .init(id: "ph-1", role: "pharmacist"), at: now + .hours(1), seenAt: now + .hours(2))
        #expect(answer.heard(at: now).at == now && answer.heard(at: now).seenAt == now)
        (answer.at, answer.seenAt) = (now - .minutes(1), nil)
        #expect(answer.heard(at: now) == answer)
    }
}
