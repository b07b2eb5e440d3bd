import EventContracts
import MedicationDomain

/// What happened to a patient, newest first.
struct PatientTimeline: Sendable {
    enum Kind: String, Codable, Sendable, CaseIterable {
        case order, dispense, dose, stay, symptom, report, measurement, alert, answer, episode, care, condition
    }
    struct Entry: Codable, Hashable, Sendable {
        var at: Instant
        var kind: Kind
        var text: String
        var detail: String?
        var alertId: AlertID?
    }

    private(set) var entries: [Entry] = []
    /// Older ones are left out.
    private(set) var isCut = false

    init(_ overview: PatientOverview) {
        entries += PatientTimeline.orders(overview.changes.items)
        entries += overview.dispenses.items.compactMap(PatientTimeline.dispense)
        entries += PatientTimeline.doses(overview.administrations.items)
        entries += overview.stays.items.flatMap(PatientTimeline.stay)
        entries += overview.observations.values.flatMap(\.items).map(PatientTimeline.observation)
        entries += (overview.standing.items + overview.resolved.items).flatMap(PatientTimeline.alert)
        let alerts = Dictionary(
            (overview.standing.items + overview.resolved.items).map { ($0.alert.alertId, $0.alert) },
            uniquingKeysWith: { first, _ in first })
        entries += overview.answers.items.map { PatientTimeline.answer($0, to: alerts[$0.alertId]) }
        entries += overview.episodes.items.flatMap(PatientTimeline.episode)
        entries += overview.cares.items.compactMap(PatientTimeline.care)
        entries += overview.conditions.items.compactMap { condition in
            condition.onsetAt.map {
                Entry(at: $0, kind: .condition, text: "Condition: \(PatientWords.condition(condition))")
            }
        }
        entries.sort { ($0.at, $0.kind.rawValue, $0.text) > ($1.at, $1.kind.rawValue, $1.text) }
        isCut = entries.count > GatewayLimits.timelineEntries || !overview.leftOut.isEmpty
        entries = Array(entries.prefix(GatewayLimits.timelineEntries))
    }

    /// What says no more than the change before it is left out, and so is what an order was before it was taken back.
    private static func orders(_ changes: [OrderChange]) -> [Entry] {
        Dictionary(grouping: changes, by: \.orderId).values.flatMap { changes -> [Entry] in
            var told: [OrderChange] = []
            for change in changes.sorted(by: { $0.revision < $1.revision }) {
                if change.isHandedBack == true {
                    told = []
                } else if change.status == .retracted {
                    told = told.isEmpty ? [] : [change]
                } else if told.last.map({ !change.repeats($0) }) ?? true {
                    told.append(change)
                }
            }
            return told.map { change in
                let dose = PatientWords.dose(
                    milligrams: change.dailyDoseMilligrams, micrograms: change.dailyDoseMicrograms)
                let route = change.route.map { ", \(PatientWords.route($0))" } ?? ""
                let word: String =
                    switch change.status {
                    case .accepted: "Ordered"
                    case .amended: "Order amended"
                    case .released: "Order released"
                    case .held: "Order held"
                    case .rejected: "Order rejected"
                    case .stopped: "Order stopped"
                    case .completed: "Order completed"
                    case .retracted: "Order taken back"
                    }
                return Entry(
                    at: change.at, kind: .order, text: "\(word): \(change.text), \(dose)\(route)",
                    detail: change.statusReason)
            }
        }
    }

    private static func dispense(_ event: DispenseEvent) -> Entry? {
        guard let at = event.handedOverAt else { return nil }
        let quantity = event.quantity.map { ", \(PatientWords.amount($0))" } ?? ", quantity not understood"
        let details = [
            event.quantityMilligrams.map { "\(Wording.milligrams($0)) in all" },
            event.daysSupply.map { "\(Wording.number($0)) days’ supply" },
            event.refillsLeft.map { "\($0) refills left" },
        ].compactMap(\.self)
        return Entry(
            at: at, kind: .dispense, text: "Handed over: \(event.medication.text)\(quantity)",
            detail: details.isEmpty ? nil : details.joined(separator: ", "))
    }

    /// Doses of one medicine and day stand in one entry.
    private static func doses(_ events: [AdministrationEvent]) -> [Entry] {
        struct Group: Hashable {
            var day: CalendarDay
            var medicine: String
            var outcome: AdministrationEvent.Outcome
        }
        let dated = events.compactMap { event in event.administeredAt.map { (event, $0) } }
        let groups = Dictionary(grouping: dated) {
            Group(day: $0.1.day, medicine: $0.0.medication.text, outcome: $0.0.outcome)
        }
        return groups.compactMap { group, doses in
            guard let newest = doses.map(\.1).max() else { return nil }
            let times = doses.sorted { $0.1 < $1.1 }.map { event, at in
                let amount = event.dose.map { " \(PatientWords.amount($0))" } ?? ""
                return "\(at.description.dropFirst(11).prefix(5))\(amount)"
            }
            return Entry(
                at: newest, kind: .dose,
                text: "\(PatientWords.outcome(group.outcome, count: doses.count)): \(group.medicine)",
                detail: times.joined(separator: ", ") + " (UTC)")
        }
    }

    private static func stay(_ event: StayEvent) -> [Entry] {
        let words = PatientWords.stay(event)
        let detail = words.isEmpty ? nil : words
        return [
            event.startedAt.map { Entry(at: $0, kind: .stay, text: "Admitted", detail: detail) },
            event.endedAt.map { Entry(at: $0, kind: .stay, text: "Discharged", detail: detail) },
        ].compactMap(\.self)
    }

    private static func observation(_ event: ObservationEvent) -> Entry {
        if event.kind == .other, let finding = event.text {
            let isAbsent = event.value.map { $0 <= 0 } ?? false
            return Entry(at: event.observedAt, kind: .report, text: finding + (isAbsent ? ": absent" : ""))
        }
        // Without a name it is kept only under a code of our own, which then is its name.
        let name =
            event.kind == .other ? Wording.sentence(event.code ?? "observation") : PatientWords.observation(event.kind)
        return Entry(
            at: event.observedAt, kind: event.kind == .symptom ? .symptom : .measurement,
            text: "\(name): \(PatientWords.value(of: event))")
    }

    private static func alert(_ entry: AlertEntry) -> [Entry] {
        let alert = entry.alert
        let raised = Entry(
            at: alert.raisedAt, kind: .alert, text: "\(Wording.severity(alert.severity)): \(alert.summary)",
            alertId: alert.alertId)
        let ended = alert.resolution.map {
            Entry(
                at: $0.at, kind: .alert, text: "Resolved: \(alert.summary)", detail: Wording.sentence($0.reason),
                alertId: alert.alertId)
        }
        return [raised, ended].compactMap(\.self)
    }

    private static func answer(_ answer: AlertResponse, to alert: Alert?) -> Entry {
        let words = [answer.reason.map { Wording.reason($0.code) }, answer.comment].compactMap(\.self)
        let about = alert.map { ": \($0.summary)" } ?? ""
        return Entry(
            at: answer.at, kind: .answer, text: "\(Wording.action(answer.action)) by \(answer.by.id.rawValue)\(about)",
            detail: words.isEmpty ? nil : words.joined(separator: " – "), alertId: answer.alertId)
    }

    private static func episode(_ episode: WithdrawalEpisode) -> [Entry] {
        let opened = Entry(
            at: episode.startedAt, kind: .episode, text: "Watch for withdrawal began",
            detail: episode.change == .opened ? Wording.sentence(episode.reason) : nil)
        let closed = episode.closedAt.map {
            Entry(at: $0, kind: .episode, text: "Watch for withdrawal ended", detail: Wording.sentence(episode.reason))
        }
        return [opened, closed].compactMap(\.self)
    }

    private static func care(_ event: CareEvent) -> Entry? {
        guard let at = event.startsAt else { return nil }
        let name = event.text ?? event.codes.first.map { "code \($0.code)" } ?? "unnamed"
        return Entry(at: at, kind: .care, text: "\(Wording.sentence(event.state.rawValue)): \(name)")
    }
}
