import EventContracts
import FHIRModels
import HL7v2
import MedicationDomain

/// Reads HL7 v2 records: a message is all or nothing; of a batch the good messages apply, and the record is refused
/// once for the bad ones.
struct HL7Intake: Sendable {
    var resources: ResourceReading
    var sources: HospitalSources
    /// What the record's envelope says of its source.
    var origin: String?
    var limits: FHIRLimits

    /// What a few bytes may grow to, when one text stands in many instructions: so many times the longest record.
    private static let growth = 16

    func read(_ bytes: [UInt8]) -> RecordReading {
        var reading = RecordReading()
        let record: HL7Record
        do throws(HL7Error) {
            record = try HL7Record(bytes, limits: HL7Limits(maximumBytes: limits.maximumBytes))
        } catch {
            reading.refusal = Refusal(code: error.code.rawValue, message: error.place)
            return reading
        }
        var budget = limits.maximumBytes * HL7Intake.growth
        var bad: [Int] = []
        for (index, message) in record.messages.enumerated() {
            let source = sources.source(of: HL7Sender(message), origin: origin)
            let outcomes = read(message, of: source, &budget)
            let failure = outcomes.first { if case .failed = $0 { true } else { false } }
            if let failure {
                bad.append(index)
                reading.take(failure)
            } else {
                for outcome in outcomes { reading.take(outcome, of: source) }
            }
        }
        reading.refusal = refusal(of: record, bad, reading.failures)
        return reading
    }

    private func refusal(of record: HL7Record, _ bad: [Int], _ failures: [IntakeFailure]) -> Refusal? {
        let around = wrong(around: record).map { IntakeFailure(code: $0.code.rawValue, path: $0.place) }
        guard let first = failures.first else { return around?.refusal }
        guard record.isBatch else { return first.refusal }
        let refusal = Refusal.of("messages", bad, failures)
        guard let around else { return refusal }
        return Refusal(code: refusal.code, message: "\(refusal.message); \(around.code) at \(around.path)")
    }

    /// A batch may lack the end of its last line if all who sent it always do.
    private func wrong(around record: HL7Record) -> HL7Error? {
        let isUsual =
            record.lacksOnlyItsEnd
            && record.messages.allSatisfy { message in
                sources.source(of: HL7Sender(message), origin: origin)?.hl7.settings.acceptsUnendedSegment == true
            }
        return isUsual ? nil : record.failure
    }

    private func read(
        _ raw: HL7RawMessage, of source: HospitalSource?, _ budget: inout Int
    ) -> [ResourceOutcome] {
        do throws(HL7Error) {
            let header = try HL7Header(raw, settings: source?.hl7.settings ?? HL7Settings())
            if let ignored = MessageMapping.ignored(header) { return [.ignored(ignored)] }
            guard let source else {
                return [.failed(IntakeFailure(code: HospitalSources.unknown, path: "MSH-3"))]
            }
            let message = try HL7Message(raw, header: header, settings: source.hl7.settings)
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
            let outcome = resources.read(
                resource, id: mapped.id, patient: mapped.patient, at: mapped.place, references: .verbatim(resource))
            guard case .fact(let patient, var fact) = outcome, case .patient(var event) = fact.content else {
                return outcome
            }
            if mapped.isLink {
                fact.resource = "\(HospitalFact.linkType)/\(mapped.id)"
            } else {
                event.isSilentOnLinks = true
                fact.content = .patient(event)
            }
            return .fact(patient, fact)
        } catch {
            return .failed(IntakeFailure(code: error.code.rawValue, path: error.path))
        }
    }
}
