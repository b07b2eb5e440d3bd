import EventContracts
import FHIRModels
import HL7v2
import MedicationDomain

/// Reads HL7 v2 records: a message is all or nothing; of a batch the good messages apply, and the record is refused
/// once for the bad ones.
struct HL7Intake: Sendable {
    var resources: ResourceReading
    var source: HL7Source
    var limits: FHIRLimits

    /// What a few bytes may grow to, when one text stands in many instructions: so many times the longest record.
    private static let growth = 16

    func read(_ bytes: [UInt8]) -> RecordReading {
        var reading = RecordReading()
        let record: HL7Record
        do throws(HL7Error) {
            var limits = source.settings.limits
            limits.maximumBytes = self.limits.maximumBytes
            record = try HL7Record(bytes, limits: limits)
        } catch {
            reading.refusal = Refusal(code: error.code.rawValue, message: error.place)
            return reading
        }
        var budget = limits.maximumBytes * HL7Intake.growth
        var bad: [Int] = []
        for (index, message) in record.messages.enumerated() {
            let outcomes = read(message, &budget)
            let failure = outcomes.first { if case .failed = $0 { true } else { false } }
            if let failure {
                bad.append(index)
                reading.take(failure)
            } else {
                for outcome in outcomes { reading.take(outcome) }
            }
        }
        reading.refusal = refusal(of: record, bad, reading.failures)
        return reading
    }

    private func refusal(of record: HL7Record, _ bad: [Int], _ failures: [IntakeFailure]) -> Refusal? {
        let around = record.failure.map { IntakeFailure(code: $0.code.rawValue, path: $0.place) }
        guard let first = failures.first else { return around?.refusal }
        guard record.isBatch else { return first.refusal }
        let refusal = Refusal.of("messages", bad, failures)
        guard let around else { return refusal }
        return Refusal(code: refusal.code, message: "\(refusal.message); \(around.code) at \(around.path)")
    }

    private func read(_ raw: HL7RawMessage, _ budget: inout Int) -> [ResourceOutcome] {
        do throws(HL7Error) {
            let header = try HL7Header(raw)
            if let ignored = MessageMapping.ignored(header) { return [.ignored(ignored)] }
            let message = try HL7Message(raw, header: header, settings: source.settings)
            let mapped = try MessageMapping.read(message, source: source)
            guard !mapped.isEmpty else { return [.ignored(MessageMapping.ignored(type: header.type))] }
            return mapped.map { read($0, &budget) }
        } catch {
            return [.failed(IntakeFailure(code: error.code.rawValue, path: error.place))]
        }
    }

    /// From here on it is read as if it had come as FHIR; places then begin with the segment.
    private func read(_ mapped: MappedResource, _ budget: inout Int) -> ResourceOutcome {
        guard mapped.json.fits(in: &budget) else {
            return .failed(IntakeFailure(code: "too-large", path: mapped.place))
        }
        do throws(FHIRError) {
            let resource = try FHIRResource.decode(mapped.json, at: mapped.place, limits: limits)
            return resources.read(
                resource, id: mapped.id, patient: mapped.patient, at: mapped.place, references: .verbatim(resource))
        } catch {
            return .failed(IntakeFailure(code: error.code.rawValue, path: error.path))
        }
    }
}
