import EventContracts
import MedicationDomain

extension HospitalFact.Content {
    /// The FHIR name of the resource; one name whatever format it came in.
    var resourceName: String {
        switch self {
        case .order(let order): "MedicationRequest/\(order.orderId.rawValue)"
        case .dispense(let event): "MedicationDispense/\(event.dispenseId.rawValue)"
        case .administration(let event): "MedicationAdministration/\(event.administrationId.rawValue)"
        case .reportedMedication(let event): "MedicationStatement/\(event.statementId.rawValue)"
        case .patient(let event): "Patient/\(event.patientId.rawValue)"
        case .observation(let event): "Observation/\(event.observationId.rawValue)"
        case .condition(let event): "Condition/\(event.conditionId.rawValue)"
        case .allergy(let event): "AllergyIntolerance/\(event.allergyId.rawValue)"
        case .stay(let event): "Encounter/\(event.encounterId.rawValue)"
        case .coverage(let event): "Coverage/\(event.coverageId.rawValue)"
        case .claim(let event): "ClaimResponse/\(event.answerId.rawValue)"
        case .care(let event): "\(event.resourceType.rawValue)/\(event.careId.rawValue)"
        }
    }

    /// The place in which it is told to others, so that nothing seems to run out or to stop on the way: what pauses and
    /// supplies first, what consumes last. Taken back in the opposite order.
    var tellingPlace: Int {
        switch self {
        case .patient: 0
        case .stay: 1
        case .condition: 2
        case .allergy: 3
        case .observation: 4
        case .coverage: 5
        case .care: 6
        case .reportedMedication: 7
        case .administration: 8
        case .dispense: 9
        case .claim: 10
        case .order: 11
        }
    }

    /// The same fact about another patient.
    func moved(to patient: PatientID) -> HospitalFact.Content {
        switch self {
        case .order(var order):
            order.patientId = patient
            return .order(order)
        case .dispense(var event):
            event.patientId = patient
            return .dispense(event)
        case .administration(var event):
            event.patientId = patient
            return .administration(event)
        case .reportedMedication(var event):
            event.patientId = patient
            return .reportedMedication(event)
        case .patient(var event):
            event.patientId = patient
            return .patient(event)
        case .observation(var event):
            event.patientId = patient
            return .observation(event)
        case .condition(var event):
            event.patientId = patient
            return .condition(event)
        case .allergy(var event):
            event.patientId = patient
            return .allergy(event)
        case .stay(var event):
            event.patientId = patient
            return .stay(event)
        case .coverage(var event):
            event.patientId = patient
            return .coverage(event)
        case .claim(var event):
            event.patientId = patient
            return .claim(event)
        case .care(var event):
            event.patientId = patient
            return .care(event)
        }
    }

    /// The fact as it is taken back; an order and a person are not taken back so.
    var retracted: HospitalFact.Content? {
        switch self {
        case .order, .patient: return nil
        case .dispense(var event):
            event.status = .retracted
            return .dispense(event)
        case .administration(var event):
            event.status = .retracted
            return .administration(event)
        case .reportedMedication(var event):
            event.status = .retracted
            return .reportedMedication(event)
        case .observation(var event):
            event.status = .retracted
            return .observation(event)
        case .condition(var event):
            event.status = .retracted
            return .condition(event)
        case .allergy(var event):
            event.status = .retracted
            return .allergy(event)
        case .stay(var event):
            event.change = .retracted
            return .stay(event)
        case .coverage(var event):
            event.status = .retracted
            return .coverage(event)
        case .claim(var event):
            event.status = .retracted
            return .claim(event)
        case .care(var event):
            event.status = .retracted
            return .care(event)
        }
    }
}
