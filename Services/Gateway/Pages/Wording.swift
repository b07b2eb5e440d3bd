import EventContracts
import Foundation
import MedicationDomain

/// Codes in the words people use.
enum Wording {
    static func severity(_ severity: Severity) -> String {
        switch severity {
        case .contraindicated: "Contraindicated"
        case .major: "Major"
        case .moderate: "Moderate"
        case .minor: "Minor"
        case .info: "For information"
        }
    }

    static func kind(_ kind: AlertKind) -> String {
        switch kind {
        case .duplicateTherapy: "Duplicate therapy"
        case .cumulativeSedation: "Cumulative sedation"
        case .renalDose: "Kidney dose"
        case .abruptStop: "Abrupt stop"
        case .runOut: "Run-out"
        case .taperDeviation: "Taper deviation"
        case .withdrawalSymptoms: "Withdrawal symptoms"
        case .checksDegraded: "Checks degraded"
        case .interaction, .dose, .titration, .age, .pregnancy, .condition, .allergy, .missedRefill, .toxicity,
            .missedDoses, .pumpRefill, .pumpFault, .monitoring, .adverseEffect, .affordability, .supplyThreat:
            sentence(kind.rawValue)
        }
    }

    static func status(_ status: Alert.Status) -> String { sentence(status.rawValue) }

    static func action(_ action: AlertResponse.Action) -> String {
        switch action {
        case .acknowledged: "Acknowledged"
        case .overridden: "Overridden"
        case .assigned: "Assigned"
        case .reopened: "Reopened"
        }
    }

    static func ownership(_ ownership: AlertOwnership) -> String {
        switch ownership {
        case .mine: "Mine"
        case .nobody: "Nobody’s"
        }
    }

    static func age(_ age: AlertAge) -> String {
        switch age {
        case .hour: "An hour or more"
        case .shift: "8 hours or more"
        case .day: "A day or more"
        case .week: "A week or more"
        }
    }

    static func due(_ due: AlertDueTime) -> String {
        switch due {
        case .overdue: "Overdue"
        case .hour: "Within the hour"
        case .today: "Today"
        }
    }

    static func reason(_ code: String) -> String {
        OverrideReason.all.first { $0.code == code }?.label ?? code
    }

    /// `missed-refill` as `Missed refill`; what is a sentence already keeps its dashes and dates.
    static func sentence(_ code: String) -> String {
        let words = code.contains(" ") ? code : code.replacingOccurrences(of: "-", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    /// Below a milligram in micrograms: a dose with zeros behind its point is misread by a factor of ten.
    static func milligrams(_ amount: Double) -> String {
        guard amount > 0, amount < 1 else { return number(amount) + " mg" }
        let micrograms = number(amount * 1000)
        return micrograms + (micrograms == "1" ? " microgram" : " micrograms")
    }

    /// To six places, without a trailing zero and without an exponent: a dose is not rounded to another one.
    static func number(_ amount: Double) -> String {
        // What is no amount of anything is at least not told as one.
        guard abs(amount) < 1e15 else { return String(amount) }
        let rounded = (amount * 1e6).rounded() / 1e6
        if rounded == 0, amount > 0 { return "less than 0.000001" }
        if rounded == rounded.rounded() { return String(Int64(rounded)) }
        let digits = String(format: "%.6f", rounded)
        return String(digits.reversed().drop { $0 == "0" }.reversed())
    }
}

/// A moment on a page: exact for machines, readable for people, relative where that helps.
struct TimeView: Sendable {
    let iso: String
    let text: String
    let relative: String

    init(_ instant: Instant, asOf now: Instant) {
        iso = instant.description
        let day = instant.day.components
        let clock = iso.dropFirst(11).prefix(5)
        let date = "\(day.day) \(TimeView.months[day.month - 1])"
        text =
            instant.day == now.day
            ? "\(clock) UTC" : "\(date)\(day.year == now.day.components.year ? "" : " \(day.year)"), \(clock) UTC"
        relative = TimeView.relative(instant.since(now))
    }

    static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func relative(_ span: Span) -> String {
        let seconds = abs(span.milliseconds / 1000)
        let amount =
            switch seconds {
            case ..<60: "less than a minute"
            case ..<5400: "\(max(1, seconds / 60)) min"
            case ..<172_800: "\(seconds / 3600) h"
            default: "\(seconds / 86_400) days"
            }
        return span.milliseconds < 0 ? "\(amount) ago" : "in \(amount)"
    }
}
