import EventContracts
import MedicationDomain

/// Nothing by mouth, a lost feeding tube, an operation: there is no ordinary baclofen for the vein (clinical facts §7.8).
enum EnteralRoutePolicy {
    static let name = "enteral-route"

    /// What keeps doses from being swallowed.
    private struct Obstacle {
        var what: String
        var from: Instant
        var seenAt: Instant
        var isOver: Bool
    }

    static func verdict(_ picture: CareAlarms.Picture) -> CareAlarms.Verdict {
        let rules = picture.rules.care.hospital
        var result = CareAlarms.Verdict()
        let lead = Span.hours(rules.operationLeadHours)
        result.moments =
            picture.care.cares(.operation).map { $0.at - lead } + picture.care.cares.map(\.at)
            + picture.care.cares.map { $0.at + .days(rules.concernDays) }
        let standing = standing(picture)
        guard !standing.isEmpty else { return result }
        result.alerts = [
            picture.alert(
                name, .missedDoses, .major, interruptive: false, rules.route,
                summary: "No parenteral equivalent of baclofen: " + standing.map(\.what).joined(separator: ", "),
                detail: "There is no parenteral equivalent by ordinary routes. Stands until a dose is given.",
                factors: standing.map { "\($0.what) since \($0.from)" } + picture.riskFactors, path: .enteral)
        ]
        return result
    }

    static func reasonResolved(_ picture: CareAlarms.Picture) -> String {
        let obstacles = obstacles(picture)
        if obstacles.contains(where: { wasDosed(after: $0, picture) }) { return "a dose was given" }
        if picture.regimen(.enteral).dose(at: picture.now) == .none { return "no baclofen by mouth is ordered" }
        return obstacles.isEmpty ? "it was called off or taken back" : "it is over"
    }

    private static func standing(_ picture: CareAlarms.Picture) -> [Obstacle] {
        let dose = picture.regimen(.enteral).dose(at: picture.now)
        guard dose != .none, dose != .known(0) else { return [] }
        let id = CareAlarms.alertID(name, picture.record)
        let answered = picture.record.alerts[id]?.answer != nil
        return obstacles(picture).filter { obstacle in
            if wasDosed(after: obstacle, picture) { return false }
            // At home nobody records doses; and what is over and answered needs no more.
            if obstacle.isOver, picture.openStay == nil || answered { return false }
            return picture.now < obstacle.from + .days(picture.rules.care.hospital.concernDays)
        }
    }

    private static func wasDosed(after obstacle: Obstacle, _ picture: CareAlarms.Picture) -> Bool {
        picture.care.doses.contains { $0.outcome == .given && obstacle.from <= $0.at && $0.at <= picture.now }
    }

    private static func obstacles(_ picture: CareAlarms.Picture) -> [Obstacle] {
        let now = picture.now
        let lead = Span.hours(picture.rules.care.hospital.operationLeadHours)
        let fasting = picture.care.cares(.nilByMouth).filter { $0.at <= now }.map {
            Obstacle(what: "nothing by mouth", from: $0.at, seenAt: $0.seenAt, isOver: $0.state == .done)
        }
        let placed = picture.care.cares(.feedingTubePlaced)
        let tubes = picture.care.cares(.feedingTubeLost).filter { $0.at <= now }.compactMap { lost -> Obstacle? in
            if placed.contains(after: lost.at, until: now) { return nil }
            return Obstacle(
                what: "feeding tube lost", from: lost.at, seenAt: lost.seenAt,
                isOver: lost.state == .done && lost.endsAt.map { lost.at < $0 } ?? false)
        }
        let operations = picture.care.cares(.operation).compactMap { operation -> Obstacle? in
            let from = operation.state == .planned ? operation.at - lead : operation.at
            guard from <= now else { return nil }
            return Obstacle(
                what: "operation", from: operation.at, seenAt: operation.seenAt, isOver: operation.state == .done)
        }
        return fasting + tubes + operations
    }
}
