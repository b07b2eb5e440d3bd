import EventContracts
import FHIRModels
import MedicationDomain

/// A MedicationRequest as an order.
enum OrderReading {
    static func read(_ request: FHIRMedicationRequest, _ place: ResourcePlace) throws(ResourceSkip) -> OrderFact {
        switch request.intent {
        case .proposal, .option: throw .ignored(request.intent.rawValue)
        case .plan, .order, .originalOrder, .reflexOrder, .fillerOrder, .instanceOrder: break
        }
        if request.doNotPerform { throw .ignored("do-not-perform") }
        let supply = request.dispenseRequest
        let medication = place.medicines.read(request.medication, in: place.references)
        let instructions = InstructionReading.read(request.dosageInstruction, of: medication)
        return OrderFact(
            orderId: OrderID(place.id), patientId: place.patient, status: status(request.status),
            medication: place.medicines.settled(medication, by: route(of: instructions)),
            route: route(of: instructions), dosageInstructions: instructions,
            authoredAt: request.authoredOn?.earliest,
            priorOrderId: place.references.id(request.priorPrescription).map { OrderID($0) },
            encounterId: place.references.id(request.encounter).map { EncounterID($0) },
            prescriberId: place.references.id(request.requester).map { PractitionerID($0) },
            indication: request.reasonCode.flatMap { $0.codings.compactMap(\.code) },
            courseOfTherapy: request.courseOfTherapyType.flatMap(code),
            statusReasonCode: request.statusReason.flatMap(code), refillsAllowed: supply?.numberOfRepeatsAllowed,
            daysSupply: supply?.expectedSupplyDuration?.days, validFrom: supply?.validityPeriod?.start?.earliest,
            validUntil: supply?.validityPeriod?.end?.latest,
            pharmacyId: place.references.id(supply?.performer).map { LocationID($0) },
            category: request.category.lazy.compactMap(code).first)
    }

    /// One route for all instructions; nil when they differ or name none.
    private static func route(of instructions: [DosageInstruction]) -> Route? {
        let routes = Set(instructions.compactMap(\.route))
        return routes.count == 1 ? routes.first : nil
    }

    private static func code(_ concept: FHIRCodeableConcept) -> String? {
        concept.codings.lazy.compactMap(\.code).first ?? concept.text
    }

    private static func status(_ status: FHIRMedicationRequest.Status) -> OrderFact.Status {
        switch status {
        case .active: .active
        case .draft: .draft
        case .completed: .completed
        case .cancelled: .cancelled
        case .stopped: .stopped
        case .unknown: .unknown
        case .onHold: .onHold
        case .enteredInError: .enteredInError
        }
    }
}
