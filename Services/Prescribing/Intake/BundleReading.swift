import EventContracts
import FHIRModels
import MedicationDomain

/// Reads a Bundle: a transaction is all or nothing, in any other kind the good entries apply and the record is
/// refused once for the bad ones.
struct BundleReading: Sendable {
    var resources: ResourceReading
    var source: HospitalSource

    func read(_ bundle: FHIRBundle) -> RecordReading {
        var reading = RecordReading()
        guard !bundle.meta.hasModifierExtension else {
            reading.refusal = Refusal(code: "modifier-extension", message: FHIRBundle.typeName)
            return reading
        }
        var badEntries: [Int] = []
        for entry in bundle.entries {
            let outcome = read(entry, of: bundle)
            if case .failed = outcome { badEntries.append(entry.index) }
            reading.take(outcome, of: source)
        }
        guard !reading.failures.isEmpty else { return reading }
        let refusal = Refusal.of("entries", badEntries, reading.failures)
        if bundle.type == .transaction {
            reading = RecordReading()
        }
        reading.refusal = refusal
        return reading
    }

    private func read(_ entry: FHIRBundle.Entry, of bundle: FHIRBundle) -> ResourceOutcome {
        let path = "Bundle.entry[\(entry.index)]"
        switch entry.outcome {
        case .failed(let error): return .failed(IntakeFailure(code: error.code.rawValue, path: error.path))
        case .empty:
            // A deletion names no patient; it is not passed over in silence.
            guard entry.request?.method != .delete else {
                return .failed(IntakeFailure(code: "delete-not-supported", path: "\(path).request"))
            }
            return .ignored("Bundle.entry")
        case .resource(let resource):
            let sentAs = FHIRReference(reference: entry.fullURL).logicalID
            return resources.read(
                resource, id: resource.meta?.id ?? sentAs, patient: bundle.patientID(of: entry),
                at: "\(path).resource", references: .bundled(bundle, entry))
        }
    }
}

extension Refusal {
    /// Bad parts of a record that are named in the reason; their number is always told.
    private static let failuresNamed = 20

    /// One reason for all bad parts of a record; its code is that of the first.
    static func of(_ parts: String, _ bad: [Int], _ failures: [IntakeFailure]) -> Refusal {
        let indexes = bad.prefix(failuresNamed).map(String.init).joined(separator: ", ")
        let reasons = failures.prefix(failuresNamed).map { "\($0.code) at \($0.path)" }.joined(separator: "; ")
        let more = bad.count > failuresNamed ? ", \(bad.count) in all" : ""
        return Refusal(code: failures.first?.code ?? "", message: "\(parts) \(indexes)\(more): \(reasons)")
    }
}

/// Where a resource's references are looked up.
enum ReferenceScope: Sendable {
    case alone(FHIRResource)
    case bundled(FHIRBundle, FHIRBundle.Entry)
    /// Alone, its references naming ids as another system wrote them, also such as FHIR does not allow.
    case verbatim(FHIRResource)

    func resolve(_ reference: FHIRReference) -> FHIRResource? {
        switch self {
        case .alone(let resource), .verbatim(let resource): resource.content?.resolveContained(reference)
        case .bundled(let bundle, let entry): bundle.resolve(reference, from: entry)
        }
    }

    /// The id a reference means: the target's own id where it travels along, else the id in the reference.
    func id(_ reference: FHIRReference?, of type: String? = nil) -> String? {
        guard let reference else { return nil }
        if reference.containedID == nil, let target = resolve(reference), let id = target.meta?.id { return id }
        if case .verbatim = self {
            let parts = reference.reference?.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false) ?? []
            return parts.count == 2 && type ?? String(parts[0]) == parts[0] ? String(parts[1]) : nil
        }
        guard let type else { return reference.logicalID }
        return reference.logicalID(of: type)
    }
}
