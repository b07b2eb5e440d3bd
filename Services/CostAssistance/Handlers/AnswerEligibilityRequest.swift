import EventContracts
import FHIRModels
import MedicationDomain
import ServiceRuntime

/// A FHIR CoverageEligibilityRequest, answered in FHIR: with a response, or an OperationOutcome naming the element.
struct AnswerEligibilityRequest: QuestionHandler {
    static let name = "answer-eligibility-request"
    let topic = Topic<CoverageEligibilityQuestion>(.requests(to: .costAssistance))
    let knowledge: AssistanceKnowledge

    func answer(
        _ question: Event<CoverageEligibilityQuestion>, in store: StoreReader
    ) throws -> CoverageEligibilityAnswer {
        do {
            let request = try FHIRCoverageEligibilityRequest.decode(question.data.resource)
            try Self.checkMeaning(of: request)
            let known = try known(of: request, in: store)
            let reading = try EligibilityReading(request, kinds: knowledge.coverageKinds, known: known)
            let id = question.correlationID ?? question.id
            let answers = try reading.questions.map {
                try AssistancePolicy.determine($0, requestId: id, rules: knowledge.rules)
            }
            let response = EligibilityWriting.response(to: reading, answers, at: question.now)
            return CoverageEligibilityAnswer(.determined, resource: response.jsonBytes)
        } catch let error as FHIRError {
            return Self.refused(FHIROperationOutcome(error))
        } catch let refusal as Refusal {
            return Self.refused(
                FHIROperationOutcome(.init(.error, .value, diagnostics: "\(refusal.code): \(refusal.message)")))
        }
    }

    private static func refused(_ outcome: FHIROperationOutcome) -> CoverageEligibilityAnswer {
        CoverageEligibilityAnswer(.refused, resource: outcome.jsonBytes)
    }

    /// Only a request that stands, and that means what it seems to, is answered.
    private static func checkMeaning(of request: FHIRCoverageEligibilityRequest) throws(Refusal) {
        guard request.status == .active else {
            throw Refusal(code: "not-active", message: "CoverageEligibilityRequest.status is not active")
        }
        guard !request.meta.hasModifierExtension else {
            throw Refusal(code: "modifier-extension", message: "an extension changes the meaning in an unknown way")
        }
    }

    private func known(
        of request: FHIRCoverageEligibilityRequest, in store: StoreReader
    ) throws -> KnownCircumstances {
        guard let id = request.patient.logicalID(of: "Patient") else { return KnownCircumstances() }
        let picture = try store.document(CoveragePicture.table, of: PatientID(id))
        return KnownCircumstances(
            birthDate: picture?.birthDate, runOutAt: picture?.supplies.compactMap(\.runOutAt).min())
    }
}
