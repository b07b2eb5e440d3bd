import EventContracts
import EventLog
import FHIRModels
import MedicationDomain
import ServiceRuntime

/// Reads whatever the hospital sends and says what it means for each patient; it keeps nothing.
struct HospitalIntake: Sendable {
    var resources: ResourceReading
    var limits = FHIRLimits.standard
    /// Who sends, and how each writes.
    var sources = HospitalSources()

    var definition: IntakeDefinition {
        IntakeDefinition(source: .hospitalEvents, target: .prescribingIntake) { read($0.message) }
    }

    func read(_ message: Message) -> IntakeResult {
        do throws(Refusal) {
            let content = try RecordContent(message, maximumBytes: limits.maximumBytes)
            if content.isTitrationRequest { return try titrationRequest(in: content, key: message.key) }
            let reading =
                switch content.format {
                case .fhir: try readFHIR(content)
                case .hl7v2:
                    HL7Intake(resources: resources, sources: sources, origin: content.origin, limits: limits)
                        .read(content.bytes)
                }
            var result = result(of: reading, key: message.key)
            result.origin = content.origin ?? reading.onlySource
            result.envelope = content.envelope
            return result
        } catch {
            return IntakeResult(refusal: error)
        }
    }

    private func readFHIR(_ content: RecordContent) throws(Refusal) -> RecordReading {
        guard let source = sources.source(ofOrigin: content.origin) else {
            throw Refusal(code: HospitalSources.unknown, message: "ce_source")
        }
        return read(try resource(in: content.bytes), of: source)
    }

    private func resource(in bytes: [UInt8]) throws(Refusal) -> FHIRResource {
        do throws(FHIRError) {
            return try FHIRResource.decode(bytes, limits: limits)
        } catch {
            throw Refusal(code: error.code.rawValue, message: error.path.isEmpty ? error.description : error.path)
        }
    }

    private func read(_ resource: FHIRResource, of source: HospitalSource) -> RecordReading {
        if case .bundle(let bundle) = resource {
            return BundleReading(resources: resources, source: source).read(bundle)
        }
        var reading = RecordReading()
        let patient = resource.patientReference?.logicalID(of: FHIRPatient.typeName)
        reading.take(
            resources.read(
                resource, id: resource.meta?.id, patient: patient, at: resource.typeName,
                references: .alone(resource)), of: source)
        reading.refusal = reading.failures.first?.refusal
        return reading
    }

    private func result(of reading: RecordReading, key: [UInt8]?) -> IntakeResult {
        var reading = reading
        let named = key.map { String(validating: $0, as: UTF8.self) }
        if let named, reading.patientsAsSent.contains(where: { $0.rawValue != named }) {
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
    private(set) var patientsAsSent: Set<PatientID> = []
    private var sources: Set<String> = []
    var ignored: [String] = []
    private(set) var failures: [IntakeFailure] = []
    var refusal: Refusal?

    /// - Parameter source: nil for what is no fact anyway.
    mutating func take(_ outcome: ResourceOutcome, of source: HospitalSource? = nil) {
        if let name = source?.name, !name.isEmpty { sources.insert(name) }
        switch outcome {
        case .fact(let patient, let fact):
            let identity = source?.identity ?? .asSent
            patientsAsSent.insert(patient)
            facts[identity(patient), default: []].append(fact.qualified(by: identity))
        case .ignored(let what): ignored.append(what)
        case .failed(let failure): failures.append(failure)
        }
    }

    /// The source of all of it; nil where several speak, or nobody.
    var onlySource: String? { sources.count == 1 ? sources.first : nil }

    /// Sorted, so that the same record always gives the same events.
    var patients: [HospitalFacts] {
        facts.sorted { $0.key < $1.key }.map { HospitalFacts(patientId: $0.key, facts: $0.value) }
    }
}
