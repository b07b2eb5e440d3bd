import MedicationDomain

/// Why money is in the way of a patient's medicine.
enum AffordabilityCause: Hashable, Sendable {
    /// The last insurance known has ended, on the day given where it is known, and the supply is short.
    case coverageEnded(CalendarDay?)
    /// The patient pays alone, and the supply is short.
    case uninsured
    /// Somebody said on that day that it is too costly.
    case tooCostly(CalendarDay)
    /// An insurer refused to pay a claim, newest on that day, for these reasons.
    case claimRefused(CalendarDay, reasons: [String])

    static func standing(_ facts: CoverageFacts, rules: AffordabilityRules, asOf now: Instant) -> [AffordabilityCause] {
        var causes: [AffordabilityCause] = []
        let isShort = facts.supply.map { $0.runOutAt <= now + .days(Double(rules.supplyDays)) } ?? false
        if isShort, !facts.periods.isEmpty, !facts.periods.contains(where: { $0.pays(on: now.day) }) {
            let paysAlone = facts.periods.contains { $0.isSelfPay && $0.covers(now.day) }
            let ended = facts.periods.filter { !$0.isSelfPay }.compactMap(\.endsOn).filter { $0 < now.day }.max()
            causes.append(paysAlone && ended == nil ? .uninsured : .coverageEnded(ended))
        }
        if let answer = facts.tooCostly, !answer.isSettled, now < answer.at + .days(Double(rules.tooCostlyDays)) {
            causes.append(.tooCostly(answer.at.day))
        }
        if let refusal = ClaimRefusal(facts, rules: rules, asOf: now) {
            causes.append(
                .claimRefused(refusal.day, reasons: refusal.kinds.compactMap { rules.claims.reasons[$0]?.words }))
        }
        return causes
    }

    var summary: String {
        switch self {
        case .coverageEnded: "insurance \(ended) and the supply is short"
        case .uninsured: "no insurance and the supply is short"
        case .tooCostly: "said to be too costly"
        case .claimRefused(_, let reasons): "the insurer does not pay (\(reasons.joined(separator: ", ")))"
        }
    }

    var factor: String {
        switch self {
        case .coverageEnded: "insurance \(ended)"
        case .uninsured: "pays alone"
        case .tooCostly(let day): "answered \"too costly\" on \(day)"
        case .claimRefused(let day, _): "\(Self.refused)\(day)"
        }
    }

    func detail(_ facts: CoverageFacts, _ rules: AffordabilityRules) -> String {
        let lasts =
            facts.supply.map { "the supply lasts until \($0.runOutAt.day), within \(rules.supplyDays) days" } ?? ""
        return switch self {
        case .coverageEnded: "No insurance is known to be in force, and \(lasts)."
        case .uninsured: "The patient is recorded as paying alone, and \(lasts)."
        case .tooCostly: "An alert was answered with: too costly or not covered."
        case .claimRefused(let day, let reasons):
            "On \(day) the insurer refused a pharmacy's claim: \(reasons.joined(separator: ", ")). Who else may pay is "
                + "listed here; what to do at the pharmacy, and until when the supply lasts, is the supply alert's."
        }
    }

    /// How the factor of a refused claim begins: it tells what an alert was raised for.
    static let refused = "claim refused on "

    private var ended: String {
        if case .coverageEnded(let day?) = self { "ended on \(day)" } else { "has ended" }
    }
}
