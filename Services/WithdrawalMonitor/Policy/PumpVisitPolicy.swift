import EventContracts
import MedicationDomain

/// What a visit to the pump asks for: a fault looked into, a scan followed by an interrogation, a changed
/// concentration confirmed, and 72 hours of watching (clinical facts §2.9, §7.9).
enum PumpVisitPolicy {
    static let faultName = "pump-fault"
    static let watchName = "pump-watch"
    static let scanName = "pump-scan"
    static let concentrationName = "pump-concentration"

    static func verdict(_ picture: CareAlarms.Picture) -> CareAlarms.Verdict {
        var result = CareAlarms.Verdict()
        let rules = picture.rules.care.pump
        let concern = Span.days(rules.concernDays)
        if let fault = fault(picture) {
            result.moments.append(fault.reading.at + concern)
            if picture.isOfConcern(
                id(faultName, picture), from: fault.reading.at, seenAt: fault.reading.seenAt, days: rules.concernDays)
            {
                result.alerts.append(alert(fault, picture))
            }
        }
        addWatch(to: &result, picture)
        addScan(to: &result, picture)
        addConcentration(to: &result, picture)
        return result
    }

    private static func id(_ name: String, _ picture: CareAlarms.Picture) -> AlertID {
        CareAlarms.alertID(name, picture.record)
    }

    // MARK: - Fault

    private struct Fault {
        var reading: StoredVolume
        var expected: Double
        var difference: Double { reading.milliliters - expected }
    }

    /// What keeps the pump from being trusted; nil when nothing does.
    static func openFault(_ picture: CareAlarms.Picture) -> String? {
        fault(picture).map { "pump or catheter fault suspected on \($0.reading.at.day)" }
    }

    /// The newest measurement decides.
    private static func fault(_ picture: CareAlarms.Picture) -> Fault? {
        let volumes = picture.care.volumes.filter { $0.at <= picture.now }
        guard let reading = volumes.last(where: { $0.kind == .aspirated }) else { return nil }
        let mended = picture.care.cares(.pumpImplant).contains(after: reading.at, until: picture.now)
        guard !mended, let expected = expected(for: reading, volumes, picture) else { return nil }
        let fault = Fault(reading: reading, expected: expected)
        return fault.difference.magnitude > picture.rules.care.pump.residualMilliliters + 1e-6 ? fault : nil
    }

    private static func expected(
        for reading: StoredVolume, _ volumes: [StoredVolume], _ picture: CareAlarms.Picture
    ) -> Double? {
        if let told = volumes.last(where: { $0.kind == .expected && $0.at.day == reading.at.day }) {
            return told.milliliters
        }
        return PumpState(picture, asOf: reading.at, before: reading.at.day).arithmetic?.remaining(at: reading.at)
    }

    private static func alert(_ fault: Fault, _ picture: CareAlarms.Picture) -> Alert {
        let isMore = fault.difference > 0
        let (measured, expected) = (Amount.text(fault.reading.milliliters), Amount.text(fault.expected))
        return picture.alert(
            faultName, .pumpFault, .major, interruptive: true, picture.rules.care.pump.fault,
            summary: "Pump or catheter fault: \(measured) mL aspirated, \(expected) mL expected",
            detail: isMore
                ? "More is left than should be: too little may have been delivered, withdrawal may follow."
                : "Less is left than should be: too much may have been delivered, or drug may be outside the pump.",
            factors: [
                "difference \(Amount.text(fault.difference.magnitude)) mL, threshold "
                    + "\(Amount.text(picture.rules.care.pump.residualMilliliters)) mL"
            ] + picture.riskFactors, path: .intrathecal)
    }

    static func faultResolved(_ picture: CareAlarms.Picture) -> String {
        if fault(picture) != nil { return "answered, and the watch is over" }
        if !picture.care.volumes.contains(where: { $0.kind == .aspirated }) { return "the measurement was taken back" }
        return "the newest measurement, or a new pump, shows no difference"
    }

    // MARK: - The watch

    /// The latest time that something was done to the pump.
    static func latestManipulation(_ picture: CareAlarms.Picture) -> (at: Instant, what: String)? {
        var found: [(at: Instant, what: String)] = picture.care.fills.map { ($0.at, "pump filled") }
        let meanings: [(CareMeaning, String)] = [
            (.pumpFill, "pump filled"), (.pumpReprogramming, "pump reprogrammed"), (.pumpImplant, "pump implanted"),
        ]
        for (meaning, what) in meanings {
            found += picture.care.cares(meaning).filter { $0.state != .planned }.map { ($0.at, what) }
        }
        let regimen = picture.regimen(.intrathecal)
        for interval in regimen.intervals {
            found += interval.order.doses.dropFirst().map { ($0.since, "pump dose changed") }
        }
        return found.filter { $0.at <= picture.now }.max { ($0.at, $0.what) < ($1.at, $1.what) }
    }

    private static func addWatch(to result: inout CareAlarms.Verdict, _ picture: CareAlarms.Picture) {
        guard let latest = latestManipulation(picture) else { return }
        let end = latest.at + .hours(picture.rules.care.pump.watchHours)
        result.moments.append(end)
        guard picture.now < end else { return }
        result.alerts.append(
            picture.alert(
                watchName, .monitoring, .minor, interruptive: false, picture.rules.care.pump.watch,
                summary: "Watch for overdose and withdrawal until \(end): \(latest.what)",
                detail: "Wrong drug, dose, concentration or a missed reservoir shows within "
                    + "\(Amount.text(picture.rules.care.pump.watchHours)) hours.",
                factors: picture.riskFactors, path: .intrathecal))
    }

    static func watchResolved(_ picture: CareAlarms.Picture) -> String {
        latestManipulation(picture) == nil ? "the visit was taken back" : "the watch is over"
    }

    // MARK: - Magnetic resonance

    private static func addScan(to result: inout CareAlarms.Verdict, _ picture: CareAlarms.Picture) {
        let rules = picture.rules.care.pump
        guard let (scan, leaving) = uncheckedScan(picture) else { return }
        result.moments += [leaving, scan.at + .days(rules.concernDays)].compactMap(\.self)
        let hasLeft = leaving.map { $0 <= picture.now } ?? false
        guard picture.isOfConcern(id(scanName, picture), from: scan.at, seenAt: scan.seenAt, days: rules.concernDays)
        else { return }
        result.alerts.append(
            picture.alert(
                scanName, .monitoring, hasLeft ? .major : .moderate, interruptive: hasLeft, rules.scan,
                summary: hasLeft
                    ? "Pump not interrogated after the MRI on \(scan.at.day)"
                    : "Interrogate the pump before the patient leaves: MRI on \(scan.at.day)",
                detail: "The magnet stalls the motor; that it runs again must be read from the pump.",
                factors: picture.riskFactors, path: .intrathecal))
    }

    /// The newest scan of a pump patient without an interrogation after it, and when the patient leaves; nil: not yet.
    private static func uncheckedScan(_ picture: CareAlarms.Picture) -> (StoredCare, leaving: Instant?)? {
        let scan = picture.care.cares(.mri).last { $0.state != .planned && $0.at <= picture.now }
        let hasPump =
            PumpState(picture).isPresent || picture.regimen(.intrathecal).dose(at: picture.now) != .none
            || !picture.care.cares(.pumpImplant).isEmpty
        guard let scan, hasPump else { return nil }
        let checks: [CareMeaning] = [.pumpInterrogation, .pumpReprogramming, .pumpFill]
        let isChecked = checks.contains { picture.care.cares($0).contains(after: scan.at, until: picture.now) }
        if isChecked { return nil }
        let stay = Stays.pausing(picture.record.stays, rules: picture.rules.supply).last {
            $0.startedAt <= scan.at && $0.endedAt.map { scan.at <= $0 } ?? true
        }
        if let stay { return (scan, stay.endedAt) }
        return (scan, scan.at + .hours(picture.rules.care.pump.scanHours))
    }

    static func scanResolved(_ picture: CareAlarms.Picture) -> String {
        if uncheckedScan(picture) != nil { return "answered, and the watch is over" }
        return picture.care.cares(.mri).isEmpty ? "the MRI was taken back" : "the pump was interrogated after the MRI"
    }

    // MARK: - Concentration

    private static func addConcentration(to result: inout CareAlarms.Verdict, _ picture: CareAlarms.Picture) {
        guard let (old, new, fill) = changedConcentration(picture) else { return }
        let rules = picture.rules.care.pump
        result.moments.append(fill.at + .days(rules.concernDays))
        guard
            picture.isOfConcern(
                id(concentrationName, picture), from: fill.at, seenAt: fill.seenAt, days: rules.concernDays)
        else { return }
        result.alerts.append(
            picture.alert(
                concentrationName, .dose, .major, interruptive: true, rules.concentration,
                summary: "Pump concentration changed from \(Amount.text(old)) to \(Amount.text(new)) mcg/mL: confirm",
                detail: "The old drug in tubing and catheter runs first, at the new rate.",
                factors: picture.riskFactors, path: .intrathecal))
    }

    private static func changedConcentration(_ picture: CareAlarms.Picture) -> (Double, Double, StoredFill)? {
        let fills = picture.care.fills(until: picture.now)
        guard let last = fills.last, let new = last.microgramsPerMilliliter,
            let old = fills.dropLast().last(where: { $0.microgramsPerMilliliter != nil })?.microgramsPerMilliliter,
            (new - old).magnitude > 1e-6
        else { return nil }
        return (old, new, last)
    }

    static func concentrationResolved(_ picture: CareAlarms.Picture) -> String {
        changedConcentration(picture) == nil
            ? "the fill before had the same concentration" : "answered, and the watch is over"
    }
}
