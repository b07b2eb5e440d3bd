import EventContracts
import EventLog
import FHIRModels
import MedicationDomain
import ServiceRuntime

/// Reads whatever the hospital sends and says what it means for each patient; it keeps nothing.
struct HospitalIntake: Sendable {
    var resources: ResourceReading
    var limits = FHIRLimits.standard

    var definition: IntakeDefinition {
        IntakeDefinition(source: .hospitalEvents, target: .prescribingIntake) { read($0.message) }
    }

    func read(_ message: Message) -> IntakeResult {
        do throws(Refusal) {
            let content = try RecordContent(message, maximumBytes: limits.maximumBytes)
            if content.isTitrationRequest { return try content.titrationRequest(key: message.key) }
            var result = read(try resource(in: content.bytes), key: message.key)
            result.origin = content.origin
            return result
        } catch {
            return IntakeResult(refusal: error)
        }
    }

    private func resource(in bytes: [UInt8]) throws(Refusal) -> FHIRResource {
        do throws(FHIRError) {
            return try FHIRResource.decode(bytes, limits: limits)
        } catch {
            throw Refusal(code: error.code.rawValue, message: error.path.isEmpty ? error.description : error.path)
        }
    }

    private func read(_ resource: FHIRResource, key: [UInt8]?) -> IntakeResult {
        var reading = RecordReading()
        if case .bundle(let bundle) = resource {
            reading = BundleReading(resources: resources).read(bundle)
        } else {
            let patient = resource.patientReference?.logicalID(of: FHIRPatient.typeName)
            reading.take(
                resources.read(
                    resource, id: resource.meta?.id, patient: patient, at: resource.typeName,
                    references: .alone(resource)))
            if let failure = reading.failures.first { return IntakeResult(refusal: failure.refusal) }
        }
        let named = key.flatMap { String(validating: $0, as: UTF8.self) }
        if key != nil, reading.patients.contains(where: { $0.patientId.rawValue != named }) {
            // The resource's patient counts; the hospital's key is only remarked upon.
            reading.ignored.append(RecordReading.keyMismatch)
        }
        return IntakeResult(forwarded: reading.patients, refusal: reading.refusal, ignored: reading.ignored)
    }
}

/// Why one resource of a record cannot be used.
struct IntakeFailure: Error, Hashable, Sendable {
    var code: String
    /// The element, such as `Bundle.entry[3].resource.subject`.
    var path: String
    var refusal: Refusal { Refusal(code: code, message: path) }
}

/// What one resource came to.
enum ResourceOutcome: Hashable, Sendable {
    case fact(PatientID, HospitalFact)
    /// None of ours, by type or by state.
    case ignored(String)
    case failed(IntakeFailure)
}

/// What a record came to.
struct RecordReading: Sendable {
    static let keyMismatch = "key-mismatch"

    private(set) var facts: [PatientID: [HospitalFact]] = [:]
    var ignored: [String] = []
    private(set) var failures: [IntakeFailure] = []
    var refusal: Refusal?

    mutating func take(_ outcome: ResourceOutcome) {
        switch outcome {
        case .fact(let patient, let fact): facts[patient, default: []].append(fact)
        case .ignored(let what): ignored.append(what)
        case .failed(let failure): failures.append(failure)
        }
    }

    /// Sorted, so that the same record always gives the same events.
    var patients: [HospitalFacts] {
        facts.sorted { $0.key < $1.key }.map { HospitalFacts(patientId: $0.key, facts: $0.value) }
    }
}
