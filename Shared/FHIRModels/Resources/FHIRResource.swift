/// A FHIR R4 resource; printing one shows its type only.
public indirect enum FHIRResource: Hashable, Sendable {
    case bundle(FHIRBundle)
    case medicationRequest(FHIRMedicationRequest)
    case medicationDispense(FHIRMedicationDispense)
    case medicationAdministration(FHIRMedicationAdministration)
    case medicationStatement(FHIRMedicationStatement)
    case medication(FHIRMedication)
    case patient(FHIRPatient)
    case observation(FHIRObservation)
    case condition(FHIRCondition)
    case allergyIntolerance(FHIRAllergyIntolerance)
    case encounter(FHIREncounter)
    case coverage(FHIRCoverage)
    case claim(FHIRClaim)
    case claimResponse(FHIRClaimResponse)
    case procedure(FHIRProcedure)
    case serviceRequest(FHIRServiceRequest)
    case nutritionOrder(FHIRNutritionOrder)
    /// A resource of a type the suite does not read; never an error.
    case unsupported(type: String)

    /// Reads a resource from its JSON bytes, strictly.
    public static func decode(_ bytes: [UInt8], limits: FHIRLimits = .standard) throws(FHIRError) -> FHIRResource {
        try decode(JSONValue(parsing: bytes, limits: limits), limits: limits)
    }

    /// Reads a resource from a part of a larger JSON document; error paths start with `path`, or with its type.
    public static func decode(
        _ json: JSONValue, at path: String? = nil, limits: FHIRLimits = .standard
    ) throws(FHIRError) -> FHIRResource {
        guard case .object(let members) = json else { throw FHIRError(.notFHIR, path: path ?? "") }
        guard let type = members["resourceType"]?.text, FHIRName.isTypeName(type) else {
            throw FHIRError(.notFHIR, path: path.map { "\($0).resourceType" } ?? "resourceType")
        }
        if type == "Bundle" {
            return .bundle(try FHIRBundle(FHIRElement(members, at: FHIRPath(path ?? type)), limits: limits))
        }
        return try FHIRResource(FHIRElement(members, at: FHIRPath(path ?? type)))
    }

    /// Reads a resource inside another one, where Bundles are refused.
    init(_ element: FHIRElement) throws(FHIRError) {
        guard let type = element.members["resourceType"]?.text, FHIRName.isTypeName(type) else {
            throw element.failure(.notFHIR, "resourceType")
        }
        switch type {
        case "Bundle": throw FHIRError(.nestedBundle, path: element.path.text)
        case "MedicationRequest": self = .medicationRequest(try FHIRMedicationRequest(element))
        case "MedicationDispense": self = .medicationDispense(try FHIRMedicationDispense(element))
        case "MedicationAdministration": self = .medicationAdministration(try FHIRMedicationAdministration(element))
        case "MedicationStatement": self = .medicationStatement(try FHIRMedicationStatement(element))
        case "Medication": self = .medication(try FHIRMedication(element))
        case "Patient": self = .patient(try FHIRPatient(element))
        case "Observation": self = .observation(try FHIRObservation(element))
        case "Condition": self = .condition(try FHIRCondition(element))
        case "AllergyIntolerance": self = .allergyIntolerance(try FHIRAllergyIntolerance(element))
        case "Encounter": self = .encounter(try FHIREncounter(element))
        case "Coverage": self = .coverage(try FHIRCoverage(element))
        case "Claim": self = .claim(try FHIRClaim(element))
        case "ClaimResponse": self = .claimResponse(try FHIRClaimResponse(element))
        case "Procedure": self = .procedure(try FHIRProcedure(element))
        case "ServiceRequest": self = .serviceRequest(try FHIRServiceRequest(element))
        case "NutritionOrder": self = .nutritionOrder(try FHIRNutritionOrder(element))
        default: self = .unsupported(type: type)
        }
    }

    /// The resource without its wrapping; nil for types that are not read.
    public var content: (any FHIRResourceContent)? {
        switch self {
        case .bundle(let bundle): bundle
        case .medicationRequest(let request): request
        case .medicationDispense(let dispense): dispense
        case .medicationAdministration(let administration): administration
        case .medicationStatement(let statement): statement
        case .medication(let medication): medication
        case .patient(let patient): patient
        case .observation(let observation): observation
        case .condition(let condition): condition
        case .allergyIntolerance(let allergy): allergy
        case .encounter(let encounter): encounter
        case .coverage(let coverage): coverage
        case .claim(let claim): claim
        case .claimResponse(let response): response
        case .procedure(let procedure): procedure
        case .serviceRequest(let request): request
        case .nutritionOrder(let order): order
        case .unsupported: nil
        }
    }
}
