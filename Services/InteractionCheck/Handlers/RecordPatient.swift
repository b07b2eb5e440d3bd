import EventContracts

/// Takes in the birth date, and a death: then nothing is open any more.
struct RecordPatient: ProfileHandler {
    static let name = "record-patient"
    let topic = Topic<PatientEvent>(.prescribingEvents)
    let knowledge: InteractionKnowledge

    func decide(_ event: Event<PatientEvent>, given profile: MedicationProfile?) -> Decision<ProfileChange> {
        rejudge(profile, on: event) { $0.take(event.data) }
    }
}
