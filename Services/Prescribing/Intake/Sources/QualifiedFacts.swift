import EventContracts
import FHIRModels
import MedicationDomain

extension SourceIdentity {
    func callAsFunction(_ id: PatientID) -> PatientID { PatientID(patient(id.rawValue)) }
    func callAsFunction<ID: Identifier>(_ id: ID) -> ID { ID(self.id(id.rawValue)) }
    func callAsFunction<ID: Identifier>(_ id: ID?) -> ID? { id.map { self($0) } }
    func callAsFunction(_ id: PatientID?) -> PatientID? { id.map { self($0) } }
}

extension HospitalFact {
    /// The same fact with every id and every reference as the suite knows them.
    func qualified(by identity: SourceIdentity) -> HospitalFact {
        guard identity != .asSent else { return self }
        var fact = self
        fact.resource = HospitalFact.qualified(resource, by: identity)
        fact.content = content.qualified(by: identity)
        return fact
    }

    private static func qualified(_ resource: String, by identity: SourceIdentity) -> String {
        guard let slash = resource.firstIndex(of: "/") else { return identity.id(resource) }
        let (type, id) = (resource[..<slash], String(resource[resource.index(after: slash)...]))
        let isPatient = type == FHIRPatient.typeName || type == linkType
        return "\(type)/\(isPatient ? identity.patient(id) : identity.id(id))"
    }

    /// The kind of resource under which HL7 v2 says that records are merged, or are not any more.
    static let linkType = "PatientLink"
}

extension HospitalFact.Content {
    fileprivate func qualified(by identity: SourceIdentity) -> HospitalFact.Content {
        switch self {
        case .order(var order):
            (order.orderId, order.patientId) = (identity(order.orderId), identity(order.patientId))
            (order.priorOrderId, order.encounterId) = (identity(order.priorOrderId), identity(order.encounterId))
            (order.locationId, order.pharmacyId) = (identity(order.locationId), identity(order.pharmacyId))
            order.prescriberId = identity(order.prescriberId)
            return .order(order)
        case .dispense(var dispense):
            (dispense.dispenseId, dispense.patientId) = (identity(dispense.dispenseId), identity(dispense.patientId))
            (dispense.orderId, dispense.pharmacyId) = (identity(dispense.orderId), identity(dispense.pharmacyId))
            return .dispense(dispense)
        case .administration(var given):
            (given.administrationId, given.patientId) = (identity(given.administrationId), identity(given.patientId))
            given.orderId = identity(given.orderId)
            return .administration(given)
        case .reportedMedication(var statement):
            statement.statementId = identity(statement.statementId)
            statement.patientId = identity(statement.patientId)
            return .reportedMedication(statement)
        case .patient(var patient):
            patient.patientId = identity(patient.patientId)
            patient.otherPatientId = identity(patient.otherPatientId)
            patient.replaces = patient.replaces?.map { identity($0) }
            return .patient(patient)
        case .observation(var observation):
            observation.observationId = identity(observation.observationId)
            observation.patientId = identity(observation.patientId)
            return .observation(observation)
        case .condition(var condition):
            condition.conditionId = identity(condition.conditionId)
            condition.patientId = identity(condition.patientId)
            return .condition(condition)
        case .allergy(var allergy):
            (allergy.allergyId, allergy.patientId) = (identity(allergy.allergyId), identity(allergy.patientId))
            return .allergy(allergy)
        case .stay(var stay):
            (stay.encounterId, stay.patientId) = (identity(stay.encounterId), identity(stay.patientId))
            stay.locationId = identity(stay.locationId)
            return .stay(stay)
        case .coverage(var coverage):
            (coverage.coverageId, coverage.patientId) = (identity(coverage.coverageId), identity(coverage.patientId))
            coverage.payerId = coverage.payerId.map(identity.id)
            return .coverage(coverage)
        case .claim(var claim):
            (claim.answerId, claim.patientId) = (identity(claim.answerId), identity(claim.patientId))
            (claim.orderId, claim.claimId) = (identity(claim.orderId), identity(claim.claimId))
            claim.insurerId = identity(claim.insurerId)
            return .claim(claim)
        case .care(var care):
            (care.careId, care.patientId) = (identity(care.careId), identity(care.patientId))
            care.encounterId = identity(care.encounterId)
            return .care(care)
        }
    }
}
