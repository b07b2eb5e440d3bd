public import JSONCoding
public import MedicationDomain

/// The findings a service has open about one patient, kept in the patient's document.
///
/// One finding is one alert for as long as its cause lasts: facts that repeat change nothing, facts that change update
/// it, and when the cause goes the book resolves it and says why.
public struct AlertBook: Codable, Hashable, Sendable {
    private var alerts: [String: SharedValue<Alert>] = [:]
    /// When a finding last grew beyond what an answer could cover.
    private var grown: [String: Instant] = [:]
    /// When each aspect of a finding last changed; whoever answers must have seen it, if the reason stands on it.
    private var moved: [String: [String: Instant]]?

    public init() {}

    public var open: [Alert] { alerts.values.map(\.value).sorted { $0.alertId < $1.alertId } }
    public var isEmpty: Bool { alerts.isEmpty }
    public subscript(id: AlertID) -> Alert? { alerts[id.rawValue]?.value }

    /// Makes the book hold exactly these findings; returns what must be announced.
    ///
    /// A draft's status may be `.provisional` or `.open`. An answered alert stays answered unless its severity rises,
    /// it begins to interrupt, or it interrupts for something new: then the answer no longer covers it and it opens
    /// again. The terms say what else an answer does not outlast.
    public mutating func reconcile(
        _ drafts: [Alert], resolvedBecause reason: (Alert) -> String, on terms: any AnswerTerms = PlainTerms(),
        at now: Instant
    ) -> [AlertEvent] {
        var events: [AlertEvent] = []
        var seen: Set<String> = []
        for draft in drafts where seen.insert(draft.alertId.rawValue).inserted {
            if let event = put(draft, on: terms, at: now) { events.append(event) }
        }
        for key in alerts.keys.filter({ !seen.contains($0) }).sorted() {
            guard let alert = alerts[key]?.value else { continue }
            events.append(AlertEvent(.resolved, resolved(alert, reason(alert), at: now)))
            forget(key)
        }
        return events
    }

    /// Raises the finding or brings the standing one up to date; nil when nothing changed.
    public mutating func put(
        _ draft: Alert, on terms: any AnswerTerms = PlainTerms(), at now: Instant
    ) -> AlertEvent? {
        guard let standing = alerts[draft.alertId.rawValue]?.value else {
            var alert = draft
            alert.raisedAt = now
            alert.updatedAt = now
            alerts[draft.alertId.rawValue] = SharedValue(alert)
            return AlertEvent(.raised, alert)
        }
        var updated = draft
        updated.revision = standing.revision
        updated.raisedAt = standing.raisedAt
        updated.updatedAt = standing.updatedAt
        updated.assignedTo = standing.assignedTo
        updated.escalationLevel = standing.escalationLevel
        updated.answer = standing.answer
        updated.reopenedFor = standing.reopenedFor
        // What does not interrupt has no time to be answered by; what was escalated to its end gets no new one.
        let isAtItsEnd = standing.interruptive && standing.escalationLevel > 0
        updated.dueAt = draft.interruptive ? standing.dueAt ?? (isAtItsEnd ? nil : draft.dueAt) : nil
        let isNews = draft.interruptsBeyond(standing)
        let hasGrown =
            draft.severity > standing.severity || (!standing.interruptive && draft.interruptive) || isNews
        // Facts of two topics come in any order: the newest of them dates what they make together.
        let moment = max(now, standing.updatedAt ?? now)
        if hasGrown { grown[draft.alertId.rawValue] = moment }
        // An answer read before the fact it was given in view of covers it all the same. A fact that comes late, older
        // than what was answered, was not in view: nobody has seen it.
        let isLate = standing.updatedAt.map { now < $0 } ?? false
        let hasSeen = !isLate && standing.answer?.seenAt.map { $0 >= moment } ?? false
        let changes = terms.changes(from: standing, to: draft)
        for change in changes { moved = moved.adding(change.aspect, of: draft.alertId.rawValue, at: moment) }
        let footing = standing.answer.map { terms.reopens($0.reason) } ?? []
        let outgrown = changes.filter { footing.contains($0.aspect) }
        let covers = (!hasGrown && outgrown.isEmpty) || hasSeen
        if standing.answer != nil, covers, standing.status != .open {
            updated.status = standing.status
        } else if standing.answer != nil, !covers {
            updated.answer = nil
            updated.dueAt = draft.dueAt
            updated.reopenedFor = outgrown.isEmpty ? nil : outgrown.map(\.words)
        } else if isNews, standing.dueAt == nil {
            updated.dueAt = draft.dueAt
        }
        // Reminders of what is new begin with the first one.
        if isNews, standing.answer != nil || standing.dueAt == nil { updated.escalationLevel = 0 }
        guard updated != standing else { return nil }
        updated.updatedAt = moment
        alerts[draft.alertId.rawValue] = SharedValue(updated)
        return AlertEvent(.updated, updated)
    }

    /// Ends one finding; nil when it is not open.
    public mutating func resolve(_ id: AlertID, because reason: String, at now: Instant) -> AlertEvent? {
        guard let alert = alerts[id.rawValue]?.value else { return nil }
        forget(id.rawValue)
        return AlertEvent(.resolved, resolved(alert, reason, at: now))
    }

    /// Takes a person's answer; nil when the alert is not open here.
    ///
    /// An answer given before the finding grew was given to something smaller, and does not close what it is now; nor
    /// does one whose reason stands on something that has changed since it was seen. Who takes an answer back takes back
    /// that one: what somebody else has answered since stays.
    public mutating func answer(_ response: AlertResponse, on terms: any AnswerTerms = PlainTerms()) -> AlertEvent? {
        guard var alert = alerts[response.alertId.rawValue]?.value else { return nil }
        if response.action == .reopened, let undone = response.takesBack, undone != alert.answer?.responseId {
            return nil
        }
        let closes = response.action == .acknowledged || response.action == .overridden
        let seen = response.seenAt ?? response.at
        if closes, let growth = grown[response.alertId.rawValue], seen < growth { return nil }
        let footing = terms.reopens(response.reason)
        let shifts = moved?[response.alertId.rawValue]?.filter { footing.contains($0.key) } ?? [:]
        if closes, let latest = shifts.values.max(), seen < latest { return nil }
        switch response.action {
        case .acknowledged: alert.status = .acknowledged
        case .overridden: alert.status = .overridden
        case .reopened:
            alert.status = .open
            alert.answer = nil
        case .assigned: alert.assignedTo = response.assignedTo
        }
        if closes {
            alert.answer = Alert.Answer(response)
            alert.reopenedFor = nil
        }
        guard alert != alerts[response.alertId.rawValue]?.value else { return nil }
        alerts[response.alertId.rawValue] = SharedValue(alert)
        return AlertEvent(.updated, alert)
    }

    /// Opens an answered finding again, saying why; nil when it is not open here or nobody has answered it.
    public mutating func reopen(_ id: AlertID, because words: String, dueAt: Instant?, at now: Instant) -> AlertEvent? {
        guard var alert = alerts[id.rawValue]?.value, alert.answer != nil else { return nil }
        alert.status = .open
        alert.answer = nil
        alert.reopenedFor = [words]
        alert.dueAt = alert.interruptive ? dueAt : nil
        alert.updatedAt = max(now, alert.updatedAt ?? now)
        alert.escalationLevel = 0
        alerts[id.rawValue] = SharedValue(alert)
        return AlertEvent(.updated, alert)
    }

    /// Nobody answered in time; nil when somebody did, or it is not open.
    public mutating func escalate(_ id: AlertID, nextDue: Instant?) -> AlertEvent? {
        guard var alert = alerts[id.rawValue]?.value, alert.status == .open else { return nil }
        alert.escalationLevel += 1
        alert.dueAt = nextDue
        alerts[id.rawValue] = SharedValue(alert)
        return AlertEvent(.escalated, alert)
    }

    private mutating func forget(_ key: String) {
        alerts[key] = nil
        grown[key] = nil
        moved?[key] = nil
    }

    private func resolved(_ alert: Alert, _ reason: String, at now: Instant) -> Alert {
        var ended = alert
        ended.status = .resolved
        ended.interruptive = false
        ended.dueAt = nil
        ended.resolution = Alert.Resolution(reason: reason, at: now)
        return ended
    }
}

// The book stands in every patient's document: its alerts are written and read without `Codable` where the text is ours.
extension AlertBook: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        try json.write("alerts", alerts) { try $0.value.write(to: &$1) }
        try json.writeCoded("grown", grown)
        if moved != nil { try json.writeCoded("moved", moved) }
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init()
        alerts = try json.dictionary("alerts") { json throws(PlainReader.NotPlain) in SharedValue(try Alert(json)) }
        grown = try json.neededTable("grown")
        moved = try json.coded("moved")
    }
}

extension [String: [String: Instant]]? {
    /// The aspect with its latest moment.
    fileprivate func adding(_ aspect: String, of key: String, at moment: Instant) -> Self {
        var all = self ?? [:]
        all[key, default: [:]][aspect] = Swift.max(moment, all[key]?[aspect] ?? moment)
        return all
    }
}
