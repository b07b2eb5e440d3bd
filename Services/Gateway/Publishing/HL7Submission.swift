import EventContracts
import EventLog
import FHIRModels
import HL7v2
import MedicationDomain

/// HL7 v2 that a hospital system sent over HTTP, understood as far as it can be without knowing who sent it.
///
/// The intake behind the log knows how each source writes; what it refuses beyond this goes to the dead letters.
struct HL7Submission: Sendable {
    static let mediaType = "x-application/hl7-v2+er7"

    let record: OutgoingRecord
    /// Whom it is about, as the sender numbers them.
    let patients: [PatientID]
    /// What the sender should know although it was taken.
    let remarks: [FHIROperationOutcome.Issue]

    /// Throws when no message of the record can be read.
    init(_ bytes: [UInt8], traceParent: String? = nil) throws(HL7Error) {
        let content = try HL7Record(bytes)
        var remarks: [FHIROperationOutcome.Issue] = []
        var errors: [HL7Error] = []
        for (index, message) in content.messages.enumerated() {
            let place = content.isBatch ? "messages[\(index)]: " : ""
            do throws(HL7Error) {
                if try !HL7Submission.isEnded(message) { remarks.append(.warning(place + HL7Submission.unended)) }
            } catch {
                errors.append(error)
                remarks.append(.warning(place + error.description, error.issueType))
            }
        }
        if let first = errors.first, errors.count == content.messages.count { throw first }
        if let failure = content.failure { remarks.append(.warning(failure.description, failure.issueType)) }
        self.remarks = Array(remarks.prefix(HL7Submission.mostRemarks))
        patients = content.namedPatients.sorted().map { PatientID($0) }
        var headers = [Header("content-type", HL7Submission.mediaType)]
        if let traceParent { headers.append(Header("traceparent", traceParent)) }
        record = OutgoingRecord(
            topic: .hospitalEvents,
            message: Message(key: content.onlyPatient.map { Array($0.utf8) }, value: bytes, headers: headers))
    }

    /// More than anybody reads at once; the dead letter names the rest.
    private static let mostRemarks = 100
    private static let unended =
        "the last segment is not ended; unless its source is known to send so, the message will be refused as truncated"

    /// Reads the message and says whether its last segment is ended, which is for its source to know.
    private static func isEnded(_ message: HL7RawMessage) throws(HL7Error) -> Bool {
        do throws(HL7Error) {
            _ = try HL7Message(message, header: try HL7Header(message))
            return true
        } catch {
            guard error.code == .truncated else { throw error }
            let settings = HL7Settings(acceptsUnendedSegment: true)
            _ = try HL7Message(message, header: try HL7Header(message, settings: settings))
            return false
        }
    }
}

extension HL7Error {
    /// The R4 issue type that says the same.
    var issueType: FHIROperationOutcome.IssueType {
        switch code {
        case .notHL7, .truncated, .invalidUTF8: .structure
        case .missingElement: .required
        case .badValue, .invalidDate: .value
        case .unknownCode: .codeInvalid
        case .tooLarge: .tooLong
        }
    }
}

extension FHIROperationOutcome.Issue {
    fileprivate static func warning(
        _ text: String, _ code: FHIROperationOutcome.IssueType = .structure
    ) -> FHIROperationOutcome.Issue { FHIROperationOutcome.Issue(.warning, code, diagnostics: text) }
}
