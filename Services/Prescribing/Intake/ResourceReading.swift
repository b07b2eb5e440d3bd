import EventContracts
import FHIRModels
import MedicationDomain

/// One resource as a fact about its patient.
struct ResourceReading: Sendable {
    var medicines: MedicineReading
    var observations: ObservationCodes
    var claims: ClaimReading

    /// - Parameter patient: the patient the resource names, as far as that could be told.
    func read(
        _ resource: FHIRResource, id: String?, patient: String?, at path: String, references: ReferenceScope
    ) -> ResourceOutcome {
        guard let content = resource.content, resource.isRead else { return .ignored(resource.typeName) }
        // Something changes the meaning in a way we do not know: to act as if it did not would be a guess.
        guard !content.meta.hasModifierExtension else {
            return .failed(IntakeFailure(code: "modifier-extension", path: path))
        }
        guard let id else { return .failed(IntakeFailure(code: "missing-element", path: "\(path).id")) }
        if resource.isAboutSomethingElse { return .ignored("\(resource.typeName):not-a-patient") }
        guard let patient else {
            let element = resource.patientElement
            return .failed(IntakeFailure(code: "missing-element", path: "\(path).\(element)"))
        }
        let place = ResourcePlace(
            id: id, patient: PatientID(patient), path: path, references: references, medicines: medicines)
        let version = SourceVersion(versionId: content.meta.versionId, lastUpdated: content.meta.lastUpdated)
        do throws(ResourceSkip) {
            let understood = try self.content(of: resource, in: place)
            return .fact(
                place.patient,
                HospitalFact(resource: "\(resource.typeName)/\(id)", version: version, content: understood))
        } catch {
            switch error {
            case .ignored(let state): return .ignored("\(resource.typeName):\(state)")
            case .failed(let failure): return .failed(failure)
            }
        }
    }

    private func content(
        of resource: FHIRResource, in place: ResourcePlace
    ) throws(ResourceSkip) -> HospitalFact.Content {
        switch resource {
        case .medicationRequest(let request): .order(try OrderReading.read(request, place))
        case .medicationDispense(let dispense): .dispense(try SupplyReading.read(dispense, place))
        case .medicationAdministration(let given): .administration(try SupplyReading.read(given, place))
        case .medicationStatement(let statement): .reportedMedication(try SupplyReading.read(statement, place))
        case .patient(let patient): .patient(try PersonReading.read(patient, place))
        case .observation(let observation): .observation(try observations.read(observation, place))
        case .condition(let condition): .condition(PersonReading.read(condition, place))
        case .allergyIntolerance(let allergy): .allergy(try PersonReading.read(allergy, place))
        case .encounter(let encounter): .stay(try PersonReading.read(encounter, place))
        case .coverage(let coverage): .coverage(try PersonReading.read(coverage, place))
        case .claimResponse(let response): .claim(try claims.read(response, place))
        case .procedure(let procedure): .care(try CareReading.read(procedure, place))
        case .serviceRequest(let request): .care(try CareReading.read(request, place))
        case .nutritionOrder(let order): .care(try CareReading.read(order, place))
        case .bundle, .medication, .claim, .unsupported: throw .ignored("not-read")
        }
    }
}

/// A resource with what surrounds it.
struct ResourcePlace: Sendable {
    var id: String
    var patient: PatientID
    var path: String
    var references: ReferenceScope
    var medicines: MedicineReading
}

/// Why a resource brings no fact.
enum ResourceSkip: Error, Hashable, Sendable {
    /// Its state says that nothing happened (yet); a word of a closed list.
    case ignored(String)
    case failed(IntakeFailure)
}

extension FHIRResource {
    /// Whether the type brings facts by itself; a Medication or a Claim only serves those that point to it.
    fileprivate var isRead: Bool {
        switch self {
        case .bundle, .medication, .claim, .unsupported: false
        default: true
        }
    }

    fileprivate var patientElement: String {
        switch self {
        case .patient: "id"
        case .allergyIntolerance, .nutritionOrder, .claimResponse: "patient"
        case .coverage: "beneficiary"
        default: "subject"
        }
    }

    /// A subject may also be a group, a device, a place.
    fileprivate var isAboutSomethingElse: Bool {
        guard let reference = patientReference else { return false }
        return (reference.typeAndID?.type ?? reference.type ?? FHIRPatient.typeName) != FHIRPatient.typeName
    }
}
