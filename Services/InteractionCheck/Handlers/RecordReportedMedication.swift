import EventContracts

/// Takes in what the patient takes without an order of ours: over the counter, herbal, from another clinic.
struct RecordReportedMedication: ProfileHandler {
    static let name = "record-reported-medication"
    let topic = Topic<ReportedMedicationEvent>(.prescribingEvents)
    let knowledge: InteractionKnowledge

    func decide(_ event: Event<ReportedMedicationEvent>, given profile: MedicationProfile?) -> Decision<ProfileChange> {
        rejudge(profile, on: event) { $0.take(event.data, at: event.now) }
    }
}
