import EventContracts
import KnowledgeFiles
import MedicationDomain
import Testing

@testable import WithdrawalMonitor

/// Every timeline of `Files`: the alarms written there come at the moment written there, and no others.
@Suite struct WatchTimelineTests {
    @Test(arguments: try WatchTimeline.all.get())
    func theAlarmsAreTheOnesWritten(timeline: WatchTimeline) throws {
        let player = try TimelinePlayer()
        try player.play(timeline) { check, record in
            for fault in check.faults(record) { Issue.record("\(check.place): \(fault)") }
        }
        #expect(player.refusals == [], "\(timeline.place)")
        var left = player.seen
        for alarm in timeline.expected {
            guard let index = left.firstIndex(where: alarm.isMet) else {
                Issue.record("\(alarm.place): \(alarm.change) \(alarm.kind.rawValue) did not come at \(alarm.at)")
                continue
            }
            left.remove(at: index)
        }
        for alarm in left { Issue.record("\(timeline.place) \(timeline.name): nobody expected: \(alarm)") }
    }

    /// What is learned late, in any order, may alarm later; it ends the same.
    @Test(arguments: try WatchTimeline.all.get().filter { $0.onlyInOrder == nil })
    func anyOrderOfArrivalEndsTheSame(timeline: WatchTimeline) throws {
        var random = SeededGenerator(seed: UInt64(timeline.events.count) &+ 20_261_128)
        var first: TimelineEnd?
        if !timeline.hasAnswers {
            let live = try TimelinePlayer()
            try live.play(timeline) { _, _ in }
            first = try live.end(timeline)
        }
        for _ in 0..<4 {
            let player = try TimelinePlayer()
            try player.playLate(timeline, &random)
            let end = try player.end(timeline)
            #expect(player.refusals == [], "\(timeline.place)")
            #expect(end.alerts == first?.alerts ?? end.alerts, "\(timeline.place) \(timeline.name)")
            #expect(end.supply == first?.supply ?? end.supply, "\(timeline.place) \(timeline.name)")
            #expect(end.risk == first?.risk ?? end.risk, "\(timeline.place) \(timeline.name)")
            first = first ?? end
        }
    }

    @Test(arguments: [
        ("- { at: 0d, odrer: o-1 }", "an event is one of"), ("- { at: 0d, order: o-1, dosis: 3 }", "unknown key"),
        ("- { at: 0h, order: o-1 }", "a moment is written"), ("- { at: 0d 24:00, order: o-1 }", "a moment is written"),
        ("- { at: 2d, arrives: 1d, order: o-1 }", "before it happened"),
    ])
    func whatIsMisspeltIsRefusedWithItsLine(event: String, message: String) throws {
        let text = "timelines:\n  - name: x\n    events:\n      \(event)\n"
        let error = try #require(throws: KnowledgeError.self) {
            try WatchTimeline.read(.embedded(["x.yaml": text]))
        }
        #expect(error.description.hasPrefix("x.yaml:4:"))
        #expect(error.message.contains(message))
    }
}

extension WatchTimeline: CustomTestStringConvertible {
    var testDescription: String { name }
}

extension TimelineCheck {
    /// What does not stand as written.
    func faults(_ record: SupplyRecord?) -> [String] {
        let projection = record?.projection
        var faults: [String] = []
        func expect<Value: Equatable>(_ wanted: Value?, _ found: Value?, _ name: String) {
            guard let wanted, wanted != found else { return }
            faults.append("\(name): wanted \(wanted), found \(found.map { "\($0)" } ?? "none")")
        }
        expect(supply, projection.flatMap { Supply(rawValue: $0.state.rawValue) } ?? Supply.none, "supply")
        expect(runsOut, projection.map { $0.runOutAt ?? .endOfTime }, "runs out")
        expect(onHandMilligrams, projection?.onHandMilligrams, "on hand")
        expect(dailyDoseMilligrams, projection?.dailyDoseMilligrams, "daily dose")
        expect(risk, record?.risk?.level, "risk")
        expect(episode, record?.episode == nil ? Episode.none : .open, "episode")
        let said = projection?.because.joined(separator: "\n") ?? ""
        for part in because where !said.contains(part) { faults.append("because lacks \(part):\n\(said)") }
        return faults
    }
}
