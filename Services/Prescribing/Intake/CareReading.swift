import EventContracts
import FHIRModels
import MedicationDomain

/// What is done, planned or forbidden beside medicines.
enum CareReading {
    static func read(_ procedure: FHIRProcedure, _ place: ResourcePlace) throws(ResourceSkip) -> CareEvent {
        let state: CareEvent.State
        switch procedure.status {
        case .preparation, .onHold: state = .planned
        case .inProgress: state = .underway
        case .completed: state = .done
        case .stopped, .notDone, .enteredInError: state = .cancelled
        case .unknown: throw .ignored(procedure.status.rawValue)
        }
        var event = event(
            place, .procedure, state, isError: procedure.status == .enteredInError,
            concepts: [procedure.code, procedure.category].compactMap(\.self), encounter: procedure.encounter)
        event.startsAt = procedure.performed?.earliest ?? procedure.performed?.latest ?? procedure.meta.lastUpdated
        event.endsAt = state == .done ? procedure.performed?.latest ?? event.startsAt : nil
        return event
    }

    /// What shall not be done is nothing that happens; a ban such as nothing by mouth has a code of its own.
    static func read(_ request: FHIRServiceRequest, _ place: ResourcePlace) throws(ResourceSkip) -> CareEvent {
        if request.doNotPerform { throw .ignored("do-not-perform") }
        let state: CareEvent.State
        switch request.status {
        case .active, .onHold: state = .planned
        case .completed: state = .done
        case .revoked, .enteredInError: state = .cancelled
        case .draft, .unknown: throw .ignored(request.status.rawValue)
        }
        var event = event(
            place, .serviceRequest, state, isError: request.status == .enteredInError,
            concepts: [request.code].compactMap(\.self) + request.category, encounter: request.encounter)
        event.startsAt =
            request.occurrence?.earliest ?? request.authoredOn?.earliest ?? request.meta.lastUpdated
        event.endsAt = state == .planned ? nil : request.meta.lastUpdated ?? request.occurrence?.latest
        return event
    }

    static func read(_ order: FHIRNutritionOrder, _ place: ResourcePlace) throws(ResourceSkip) -> CareEvent {
        let state: CareEvent.State
        switch order.status {
        case .active: state = .underway
        case .completed: state = .done
        case .onHold, .revoked, .enteredInError: state = .cancelled
        case .draft, .unknown: throw .ignored(order.status.rawValue)
        }
        var event = event(
            place, .nutritionOrder, state, isError: order.status == .enteredInError, concepts: order.diets,
            encounter: order.encounter)
        event.startsAt = order.dateTime.earliest
        event.endsAt = state == .underway ? nil : order.meta.lastUpdated
        return event
    }

    private static func event(
        _ place: ResourcePlace, _ type: CareEvent.ResourceType, _ state: CareEvent.State, isError: Bool,
        concepts: [FHIRCodeableConcept], encounter: FHIRReference?
    ) -> CareEvent {
        CareEvent(
            careId: ResourceID(place.id), resourceType: type, patientId: place.patient,
            status: isError ? .retracted : .recorded, state: state,
            codes: concepts.flatMap(\.codings).compactMap { coding in
                coding.system.flatMap { system in coding.code.map { CodedConcept(system: system, code: $0) } }
            },
            text: concepts.lazy.compactMap(\.name).first,
            encounterId: place.references.id(encounter).map { EncounterID($0) })
    }
}
