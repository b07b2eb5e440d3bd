import EventContracts
import EventLog
import FHIRModels
import MedicationDomain
import ServiceRuntime

/// Reads whatever the hospital sends and says what it means for each patient; it keeps nothing.
struct HospitalIntake: Sendable {
    var resources: ResourceReading
    var limits = FHIRLimits.standard
    /// How HL7 v2 messages are written here.
    var source = HL7Source()

    var definition: IntakeDefinition {
        IntakeDefinition(source: .hospitalEvents, target: .prescribingIntake) { read($0.message) }
    }

    func read(_ message: Message) -> IntakeResult {
        do throws(Refusal) {
            let content = try RecordContent(message, maximumBytes: limits.maximumBytes)
            let reading =
                switch content.format {
                case .fhir: read(try resource(in: content.bytes))
                case .hl7v2: HL7Intake(resources: resources, source: source, limits: limits).read(content.bytes)
                }
            var result = result(of: reading, key: message.key)
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

    private func read(_ resource: FHIRResource) -> RecordReading {
        if case .bundle(let bundle) = resource { return BundleReading(resources: resources).read(bundle) }
        var reading = RecordReading()
        let patient = resource.patientReference?.logicalID(of: FHIRPatient.typeName)
        reading.take(
            resources.read(
                resource, id: resource.meta?.id, patient: patient, at: resource.typeName,
                references: .alone(resource)))
        reading.refusal = reading.failures.first?.refusal
        return reading
    }

    private func result(of reading: RecordReading, key: [UInt8]?) -> IntakeResult {
        var reading = reading
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
