import EventContracts
import MedicationDomain
import ServiceRuntime

/// A handler that reads and writes the patient's profile and nothing else.
protocol ProfileHandler: Handler where Facts == MedicationProfile?, Change == ProfileChange {
    var knowledge: InteractionKnowledge { get }
}

extension ProfileHandler {
    func gather(for event: Event<Payload>, in store: StoreReader) throws -> MedicationProfile? {
        try store.document(.profiles, of: event.patient)
    }

    func record(_ change: ProfileChange, in store: StoreWriter) throws {
        switch change {
        case .unchanged: break
        case .save(let profile): store.save(profile, in: .profiles, of: profile.patientId)
        }
    }

    /// Takes the fact into the profile and judges it anew; a fact that can change no finding is not judged.
    func rejudge(
        _ before: MedicationProfile?, on event: Event<Payload>, because cause: JudgementCause = .fact,
        taking fact: (inout MedicationProfile) -> Void
    ) -> Decision<ProfileChange> {
        var profile = before ?? MedicationProfile(patientId: event.patient)
        fact(&profile)
        let earlier = before ?? MedicationProfile(patientId: event.patient)
        guard profile != earlier else { return Decision(.unchanged) }
        if let kept = profile.unjudged(since: earlier, knowledge, asOf: event.now) { return Decision(.save(kept)) }
        return ProfileJudgement.judge(profile, before: before, knowledge, asOf: event.now, because: cause)
    }
}
