import EventContracts
import EventLog
import FHIRModels
import HTTPTypes
import Hummingbird

/// `POST /fhir`: hospital systems that speak HTTP rather than Kafka.
struct FHIRRoutes: Sendable {
    static let fhirJSON = "application/fhir+json"

    let publisher: LogPublisher
    let open = Allowance(GatewayLimits.openDocuments)

    func add(to router: Router<GatewayRequestContext>) {
        router.post("fhir") { request, context in
            do {
                guard open.take() else { throw Refusal.tooMany }
                defer { open.giveBack() }
                return try await receive(request)
            } catch let refusal as Refusal {
                return refusal.response
            }
        }
    }

    /// Answers once the broker has the document, byte for byte as it came.
    private func receive(_ request: Request) async throws -> Response {
        guard request.mediaType == FHIRRoutes.fhirJSON || request.mediaType == "application/json",
            request.headers[.contentEncoding] == nil
        else { throw Refusal.mediaType }
        let bytes = try await body(of: request)
        let submission: HospitalSubmission
        do {
            submission = try HospitalSubmission(
                bytes, contentType: FHIRRoutes.fhirJSON, traceParent: request.traceParent)
        } catch {
            throw Refusal(error.isOverLimit ? .contentTooLarge : .badRequest, FHIROperationOutcome(error))
        }
        do {
            try await publisher.publish([submission.record])
        } catch let error as LogError {
            throw Refusal(error)
        }
        let taken = FHIROperationOutcome.Issue(.information, .informational, diagnostics: "Taken.")
        return Refusal(.accepted, FHIROperationOutcome(taken, submission.remarks)).response
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
    static let mediaType = Refusal(
        .unsupportedMediaType,
        FHIROperationOutcome(
            .init(.error, .notSupported, diagnostics: "Send application/fhir+json, without content encoding.")))

    var response: Response {
        var response = Response.bytes(outcome.jsonBytes, type: FHIRRoutes.fhirJSON, status: status)
        if status == .serviceUnavailable { response.headers[.retryAfter] = "2" }
        return response
    }
}
