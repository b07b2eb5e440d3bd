import EventContracts
import MedicationDomain

// Facts that no rule of this service asks for, kept because a merge hands them to another record.

extension PatientChart {
    /// How many of each are kept, the newest first.
    enum FurtherLimit {
        static let administrations = 40
        static let endedStays = 16
        static let coverages = 16
        static let cares = 40
        static let claims = 24
        /// Of each kind of observation.
        static let observations = valuesKept
    }

    /// Keeps the fact unless the chart has a place for it, or takes it back.
    mutating func keepFurther(_ fact: HospitalFact) {
        let (name, content) = (fact.content.resourceName, fact.content)
        guard let (isKept, limit) = content.furtherKeeping else { return }
        var kept = further ?? [:]
        kept[name] = isKept ? fact : nil
        let group = kept.filter { $0.value.content.furtherGroup == content.furtherGroup }
        let oldest = group.sorted { ($0.value.content.furtherTime, $0.key) < ($1.value.content.furtherTime, $1.key) }
        for entry in oldest.prefix(max(0, group.count - limit)) { kept[entry.key] = nil }
        further = kept.isEmpty ? nil : kept
    }
}

extension HospitalFact.Content {
    /// Whether it is to be kept now, and how many of its group are; nil for what has its own place in the chart.
    fileprivate var furtherKeeping: (isKept: Bool, limit: Int)? {
        typealias Limit = PatientChart.FurtherLimit
        switch self {
        case .order, .dispense, .reportedMedication, .patient, .condition, .allergy: return nil
        case .administration(let event): return (event.status == .recorded, Limit.administrations)
        case .stay(let event): return (event.change == .ended, Limit.endedStays)
        case .coverage(let event): return (event.status == .recorded, Limit.coverages)
        case .care(let event): return (event.status == .recorded, Limit.cares)
        case .claim(let event): return (event.status == .recorded, Limit.claims)
        case .observation(let event):
            return event.kind.isJudged ? nil : (event.status == .recorded, Limit.observations)
        }
    }

    fileprivate var furtherGroup: String {
        switch self {
        case .observation(let event): event.kind.rawValue
        default: "\(tellingPlace)"
        }
    }

    fileprivate var furtherTime: Instant {
        let time: Instant? =
            switch self {
            case .administration(let event): event.administeredAt
            case .stay(let event): event.endedAt ?? event.startedAt
            case .coverage(let event): event.isActive ? event.endsOn?.start ?? .latest : event.endsOn?.start
            case .care(let event): event.endsAt ?? event.startsAt
            case .claim(let event): event.answeredAt
            case .observation(let event): event.observedAt
            case .order, .dispense, .reportedMedication, .patient, .condition, .allergy: nil
            }
        return time ?? Instant(millisecondsSince1970: 0)
    }
}

extension Instant {
    fileprivate static let latest = Instant(millisecondsSince1970: .max)
}
