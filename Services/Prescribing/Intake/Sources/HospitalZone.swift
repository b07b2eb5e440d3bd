import Foundation
import HL7v2

extension HL7Zone {
    /// The years between which a zone's changes are known; local times of messages lie well within.
    private static let years = (start: Date(timeIntervalSince1970: 0), end: Date(timeIntervalSince1970: 4_102_444_800))

    /// A name such as `America/Chicago`, or an offset such as `-06:00`; nil for any other text.
    ///
    /// Where the clocks go back, the hour that comes twice is read as its first time; where they go forward, a time
    /// that no clock shows is read as one of the hours behind.
    init?(named text: String) {
        if text.hasPrefix("+") || text.hasPrefix("-") {
            let digits = text.replacing(":", with: "")
            guard let time = HL7Time("2000010100\(digits)"), text.utf8.count == 6 else { return nil }
            self.init(offsetMinutes: time.offsetMinutes)
            return
        }
        // Abbreviations such as `CST` mean several zones.
        guard text == "UTC" || text.contains("/"), let zone = TimeZone(identifier: text)
        else { return nil }
        var moment = HL7Zone.years.start
        var changes: [Change] = []
        let first = zone.secondsFromGMT(for: moment) / 60
        var offset = first
        while let next = zone.nextDaylightSavingTimeTransition(after: moment), next > moment, next < HL7Zone.years.end {
            let wall = Int64((next.timeIntervalSince1970 * 1000).rounded()) + Int64(offset) * 60_000
            offset = zone.secondsFromGMT(for: next) / 60
            changes.append(Change(wallMilliseconds: wall, offsetMinutes: offset))
            moment = next
        }
        self.init(offsetMinutes: first, changes: changes)
    }
}
