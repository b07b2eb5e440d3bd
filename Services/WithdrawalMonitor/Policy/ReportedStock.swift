import EventContracts
import MedicationDomain

/// What somebody counted at home: it stands above everything computed until then.
enum ReportedStock {
    static let system = "urn:titrate:observation"
    static let code = "home-supply"
    static let kept = 8

    static func isOne(_ observation: ObservationEvent) -> Bool {
        observation.system == system && observation.code == code
    }

    /// Milligrams; nil when the unit is another, for then nobody knows how much it is.
    static func milligrams(_ observation: ObservationEvent) -> Double? {
        guard let value = observation.value, value >= 0, value.isFinite else { return nil }
        switch observation.unit {
        case "mg": return value
        case "g": return value * 1000
        default: return nil
        }
    }
}

/// Baclofen at home, counted at a moment.
struct StoredStock: Codable, Hashable, Sendable {
    var observationId: ResourceID
    var milligrams: Double
    var observedAt: Instant
}

extension SupplyRecord {
    var stocks: [StoredStock] { reportedStocks ?? [] }

    mutating func noteStock(_ observation: ObservationEvent) {
        var known = stocks.filter { $0.observationId != observation.observationId }
        if observation.status == .recorded, let milligrams = ReportedStock.milligrams(observation) {
            known.append(
                StoredStock(
                    observationId: observation.observationId, milligrams: milligrams,
                    observedAt: observation.observedAt))
        }
        known.sort { ($0.observedAt, $0.observationId) < ($1.observedAt, $1.observationId) }
        reportedStocks = Array(known.suffix(ReportedStock.kept))
    }
}
