import EventContracts
import Foundation
import MedicationDomain

@testable import InteractionCheck

/// How often somebody was interrupted in a year, by what led to it and by rule.
struct YearTally: Sendable {
    private(set) var orders: [YearPlan.Kind: Int] = [:]
    private(set) var interruptions: [YearPlan.Kind: [String: Int]] = [:]
    private(set) var announced = 0
    private(set) var patients = 0

    /// Lives one patient's year; a pharmacist answers what interrupts within the hour.
    mutating func live(_ plan: YearPlan, _ knowledge: InteractionKnowledge) {
        patients += 1
        var patient = PolicyPatient(knowledge, of: plan.patient)
        for step in plan.steps {
            count(.other, while: { $0.advance(to: step.at) }, &patient)
            if step.isOrder { orders[step.kind, default: 0] += 1 }
            count(
                step.kind, while: { patient in step.facts.flatMap { patient.hear($0, at: step.at) } }, &patient)
            for alert in patient.open where alert.interruptive && alert.status == .open {
                patient.answer(
                    AlertResponse(
                        responseId: "r-\(alert.alertId)-\(step.at)", alertId: alert.alertId,
                        alertRevision: alert.revision, action: .overridden,
                        reason: AlertResponse.Reason(code: "risk-benefit-ratio"),
                        by: AlertResponse.Actor(id: "pharmacist", role: "pharmacist"), at: step.at + .minutes(20),
                        seenAt: alert.updatedAt), at: step.at + .minutes(20))
            }
        }
    }

    /// Somebody is interrupted when an open alert begins to interrupt, or interrupts for something new.
    private mutating func count(
        _ kind: YearPlan.Kind, while body: (inout PolicyPatient) -> [AlertEvent], _ patient: inout PolicyPatient
    ) {
        let before = Dictionary(uniqueKeysWithValues: patient.open.map { ($0.alertId, $0) })
        announced += body(&patient).count
        for alert in patient.open where alert.interruptive && alert.status == .open {
            if let known = before[alert.alertId], known.interruptive, known.status == .open,
                !alert.interruptsBeyond(known)
            {
                continue
            }
            interruptions[kind, default: [:]][alert.rule.id.rawValue, default: 0] += 1
        }
    }

    mutating func add(_ other: YearTally) {
        patients += other.patients
        announced += other.announced
        orders.merge(other.orders, uniquingKeysWith: +)
        for (kind, rules) in other.interruptions {
            interruptions[kind, default: [:]].merge(rules, uniquingKeysWith: +)
        }
    }

    func perHundred(_ kind: YearPlan.Kind) -> Double {
        guard let orders = orders[kind], orders > 0 else { return 0 }
        return 100 * Double((interruptions[kind] ?? [:]).values.reduce(0, +)) / Double(orders)
    }

    var table: String {
        var lines = ["synthetic year: \(patients) patients, \(announced) alert events announced"]
        for kind in YearPlan.Kind.allCases where kind != .loading {
            let rules = interruptions[kind] ?? [:]
            let sum = rules.values.reduce(0, +)
            let orders = kind == .other ? "" : " in \(orders[kind] ?? 0), \(Self.number(perHundred(kind))) per 100"
            lines.append("\(kind.rawValue): \(sum) interruptions\(orders)")
            for (rule, count) in rules.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
                let share =
                    kind == .other ? "" : "  \(Self.number(100 * Double(count) / Double(self.orders[kind] ?? 1)))"
                lines.append("  \(rule.padding(toLength: 34, withPad: " ", startingAt: 0)) \(count)\(share)")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func number(_ value: Double) -> String { String(format: "%.2f", value) }
}
