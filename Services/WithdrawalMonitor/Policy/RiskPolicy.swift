import EventContracts
import MedicationDomain

/// How dangerous a sudden stop would be for this patient (clinical facts §4.4).
enum RiskPolicy {
    /// Nil when the patient has never had baclofen.
    static func assess(_ record: SupplyRecord, rules: MonitorRules, asOf now: Instant) -> RiskAssessment? {
        guard let courseStart = Course.start(of: record, rules: rules, asOf: now) else { return nil }
        let risk = rules.risk
        var sum = Sum()
        let pump = recentDose(record, path: .intrathecal, rules: rules, asOf: now)
        if pump != .none { sum.add(risk.intrathecalPoints, "intrathecal baclofen") }
        switch recentDose(record, path: .enteral, rules: rules, asOf: now) {
        case .none: break
        case .unknown: sum.factors.append("daily dose not understood: no points for it")
        case .known(let dose): sum.add(points(dose, risk.dose), "\(Amount.text(dose)) mg/day by mouth")
        }
        let days = max(0, Int(now.since(courseStart).days.rounded(.down)))
        sum.add(points(Double(days), risk.duration), "on baclofen since \(courseStart.day)")
        let counted = addConditions(to: &sum, record: record, rules: risk)
        addKidney(to: &sum, record: record, rules: risk, asOf: now)
        // One row of the table: a benzodiazepine, an opioid or alcohol, whichever stops, counts once.
        if !counted.contains(RiskRules.alsoStopping) {
            addSedatives(to: &sum, record: record, rules: risk, asOf: now)
        }
        let level: RiskAssessment.Level =
            sum.points >= risk.highFrom ? .high : sum.points >= risk.moderateFrom ? .moderate : .low
        return RiskAssessment(patientId: record.patient, level: level, points: sum.points, factors: sum.factors)
    }

    /// High by points, or on a pump: intrathecal is always high risk (clinical facts §7.5).
    static func isHigh(_ assessment: RiskAssessment?, record: SupplyRecord, rules: MonitorRules, asOf now: Instant)
        -> Bool
    {
        assessment?.level == .high || recentDose(record, path: .intrathecal, rules: rules, asOf: now) != .none
    }

    /// The dose in force, or what it was before a stop or cut of the last days: a cut does not make a stop safer.
    private static func recentDose(
        _ record: SupplyRecord, path: Regimen.Path, rules: MonitorRules, asOf now: Instant
    ) -> Regimen.Dose {
        let regimen = Regimen(record, path: path, rules: rules)
        return regimen.highestDose(
            before: Instant(millisecondsSince1970: now.millisecondsSince1970 + 1), days: rules.stop.exposureMeanDays)
    }

    static func points(_ value: Double, _ bands: [RiskRules.Band]) -> Int {
        bands.filter { $0.from <= value }.max { $0.from < $1.from }?.points ?? 0
    }

    private struct Sum {
        var points = 0
        var factors: [String] = []
        mutating func add(_ points: Int, _ factor: String) {
            guard points > 0 else { return }
            self.points += points
            factors.append("\(factor): \(points)")
        }
    }

    /// The groups that counted.
    private static func addConditions(to sum: inout Sum, record: SupplyRecord, rules: RiskRules) -> Set<String> {
        let codes = record.conditions.flatMap(\.codes)
        var counted: Set<String> = []
        for factor in rules.conditions where codes.contains(where: { matches($0, factor) }) {
            if counted.insert(factor.group).inserted { sum.add(factor.points, factor.name) }
        }
        return counted
    }

    private static func matches(_ code: CodedConcept, _ factor: RiskRules.ConditionFactor) -> Bool {
        if code.system.hasSuffix("/sct") { return factor.snomedCodes.contains(code.code) }
        guard code.system.contains("icd-10") else { return false }
        let plain = code.code.uppercased().filter { $0 != "." }
        return factor.icd10Prefixes.contains { plain.hasPrefix($0) }
    }

    private static func addKidney(to sum: inout Sum, record: SupplyRecord, rules: RiskRules, asOf now: Instant) {
        guard let latest = record.kidneyValues.last(where: { $0.observedAt <= now }),
            now.since(latest.observedAt).days <= rules.kidneyValueDays
        else {
            sum.factors.append("kidney function not known: no points for it")
            return
        }
        if latest.value < rules.kidneyBelow {
            sum.add(
                rules.kidneyPoints, "eGFR \(Amount.text(latest.value)) mL/min/1.73 m² on \(latest.observedAt.day)")
        }
    }

    private static func addSedatives(to sum: inout Sum, record: SupplyRecord, rules: RiskRules, asOf now: Instant) {
        let stopped = record.sedatives.first { sedative in
            guard let end = sedative.endedAt, end <= now, now.since(end).days <= rules.sedativeStopDays else {
                return false
            }
            return !record.sedatives.contains { $0.name == sedative.name && $0.endedAt == nil }
        }
        if let stopped { sum.add(rules.sedativePoints, "\(stopped.name) stopped as well") }
    }
}
