import EventContracts
import MedicationDomain

/// What is told of a pump's dates, whether or not an alarm stands (clinical facts §4.7).
enum PumpOutlook {
    /// Nil while the patient has nothing to do with a pump.
    static func projection(_ picture: CareAlarms.Picture) -> PumpProjection? {
        let record = picture.record
        let pump = PumpState(picture)
        func told(_ state: PumpProjection.State, _ because: [String]) -> PumpProjection {
            PumpProjection(patientId: record.patient, state: state, because: because)
        }
        if let reason = record.closingReason { return record.pump.map { _ in told(.absent, [reason]) } }
        guard pump.isPresent else {
            if PumpRefillPolicy.isUnfilled(picture) { return told(.unknown, ["no fill of the pump is on record"]) }
            return record.pump.map { _ in told(.absent, [PumpRefillPolicy.reasonResolved(picture)]) }
        }
        guard let arithmetic = pump.arithmetic else {
            return described(told(.unknown, [pump.unknownBecause ?? "its dates are not known"]), pump, picture)
        }
        var result = described(told(.known, PumpRefillPolicy.reckoning(arithmetic, pump)), pump, picture)
        (result.lowReservoirOn, result.emptyOn) = (arithmetic.lowDay, arithmetic.emptyDay)
        (result.refillBy, result.appointmentBy) = (arithmetic.refillBy, arithmetic.appointmentBy)
        result.stableThrough = arithmetic.stableThrough
        if result.refillBy == nil { result.because.append("no dose runs through the pump") }
        return result
    }

    private static func described(
        _ projection: PumpProjection, _ pump: PumpState, _ picture: CareAlarms.Picture
    ) -> PumpProjection {
        var result = projection
        result.medication = picture.record.orders.last { $0.path == .intrathecal && $0.endedAt == nil }?.medication
        result.dailyDoseMicrograms = picture.regimen(.intrathecal).dose(at: picture.now).amount
        (result.filledOn, result.filledMilliliters) = (pump.fill?.at.day, pump.fill?.milliliters)
        result.microgramsPerMilliliter = pump.microgramsPerMilliliter
        return result
    }
}
