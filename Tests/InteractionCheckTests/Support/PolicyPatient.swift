import EventContracts
import MedicationDomain
import ServiceRuntime
import Synchronization

@testable import InteractionCheck

/// One patient whose facts go through the handlers' decisions, without any store: fast enough for many thousand lives.
struct PolicyPatient {
    let id: PatientID
    let knowledge: InteractionKnowledge
    private(set) var profile: MedicationProfile?
    private var count = 0

    init(_ knowledge: InteractionKnowledge, of id: PatientID = TestPatient.id) {
        (self.id, self.knowledge) = (id, knowledge)
    }

    var open: [Alert] { profile?.alerts.open ?? [] }

    /// Takes in a fact and returns what is announced.
    @discardableResult
    mutating func hear(_ fact: PatientFact, at now: Instant) -> [AlertEvent] {
        switch fact {
        case .order(let data): decide(RecordOrder(knowledge: knowledge), data, at: now)
        case .report(let data): decide(RecordReportedMedication(knowledge: knowledge), data, at: now)
        case .given(let data): decide(RecordAdministration(knowledge: knowledge), data, at: now)
        case .observation(let data): decide(RecordObservation(knowledge: knowledge), data, at: now)
        case .condition(let data): decide(RecordCondition(knowledge: knowledge), data, at: now)
        case .allergy(let data): decide(RecordAllergy(knowledge: knowledge), data, at: now)
        case .stay(let data): decide(RecordStay(knowledge: knowledge), data, at: now)
        case .patient(let data): decide(RecordPatient(knowledge: knowledge), data, at: now)
        case .episode(let data): decide(RecordWithdrawalEpisode(knowledge: knowledge), data, at: now)
        }
    }

    @discardableResult
    mutating func answer(_ response: AlertResponse, at now: Instant) -> [AlertEvent] {
        decide(AnswerAlert(knowledge: knowledge), response, at: now)
    }

    /// Lets time pass: medicines wash out, values grow old. Reminders are left out.
    @discardableResult
    mutating func advance(to now: Instant) -> [AlertEvent] {
        var events: [AlertEvent] = []
        while let next = [profile?.washoutEndsAt, profile?.looksAgainAt].compactMap(\.self).min(), next <= now {
            let isWashout = profile?.washoutEndsAt == next
            let kind = isWashout ? DeadlineKind.washoutEnds : .looksAgain
            let due = DeadlineDue(kind: kind.rawValue, subject: "profile", due: next)
            events +=
                isWashout
                ? decide(EndWashout(knowledge: knowledge), due, at: next)
                : decide(LookAgain(knowledge: knowledge), due, at: next)
        }
        return events
    }

    private mutating func decide<H: ProfileHandler>(_ handler: H, _ data: H.Payload, at now: Instant) -> [AlertEvent] {
        count += 1
        let event = Event(id: "event-\(count)", source: "urn:test", time: now, patient: id, data: data)
        let decision = handler.decide(event, given: profile)
        if case .save(let changed) = decision.change { profile = changed }
        return decision.announcements.compactMap { $0.payload as? AlertEvent }
    }
}

/// Anything the service may hear about a patient.
enum PatientFact {
    case order(OrderEvent)
    case report(ReportedMedicationEvent)
    case given(AdministrationEvent)
    case observation(ObservationEvent)
    case condition(ConditionEvent)
    case allergy(AllergyEvent)
    case stay(StayEvent)
    case patient(PatientEvent)
    case episode(WithdrawalEpisode)

    /// Takes the fact into a profile without judging it.
    func take(into profile: inout MedicationProfile, at now: Instant) {
        switch self {
        case .order(let data): profile.take(data, at: now)
        case .report(let data): profile.take(data, at: now)
        case .given(let data): profile.take(data, at: now)
        case .observation(let data): profile.take(data)
        case .condition(let data): profile.take(data)
        case .allergy(let data): profile.take(data)
        case .stay(let data): profile.take(data)
        case .patient(let data): profile.take(data)
        case .episode(let data): profile.take(data)
        }
    }
}

/// Recognised once: the large tests order the same medicines again and again.
enum TestMedications {
    private static let known = Mutex<[String: Medication]>([:])

    static func named(_ text: String) throws -> Medication {
        if let medication = known.withLock({ $0[text] }) { return medication }
        let medication = try TestPatient.medication(text)
        known.withLock { $0[text] = medication }
        return medication
    }
}
