import EventContracts

/// The CloudEvents reader, and the codec of every payload of the wire contracts.
struct EventTarget: FuzzTarget {
    static let name = "events"
    static let shortRound = 8000
    static let share = 250

    /// Every payload that travels on a topic of the suite.
    static let payloads: [any EventPayload.Type] = [
        AlertEvent.self, AlertResponse.self, AssistanceRequest.self, AssistanceDetermination.self, QuestionRefused.self,
        HospitalFacts.self, OrderEvent.self, PatientEvent.self, ObservationEvent.self, ConditionEvent.self,
        AllergyEvent.self, StayEvent.self, CoverageEvent.self, CareEvent.self, ClaimEvent.self, ServiceStatus.self,
        SourceReport.self, DispenseEvent.self, AdministrationEvent.self, ReportedMedicationEvent.self,
        SupplyProjection.self, PumpProjection.self, TaperPlan.self, TitrationPlan.self, TaperQuestion.self,
        PatientHandover.self,
        PatientClaim.self, RiskAssessment.self, WithdrawalEpisode.self,
        PatientForgotten.self, DeadlineDue.self,
        KnowledgeReplaced.self, TitrationRequest.self, TitrationRefusal.self,
        InteractionCheckRequest.self, InteractionCheckResult.self,
        PrescriptionReviewRequest.self, PrescriptionReview.self, CardFeedback.self,
        AssistanceCaseStep.self, AssistanceCase.self, CoverageEligibilityQuestion.self, CoverageEligibilityAnswer.self,
    ]

    struct Input {
        var message: Message
        /// A payload the event is read as, whatever its type says.
        var foreign: Int
    }

    private let documents: EventDocuments

    init() throws {
        documents = try EventDocuments()
        let known = Set(Self.payloads.flatMap { $0.types })
        let unknown = documents.types.filter { !known.contains($0) }
        // The golden files name every type; a new one is added to the list above.
        guard unknown.isEmpty else { throw Complaint("no payload is tried for \(unknown)") }
    }

    func makeInput(_ chance: inout Chance) -> Input {
        let (type, tree) = documents.make(&chance)
        var data = tree.bytes(&chance)
        if chance.oneIn(5) { ByteDamage.apply(to: &data, &chance) }
        let key = Array("p-1".utf8)
        let message =
            chance.oneIn(3)
            ? Envelopes.structured(around: data, type: type.rawValue, key: key, &chance)
            : Envelopes.binary(around: data, type: type.rawValue, key: key, &chance)
        return Input(message: message, foreign: chance.below(Self.payloads.count))
    }

    func read(_ input: Input) throws -> Verdict {
        let event: CloudEvent
        do {
            event = try CloudEvent(input.message)
        } catch {
            return .refused(telling: "\(error) \(String(reflecting: error))")
        }
        guard try CloudEvent(event.message(key: nil)) == event else {
            throw Complaint("an event is written as another one")
        }
        guard let data = event.data else { return .accepted }
        if case .refused(let told) = try read(data, as: Self.payloads[input.foreign], event.type),
            Canary.isTold(by: told)
        {
            return .refused(telling: told)
        }
        guard let own = Self.payloads.first(where: { $0.types.contains(event.type) }) else { return .accepted }
        return try read(data, as: own, event.type)
    }

    private func read<Payload: EventPayload>(
        _ data: [UInt8], as payload: Payload.Type, _ type: EventType
    ) throws -> Verdict {
        let value: Payload
        do {
            value = try Payload.decode(data, type: type)
        } catch let error as PayloadError {
            return .refused(telling: "\(error) \(String(reflecting: error))")
        }
        let again = try Payload.decode(try value.encode(), type: type)
        guard again == value else { throw Complaint("\(Payload.self) is read back as another value") }
        if let entity = value as? any EntityPayload { _ = (entity.entityID, try entity.substance()) }
        return .accepted
    }
}
