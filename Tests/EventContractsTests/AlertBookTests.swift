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
