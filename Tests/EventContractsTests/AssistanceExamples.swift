import EventContracts
import MedicationDomain

extension Examples {
    /// Of help with costs: FHIR's questions and answers, and the cases.
    static let assistance: [any EventPayload] = eligibility + steps + [standingCase]

    private static let eligibility: [any EventPayload] = [
        CoverageEligibilityQuestion(
            resource: Array(
                #"{"created":"2026-11-21","id":"cer-1","insurer":{"display":"payer"},"patient":{"reference":"Patient/p-17"},"#
                    .utf8)
                + Array(
                    #""purpose":["benefits"],"resourceType":"CoverageEligibilityRequest","status":"active"}"#.utf8)),
        CoverageEligibilityAnswer(
            .determined,
            resource: Array(
                #"{"created":"2026-11-21T09:30:00.000Z","insurer":{"display":"payer"},"outcome":"partial","#.utf8)
                + Array(
                    #""patient":{"reference":"Patient/p-17"},"purpose":["benefits"],"status":"active","#.utf8)
                + Array(
                    #""request":{"reference":"CoverageEligibilityRequest/cer-1"},"#.utf8)
                + Array(#""resourceType":"CoverageEligibilityResponse"}"#.utf8)),
        CoverageEligibilityAnswer(
            .refused,
            resource: Array(
                #"{"issue":[{"code":"required","diagnostics":"missing-element at CoverageEligibilityRequest.status","#
                    .utf8)
                + Array(#""severity":"error"}],"resourceType":"OperationOutcome"}"#.utf8)),
    ]

    private static let steps: [any EventPayload] = AssistanceCaseStep.Action.allCases.map { action in
        AssistanceCaseStep(
            caseId: "c-1", patientId: patient, action: action, programId: "medicaid-adults",
            documents: ["proof of identity"], dueOn: day, until: day, monthlyAmount: Money(amount: "120.00"),
            reason: "over-income", by: AlertResponse.Actor(id: "fi-1", role: "finance"), at: at)
    }

    private static let standingCase = AssistanceCase(
        caseId: "c-1", revision: 2, patientId: patient, programId: "medicaid-adults",
        programName: "Medicaid for adults", state: .approved, how: "Apply at the state agency",
        decidedBy: "the state's Medicaid agency", documents: ["proof of identity"],
        missingDocuments: ["proof of identity"], dueOn: day, submittedOn: day, decidedOn: day, until: day,
        monthlySecured: Money(amount: "120.00"), reason: "over-income", changedAt: at)
}
