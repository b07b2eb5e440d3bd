import EventContracts
import Foundation
import KnowledgeFiles
import MedicationDomain

/// Reads the files of timelines, strictly: what is misspelt is an error with file and line.
extension WatchTimeline {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Files")

    static let all = Result { try read(.directory(folder)) }

    static func read(_ source: KnowledgeSource) throws -> [WatchTimeline] {
        var names: Set<String> = []
        return try source.files().flatMap { file in
            try file.root().mapping(allowed: ["timelines"]).list("timelines").map { node in
                let timeline = try WatchTimeline(node)
                guard names.insert(timeline.name).inserted else {
                    throw node.error(.duplicateEntry, "a timeline of this name stands twice")
                }
                return timeline
            }
        }
    }

    private init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(allowed: [
            "name", "starts", "events", "expect", "stands", "until", "only-in-order",
        ])
        let clock = TimelineClock(start: try fields.optionalDay("starts") ?? Timeline.start)
        name = try fields.string("name")
        place = "\(node.file):\(node.line)"
        events = try fields.list("events").map { try TimelineEvent($0, clock) }
        expected = try fields.optionalList("expect").map { try ExpectedAlarm($0, clock) }
        checks = try fields.optionalList("stands").map { try TimelineCheck($0, clock) }
        onlyInOrder = try fields.optionalString("only-in-order")
        let last = (events.map(\.arrives) + expected.map(\.at) + checks.map(\.at)).max() ?? clock.start.start
        until = try fields.optional("until").map(clock.instant) ?? last + .days(1)
        guard until >= last else { throw try fields.required("until").error(.invalid, "ends before its last line") }
    }
}

/// Moments as a timeline writes them: `12d`, `12d 08:30` or `12d 08:30:05`, counted from its first day (0d).
struct TimelineClock: Sendable {
    var start: CalendarDay

    func instant(_ node: KnowledgeNode) throws -> Instant {
        let text = try node.string()
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts[0].hasSuffix("d"), let day = Int(parts[0].dropLast()),
            (-4000...4000).contains(day), let time = parts.count == 2 ? Self.time(parts[1]) : .zero
        else { throw node.error(.wrongType, "a moment is written 12d, 12d 08:30 or 12d 08:30:05, not \(text)") }
        return start.adding(days: day).start + time
    }

    func day(_ node: KnowledgeNode) throws -> CalendarDay { try instant(node).day }

    private static func time(_ text: Substring) -> Span? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.count == 2 ? Int($0) : nil }
        guard (2...3).contains(parts.count), numbers.count == parts.count, (0..<24).contains(numbers[0]),
            numbers.dropFirst().allSatisfy((0..<60).contains)
        else { return nil }
        return .seconds(Double(numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)))
    }
}

extension ExpectedAlarm {
    fileprivate init(_ node: KnowledgeNode, _ clock: TimelineClock) throws {
        let changes = Change.allCases.map(\.rawValue)
        let fields = try node.mapping(
            allowed: changes + ["at", "severity", "interruptive", "status", "because", "says", "order"])
        let named = Change.allCases.filter { fields.optional($0.rawValue) != nil }
        guard named.count == 1 else { throw node.error(.missingKey, "one of raise, update and close is needed") }
        place = "\(node.file):\(node.line)"
        at = try clock.instant(fields.required("at"))
        change = named[0]
        kind = try fields.choice(change.rawValue)
        severity = change == .close ? nil : try fields.choice("severity", Severity.self)
        isInterruptive = try fields.optionalBoolean("interruptive") ?? false
        status = try fields.optionalChoice("status") ?? .open
        because = change == .close ? try fields.string("because") : nil
        says = try fields.optionalString("says").map { [$0] } ?? []
        order = try fields.optionalString("order").map { OrderID($0) }
    }
}

extension TimelineCheck {
    fileprivate init(_ node: KnowledgeNode, _ clock: TimelineClock) throws {
        let fields = try node.mapping(allowed: [
            "at", "supply", "runs-out", "on-hand", "daily", "because", "risk", "episode",
        ])
        place = "\(node.file):\(node.line)"
        at = try clock.instant(fields.required("at"))
        supply = try fields.optionalChoice("supply")
        runsOut = try fields.optional("runs-out").map { node in
            try node.string() == "never" ? .endOfTime : clock.instant(node)
        }
        onHandMilligrams = try fields.optionalDouble("on-hand")
        dailyDoseMilligrams = try fields.optionalDouble("daily")
        because = try fields.optionalStrings("because")
        risk = try fields.optionalChoice("risk")
        episode = try fields.optionalChoice("episode")
    }
}
