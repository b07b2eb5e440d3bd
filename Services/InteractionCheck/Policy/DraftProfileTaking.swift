import EventContracts
import MedicationDomain

// A question's facts as they would stand in a profile. They are taken in as real ones are, so a draft is judged as the
// order would be.

extension InteractionCheckRequest {
    /// The patient as the asker and the service know them together, without the drafts.
    func known(beside kept: MedicationProfile?, asOf now: Instant) -> MedicationProfile {
        var profile = kept ?? MedicationProfile(patientId: patientId ?? "unnamed")
        guard let context else { return profile }
        if profile.birthDate == nil {
            profile.birthDate = context.birthDate ?? context.age.flatMap { now.day.birthDate(ofAge: $0) }
        }
        if let value = context.estimatedGFR {
            profile.observations["question eGFR"] = KeptObservation(
                kind: .estimatedGFR, value: value, at: context.estimatedGFRAt ?? now)
        }
        for (number, code) in (context.conditions ?? []).enumerated() {
            profile.conditions["question \(number)"] = [code]
        }
        for (number, substance) in (context.allergies ?? []).enumerated() {
            profile.take(
                AllergyEvent(
                    allergyId: ResourceID("question \(number)"), patientId: profile.patientId, substance: substance))
        }
        for (number, other) in (context.otherMedicines ?? []).enumerated() {
            let report = ReportedMedicationEvent(
                statementId: ResourceID("question \(number)"), patientId: profile.patientId,
                medication: other.medication, route: other.route)
            guard !profile.tells(of: ProfileMedicine(report), asOf: now) else { continue }
            profile.take(report, at: now)
        }
        return profile
    }

    /// The same patient, had the drafts been ordered now.
    func drafted(onto profile: MedicationProfile, asOf now: Instant) -> MedicationProfile {
        var profile = profile
        for draft in drafts {
            let order = OrderEvent(
                orderId: draft.orderId, patientId: profile.patientId, status: .accepted, medication: draft.medication,
                route: draft.route, dailyDoseMilligrams: draft.dailyDoseMilligrams,
                dailyDoseMicrograms: draft.dailyDoseMicrograms, therapyContext: draft.therapyContext ?? .unknown,
                startsAt: draft.startsAt ?? now, endsAt: draft.endsAt, priorOrderId: draft.priorOrderId,
                encounterId: context?.encounterId, locationId: draft.locationId, prescriberId: draft.prescriberId,
                indication: draft.indication ?? [])
            profile.take(order, at: now)
        }
        return profile
    }
}

extension MedicationProfile {
    /// Whether a medicine that somebody reports is one that is kept and current: it is not taken twice.
    fileprivate func tells(of report: ProfileMedicine, asOf now: Instant) -> Bool {
        medicines.values.lazy.map(\.value).contains { kept in
            guard !kept.hasEnded(at: now), kept.route == report.route else { return false }
            return report.isRecognized
                ? Set(kept.ingredients.map(\.name)) == Set(report.ingredients.map(\.name)) : kept.text == report.text
        }
    }
}

extension CalendarDay {
    /// The birth date of somebody who is that many years old on this day.
    func birthDate(ofAge years: Int) -> CalendarDay? {
        let (year, month, day) = components
        // On a 29 February the birthday of most years was the day before.
        return CalendarDay(year: year - years, month: month, day: day)
            ?? CalendarDay(year: year - years, month: month, day: day - 1)
    }
}
