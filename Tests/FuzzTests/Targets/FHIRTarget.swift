import FHIRModels
import MedicationDomain

/// The FHIR reader: JSON, resources, Bundles, and what is computed from them.
struct FHIRTarget: FuzzTarget {
    static let name = "fhir"
    static let shortRound = 9000
    static let share = 250

    func makeInput(_ chance: inout Chance) -> [UInt8] { FHIRDocuments.make(&chance) }

    func read(_ bytes: [UInt8]) throws -> Verdict {
        do throws(FHIRError) {
            let json = try JSONValue(parsing: bytes)
            try checkWriting(json)
            let resource = try FHIRResource.decode(bytes)
            try use(resource)
            guard case .bundle(let bundle) = resource, let error = bundle.errors.first else { return .accepted }
            return .refused(telling: told(by: error))
        } catch {
            return .refused(telling: told(by: error))
        }
    }

    private func told(by error: FHIRError) -> String {
        let outcome = String(decoding: FHIROperationOutcome(error).jsonBytes, as: UTF8.self)
        return "\(error) \(String(reflecting: error)) \(outcome)"
    }

    /// What was read, written and read again is the same.
    private func checkWriting(_ json: JSONValue) throws(FHIRError) {
        let again = try JSONValue(parsing: json.bytes, limits: FHIRLimits(maximumBytes: .max))
        guard again == json else { throw FHIRError(.notJSON, path: Canary.text) }
    }

    private func use(_ resource: FHIRResource) throws(FHIRError) {
        _ = resource.patientReference?.logicalID(of: FHIRPatient.typeName)
        let instructions: [DosageInstruction]
        switch resource {
        case .medicationRequest(let request): instructions = request.dosageInstruction.map(\.domain)
        case .medicationDispense(let dispense): instructions = dispense.dosageInstruction.map(\.domain)
        case .medicationStatement(let statement): instructions = statement.dosage.map(\.domain)
        case .medicationAdministration(let given): instructions = [given.dosage?.domain].compactMap(\.self)
        case .bundle(let bundle):
            for entry in bundle.entries { _ = bundle.patientID(of: entry) }
            return
        default: return
        }
        for dose in instructions.compactMap(\.dose) where !dose.low.isFinite || !dose.high.isFinite {
            throw FHIRError(.outOfRange, path: "an endless dose \(Canary.text)")
        }
    }
}
