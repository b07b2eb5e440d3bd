import EventContracts
import FHIRModels
import MedicationDomain

/// Medicine handed over, given, or taken.
enum SupplyReading {
    /// Only what was completed and handed over is supply (contracts: MedicationDispense).
    static func read(_ dispense: FHIRMedicationDispense, _ place: ResourcePlace) throws(ResourceSkip) -> DispenseEvent {
        let status: FactStatus
        switch dispense.status {
        case .completed where dispense.whenHandedOver != nil: status = .recorded
        case .completed: throw .ignored("not-handed-over")
        case .enteredInError, .cancelled: status = .retracted
        case .preparation, .inProgress, .onHold, .stopped, .declined, .unknown: throw .ignored(dispense.status.rawValue)
        }
        let medication = place.medicines.read(dispense.medication, in: place.references)
        let quantity = supplied(dispense.quantity, medication)
        let pharmacy = dispense.location ?? dispense.performers.first
        return DispenseEvent(
            dispenseId: DispenseID(place.id), patientId: place.patient, status: status,
            orderId: dispense.authorizingPrescription.lazy
                .compactMap { place.references.id($0, of: FHIRMedicationRequest.typeName) }.first.map { OrderID($0) },
            medication: medication, quantity: quantity,
            quantityMilligrams: quantity.flatMap { milligrams($0, medication) }, daysSupply: dispense.daysSupply?.days,
            handedOverAt: dispense.whenHandedOver?.earliest,
            pharmacyId: place.references.id(pharmacy).map { LocationID($0) })
    }

    /// A bare number counts the product's own units: pharmacies often write `90` and mean tablets.
    private static func supplied(_ quantity: FHIRQuantity?, _ medication: Medication) -> DoseAmount? {
        guard let quantity, let amount = quantity.doseAmount else { return nil }
        let isBare = quantity.unit == nil && quantity.code == nil && quantity.comparator == nil
        guard isBare, medication.strength?.milligramsPerUnit != nil else { return amount }
        return DoseAmount(low: amount.low, high: amount.high, .unit)
    }

    private static func milligrams(_ amount: DoseAmount, _ medication: Medication) -> Double? {
        do throws(DoseDoubt) {
            return try DoseAmountReading.milligrams(amount, of: medication, at: "quantity").high
        } catch {
            return nil
        }
    }

    static func read(
        _ given: FHIRMedicationAdministration, _ place: ResourcePlace
    ) throws(ResourceSkip) -> AdministrationEvent {
        let outcome: AdministrationEvent.Outcome =
            switch given.status {
            case .completed: .given
            case .notDone: .notDone
            case .onHold: .onHold
            case .stopped: .stopped
            case .inProgress: .inProgress
            case .unknown, .enteredInError: .unknown
            }
        let dosage = given.dosage?.domain
        return AdministrationEvent(
            administrationId: ResourceID(place.id), patientId: place.patient,
            status: given.status == .enteredInError ? .retracted : .recorded, outcome: outcome,
            orderId: place.references.id(given.request, of: FHIRMedicationRequest.typeName).map { OrderID($0) },
            medication: place.medicines.settled(
                place.medicines.read(given.medication, in: place.references), by: dosage?.route), route: dosage?.route,
            dose: dosage?.dose, administeredAt: given.effective.latest ?? given.effective.earliest)
    }

    static func read(
        _ statement: FHIRMedicationStatement, _ place: ResourcePlace
    ) throws(ResourceSkip) -> ReportedMedicationEvent {
        let isTaken: Bool
        switch statement.status {
        case .active, .unknown: isTaken = true
        case .intended: throw .ignored(statement.status.rawValue)
        case .completed, .stopped, .onHold, .notTaken, .enteredInError: isTaken = false
        }
        let medication = place.medicines.read(statement.medication, in: place.references)
        let instructions = InstructionReading.read(statement.dosage, of: medication)
        let ends: Instant? = if case .period(let period) = statement.effective { period.end?.latest } else { nil }
        return ReportedMedicationEvent(
            statementId: ResourceID(place.id), patientId: place.patient,
            status: statement.status == .enteredInError ? .retracted : .recorded, isActive: isTaken,
            medication: place.medicines.settled(medication, by: instructions.lazy.compactMap(\.route).first),
            route: instructions.lazy.compactMap(\.route).first, dosageInstructions: instructions,
            startsAt: statement.effective?.earliest, endsAt: ends)
    }
}
