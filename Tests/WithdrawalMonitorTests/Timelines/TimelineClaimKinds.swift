import EventContracts
import KnowledgeFiles
import MedicationDomain

@testable import WithdrawalMonitor

extension TimelineEvent {
    /// `verdict` is rejected unless told; `reasons` as on the wire; `of` the order; `untold` where the claim names no
    /// medicine; `paid-from` when the insurer would pay for the next fill.
    static let claims = Reader(
        keys: TimelineLine.medicineKeys + [
            "verdict", "reasons", "code", "of", "untold", "use", "answers", "paid-from", "retracted", "pump",
        ]
    ) { line in
        let fields = line.fields
        let code = try fields.optionalString("code")
        let reasons = try fields.optionalStrings("reasons").map { text in
            guard let kind = ClaimReason.Kind(rawValue: text) else {
                throw try fields.required("reasons").error(.notAllowed, "not a reason: \(text)")
            }
            return ClaimReason(kind, code: code)
        }
        var medication = try fields.optionalBoolean("untold") ?? false ? nil : try line.medication()
        if try fields.optionalBoolean("pump") ?? false { medication?.form = .intrathecalInjection }
        return ClaimEvent(
            answerId: ResourceID(try line.id()), patientId: line.patient, status: try line.status(),
            use: try fields.optionalChoice("use") ?? .claim,
            orderId: try fields.optionalString("of").map { OrderID($0) },
            claimId: try fields.optionalString("answers").map { ResourceID($0) }, answeredAt: line.at,
            lines: [
                ClaimEvent.Line(
                    medication: medication, verdict: try fields.optionalChoice("verdict") ?? .rejected,
                    reasons: reasons,
                    nextFillOn: try line.instant("paid-from")?.day)
            ])
    }
}
