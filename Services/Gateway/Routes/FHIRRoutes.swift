import EventContracts
import EventLog
import FHIRModels
import HL7v2
import HTTPTypes
import Hummingbird
import MedicationDomain

/// `POST /fhir` and `POST /hl7v2`: hospital systems that speak HTTP rather than Kafka.
struct FHIRRoutes: Sendable {
    static let fhirJSON = "application/fhir+json"

    let publisher: LogPublisher
    let open = Allowance(GatewayLimits.openDocuments)

    func add(to router: Router<GatewayRequestContext>) {
        router.post("fhir") { request, context in
            try await answer(request, context, in: [FHIRRoutes.fhirJSON, "application/json"], reading: readFHIR)
        }
        router.post("hl7v2") { request, context in
            try await answer(request, context, in: [HL7Submission.mediaType], reading: readHL7)
        }
    }

    private typealias Document = (
        record: OutgoingRecord, patients: [PatientID], remarks: [FHIROperationOutcome.Issue]
    )
    private typealias Reading = @Sendable ([UInt8], String?) throws -> Document

    private func answer(
        _ request: Request, _ context: GatewayRequestContext, in types: [String], reading: Reading
    ) async throws -> Response {
        do {
            guard open.take() else { throw Refusal.tooMany }
            defer { open.giveBack() }
            return try await receive(request, context, in: types, reading: reading)
        } catch let refusal as Refusal {
            return refusal.response
        }
    }

    /// Answers once the broker has the document, byte for byte as it came.
    private func receive(
        _ request: Request, _ context: GatewayRequestContext, in types: [String], reading: Reading
    ) async throws -> Response {
        guard let type = request.mediaType, types.contains(type), request.headers[.contentEncoding] == nil else {
            throw Refusal.mediaType(types[0])
        }
        let (record, patients, remarks) = try reading(try await body(of: request), request.traceParent)
        context.visit.note(patients: patients)
        do {
            try await publisher.publish([record])
        } catch let error as LogError {
            throw Refusal(error)
        }
        let taken = FHIROperationOutcome.Issue(.information, .informational, diagnostics: "Taken.")
        return Refusal(.accepted, FHIROperationOutcome(taken, remarks)).response
    }

    @Sendable private func readFHIR(_ bytes: [UInt8], _ traceParent: String?) throws -> Document {
        do {
            let submission = try HospitalSubmission(
                bytes, contentType: FHIRRoutes.fhirJSON, traceParent: traceParent)
            return (submission.record, submission.patients, submission.remarks)
        } catch {
            throw Refusal(error.isOverLimit ? .contentTooLarge : .badRequest, FHIROperationOutcome(error))
        }
    }

    @Sendable private func readHL7(_ bytes: [UInt8], _ traceParent: String?) throws -> Document {
        do {
            let submission = try HL7Submission(bytes, traceParent: traceParent)
            return (submission.record, submission.patients, submission.remarks)
        } catch {
            let issue = FHIROperationOutcome.Issue(.error, error.issueType, diagnostics: error.description)
            throw Refusal(error.code == .tooLarge ? .contentTooLarge : .badRequest, FHIROperationOutcome(issue))
        }
    }

    private func body(of request: Request) async throws -> [UInt8] {
        let limit = TopicCatalog.maximumRecordBytes
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw Refusal.tooLarge }
        var bytes: [UInt8] = []
        for try await part in request.body {
            guard bytes.count + part.readableBytes <= limit else { throw Refusal.tooLarge }
            bytes += part.readableBytesView
        }
        return bytes
    }
}

/// A FHIR answer that says how it went in an OperationOutcome.
private struct Refusal: Error {
    let status: HTTPResponse.Status
    let outcome: FHIROperationOutcome

    init(_ status: HTTPResponse.Status, _ outcome: FHIROperationOutcome) {
        (self.status, self.outcome) = (status, outcome)
    }

    init(_ error: LogError) {
        switch error.remedy {
        case .reject: self = .tooLarge
        case .retry, .stop:
            let text = "The event log did not confirm the document. Send it again: a repeat has no effect."
            self.init(.serviceUnavailable, FHIROperationOutcome(.init(.error, .transient, diagnostics: text)))
        }
    }

    static let tooLarge = Refusal(
        .contentTooLarge,
        FHIROperationOutcome(.init(.error, .tooLong, diagnostics: "A document may have at most 4 MiB.")))
    static let tooMany = Refusal(
        .serviceUnavailable,
        FHIROperationOutcome(
            .init(.error, .throttled, diagnostics: "As many documents are being received as may be. Send it again.")))
    static func mediaType(_ wanted: String) -> Refusal {
        Refusal(
            .unsupportedMediaType,
            FHIROperationOutcome(
                .init(.error, .notSupported, diagnostics: "Send \(wanted), without content encoding.")))
    }

    var response: Response {
        var response = Response.bytes(outcome.jsonBytes, type: FHIRRoutes.fhirJSON, status: status)
        if status == .serviceUnavailable { response.headers[.retryAfter] = "2" }
        return response
    }
}
