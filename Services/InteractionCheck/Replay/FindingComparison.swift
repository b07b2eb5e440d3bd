import EventContracts
import MedicationDomain

/// The findings of two sets of rules over the same history, followed from the first day to the last.
///
/// What is compared is what each says at the same moment, never which of them says it first within one record.
struct FindingComparison {
    /// One stretch of time in which either has the finding open.
    private struct Stretch {
        var rule: RuleID
        var began: Instant
        var old = Side()
        var new = Side()
        var raisedAt: Instant?
        var loweredAt: Instant?
        /// When first only one of the two had it open.
        var partedAt: Instant?
    }

    /// How one set of rules has the finding.
    private struct Side {
        var severity: Severity?
        var isInterruptive = false
        var hasHeld = false
        var openedAt: Instant?
        /// How long it was open, its present opening apart.
        var held = Span.zero

        mutating func close(at now: Instant) {
            if let openedAt { held = Span(milliseconds: held.milliseconds + now.since(openedAt).milliseconds) }
            (severity, isInterruptive, openedAt) = (nil, false, nil)
        }
    }

    enum Rules: Sendable { case old, new }

    /// What happened before it is played, and not counted.
    let since: Instant
    private(set) var tallies: [RuleID: RuleTally] = [:]
    private var stretches: [AlertID: Stretch] = [:]
    private var touched: Set<AlertID> = []

    init(since: Instant) { self.since = since }

    /// Takes in what one set of rules said.
    mutating func note(_ event: AlertEvent, by rules: Rules, at now: Instant) {
        let alert = event.alert
        var stretch = stretches[alert.alertId] ?? Stretch(rule: alert.rule.id, began: now)
        let side: WritableKeyPath<Stretch, Side> = rules == .old ? \.old : \.new
        let count: WritableKeyPath<RuleTally, RuleTally.Said> = rules == .old ? \.old : \.new
        var tally = tallies[stretch.rule] ?? RuleTally()
        if alert.status == .resolved {
            stretch[keyPath: side].close(at: now)
        } else {
            if stretch[keyPath: side].severity == nil {
                stretch[keyPath: side].openedAt = now
                if now >= since { tally[keyPath: count].findings += 1 }
            }
            if alert.interruptive, !stretch[keyPath: side].isInterruptive, now >= since {
                tally[keyPath: count].interruptions += 1
            }
            stretch[keyPath: side].severity = alert.severity
            stretch[keyPath: side].isInterruptive = alert.interruptive
            stretch[keyPath: side].hasHeld = true
        }
        tallies[stretch.rule] = tally
        stretches[alert.alertId] = stretch
        touched.insert(alert.alertId)
    }

    /// Both have taken in the same moment: now they can be told apart.
    mutating func settle(at now: Instant) {
        for id in touched {
            guard var stretch = stretches[id] else { continue }
            switch (stretch.old.severity, stretch.new.severity) {
            case (nil, nil):
                stretches[id] = nil
                finish(stretch)
                continue
            case (let old?, let new?):
                if new > old { stretch.raisedAt = stretch.raisedAt ?? now }
                if new < old { stretch.loweredAt = stretch.loweredAt ?? now }
            case (.some, nil), (nil, .some): stretch.partedAt = stretch.partedAt ?? now
            }
            stretches[id] = stretch
        }
        touched.removeAll(keepingCapacity: true)
    }

    /// The end of what is known: what is open now is counted as it stands.
    mutating func end(at now: Instant) {
        for var stretch in stretches.values {
            stretch.old.close(at: now)
            stretch.new.close(at: now)
            finish(stretch)
        }
        stretches.removeAll()
    }

    private mutating func finish(_ stretch: Stretch) {
        var tally = tallies[stretch.rule] ?? RuleTally()
        func counts(_ moment: Instant?) -> Bool { moment.map { $0 >= since } ?? false }
        switch (stretch.old.hasHeld, stretch.new.hasHeld) {
        case (false, false): return
        case (false, true): tally.added += counts(stretch.began) ? 1 : 0
        case (true, false): tally.removed += counts(stretch.began) ? 1 : 0
        case (true, true):
            tally.raised += counts(stretch.raisedAt) ? 1 : 0
            tally.lowered += counts(stretch.loweredAt) ? 1 : 0
            if counts(stretch.partedAt) {
                tally.longer += stretch.new.held > stretch.old.held ? 1 : 0
                tally.shorter += stretch.new.held < stretch.old.held ? 1 : 0
            }
        }
        tallies[stretch.rule] = tally
    }
}

/// What two sets of rules said of one rule's findings.
struct RuleTally: Hashable, Sendable {
    struct Said: Hashable, Sendable {
        var findings = 0
        /// How often a finding began to interrupt somebody.
        var interruptions = 0
    }

    var old = Said()
    var new = Said()
    var added = 0
    var removed = 0
    var raised = 0
    var lowered = 0
    /// Both have it, the new rules for a longer time in all.
    var longer = 0
    var shorter = 0

    /// Whether anybody would notice a difference.
    var differs: Bool {
        added + removed + raised + lowered + longer + shorter > 0 || old != new
    }

    static func + (left: RuleTally, right: RuleTally) -> RuleTally {
        var sum = left
        sum.old.findings += right.old.findings
        sum.old.interruptions += right.old.interruptions
        sum.new.findings += right.new.findings
        sum.new.interruptions += right.new.interruptions
        sum.added += right.added
        sum.removed += right.removed
        sum.raised += right.raised
        sum.lowered += right.lowered
        sum.longer += right.longer
        sum.shorter += right.shorter
        return sum
    }
}
