import EventContracts
import MedicationDomain

/// What, beside the signs themselves, speaks for too little or for too much baclofen.
struct SymptomCircumstances: Sendable {
    private(set) var factors: [String] = []
    private(set) var unknowns: [CheckStatement.Omission] = []
    private(set) var moments: [Instant] = []
    /// Doses fail to reach the patient.
    private(set) var showsLack = false
    /// The dose rose, or the kidneys failed, just now.
    private(set) var showsSuddenExcess = false
    private(set) var kidneysAreWeak = false
    /// A pump was filled, set or put in: either may follow.
    private(set) var pumpWasTouched = false
    private(set) var pumpIsFailing = false
    private(set) var hasPump = false
    private(set) var hasHadBaclofen = false

    var allowsWithdrawal: Bool { showsLack || pumpWasTouched }
    var allowsToxicity: Bool { showsSuddenExcess || kidneysAreWeak || pumpWasTouched }

    init(_ picture: CareAlarms.Picture) {
        hasHadBaclofen =
            picture.record.orders.contains { $0.status != .retracted && $0.activeSince != nil }
            || !picture.record.dispenses.isEmpty || !picture.care.fills.isEmpty || !picture.care.doses.isEmpty
        addSupply(picture)
        addPump(picture)
        addDoses(picture)
        addKidneys(picture)
    }

    private mutating func addSupply(_ picture: CareAlarms.Picture) {
        if !picture.stops.isEmpty { lack("the dose was stopped or cut without a taper") }
        if let gap = picture.supply?.gapDays, gap > 0 { lack("nothing left at home") }
        if picture.supply?.projection.state == .unknown {
            unknowns.append(.init(check: "supply", reason: picture.supply?.projection.because.first ?? "unknown"))
        }
        if MissedDosePolicy.finding(picture) != nil { lack("doses in hospital were not given") }
        if picture.record.orders.contains(where: { $0.heldSince != nil && $0.endedAt == nil }) {
            lack("an order is on hold")
        }
        if let last = picture.care.doses.last(where: { $0.outcome == .given && $0.at <= picture.now }) {
            factors.append("last recorded dose \(last.at.day)")
        } else {
            unknowns.append(.init(check: "last-dose", reason: "no dose given is on record"))
        }
    }

    private mutating func lack(_ reason: String) {
        showsLack = true
        factors.append(reason)
    }

    private mutating func addPump(_ picture: CareAlarms.Picture) {
        let pump = PumpState(picture)
        hasPump = picture.regimen(.intrathecal).dose(at: picture.now) != .none || pump.isPresent
        if let reason = pump.failure(asOf: picture.now) ?? PumpVisitPolicy.openFault(picture) {
            pumpIsFailing = true
            lack(reason)
        }
        if let low = pump.lowDay { moments.append(low.start) }
        let span = Span.hours(picture.rules.care.symptoms.pumpHours)
        if let touched = PumpVisitPolicy.latestManipulation(picture) {
            moments.append(touched.at + span)
            if picture.now < touched.at + span {
                pumpWasTouched = true
                factors.append("\(touched.what) on \(touched.at.day)")
            }
        }
    }

    private mutating func addDoses(_ picture: CareAlarms.Picture) {
        let days = picture.rules.care.symptoms.increaseDays
        for path in Regimen.Path.allCases {
            let regimen = picture.regimen(path)
            let since = picture.now - .days(days)
            guard let current = regimen.dose(at: picture.now).amount, current > 0 else { continue }
            for moment in regimen.breakpoints where since < moment && moment <= picture.now {
                moments.append(moment + .days(days))
                let before = regimen.dose(at: Instant(millisecondsSince1970: moment.millisecondsSince1970 - 1))
                guard let old = before.amount, let new = regimen.dose(at: moment).amount, old < new, old < current
                else { continue }
                showsSuddenExcess = true
                factors.append("\(path == .enteral ? "oral" : "pump") dose raised or begun on \(moment.day)")
            }
        }
    }

    private mutating func addKidneys(_ picture: CareAlarms.Picture) {
        let risk = picture.rules.risk
        let injury = picture.care.cares(.kidneyInjury).last {
            $0.at <= picture.now && $0.state != .done && picture.now < $0.at + .days(risk.kidneyValueDays)
        }
        if let injury {
            showsSuddenExcess = true
            factors.append("kidney injury since \(injury.at.day)")
        }
        let latest = picture.record.kidneyValues.last { $0.observedAt <= picture.now }
        guard let latest, picture.now.since(latest.observedAt).days <= risk.kidneyValueDays else {
            unknowns.append(.init(check: "kidney-function", reason: "no eGFR in time"))
            return
        }
        if latest.value < risk.kidneyBelow {
            kidneysAreWeak = true
            factors.append("eGFR \(Amount.text(latest.value)) mL/min/1.73 m² on \(latest.observedAt.day)")
        }
    }
}
