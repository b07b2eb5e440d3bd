import EventContracts
import EventLog
import FHIRModels
import MedicationDomain

/// What a hospital system sent over HTTP, understood far enough to be answered and placed.
struct HospitalSubmission: Sendable {
    let record: OutgoingRecord
    /// Whom it is about, as far as it says.
    let patients: [PatientID]
    /// What the sender should know although it was taken: entries that will be refused, resources that are not read.
    let remarks: [FHIROperationOutcome.Issue]

    /// Reads the document as the intake behind the log will; throws `FHIRError` for what it would refuse as a whole.
    init(_ bytes: [UInt8], contentType: String, traceParent: String? = nil) throws(FHIRError) {
        let resource = try FHIRResource.decode(bytes)
        let patients: Set<String>
        switch resource {
        case .bundle(let bundle):
            (patients, remarks) = (
                Set(bundle.entries.compactMap { bundle.patientID(of: $0) }), try HospitalSubmission.remarks(on: bundle)
            )
        case .unsupported, .claim:
            (patients, remarks) = ([], [HospitalSubmission.unread])
        case .medication:
            (patients, remarks) = ([], [])
        default:
            (patients, remarks) = ([try HospitalSubmission.patient(of: resource)], [])
        }
        var headers = [Header("content-type", contentType)]
        if let traceParent { headers.append(Header("traceparent", traceParent)) }
        // The key is a hint for placement: a document about several patients has none.
        let key = patients.count == 1 ? patients.first.map { Array($0.utf8) } : nil
        self.patients = patients.sorted().map { PatientID($0) }
        record = OutgoingRecord(
            topic: .hospitalEvents, message: Message(key: key, value: bytes, headers: headers))
    }

    /// A resource about a patient nobody can name is of no use to anybody behind the log.
    private static func patient(of resource: FHIRResource) throws(FHIRError) -> String {
        if case .patient(let patient) = resource {
            guard let id = patient.meta.id else { throw FHIRError(.missingElement, path: "Patient.id") }
            return id
        }
        let reference = resource.patientReference
        if reference?.containedID != nil, let reference,
            case .patient(let patient)? = resource.content?.resolveContained(reference), let id = patient.meta.id
        {
            return id
        }
        guard let id = reference?.logicalID(of: FHIRPatient.typeName) else {
            throw FHIRError(.missingElement, path: "\(resource.typeName).\(patientElement(of: resource))")
        }
        return id
    }

    private static func patientElement(of resource: FHIRResource) -> String {
        switch resource {
        case .allergyIntolerance, .nutritionOrder, .claimResponse: "patient"
        case .coverage: "beneficiary"
        default: "subject"
        }
    }

    /// All or nothing for a transaction, and for a Bundle without one good entry; else the bad entries are named.
    private static func remarks(on bundle: FHIRBundle) throws(FHIRError) -> [FHIROperationOutcome.Issue] {
        let errors = bundle.errors
        if let first = errors.first, bundle.type == .transaction || bundle.resources.isEmpty { throw first }
        return errors.map { FHIROperationOutcome($0).issues }.flatMap(\.self).map { issue in
            FHIROperationOutcome.Issue(
                .warning, issue.code, diagnostics: issue.diagnostics, expression: issue.expression)
        }
    }

    private static let unread = FHIROperationOutcome.Issue(
        .information, .notSupported, diagnostics: "This resource type is not read here; it was passed on unchanged.")
}
