import EventContracts
import KnowledgeFiles
import ServiceHost
import ServiceRuntime

/// Who can help pay: answers questions, and speaks up when insurance ends and the supply is short.
struct CostAssistanceService: TitrateService {
    static let name = ServiceName.costAssistance

    static func define(_ values: SettingValues) throws -> ServiceDefinition {
        define(try AssistanceKnowledge.load(values.knowledge(embedded: EmbeddedFiles.all)))
    }

    static func define(_ knowledge: AssistanceKnowledge) -> ServiceDefinition {
        let review = AffordabilityReview(rules: knowledge.affordability, cases: knowledge.cases)
        return ServiceDefinition(
            name: name, lead: .prescribingEvents,
            handlers: [
                AnyHandler(FollowCoverage(review: review)),
                AnyHandler(FollowPatient(review: review)),
                AnyHandler(FollowClaims(review: review)),
                AnyHandler(FollowSupply(review: review)),
                AnyHandler(FollowDispense(review: review)),
                AnyHandler(TakeAlertResponse(review: review)),
                AnyHandler(TakeCaseStep(review: review)),
                AnyHandler(ReviewAffordability(review: review)),
                AnyHandler(ReviewUnderNewRules(review: review)),
                AnyHandler(
                    ForgetPatient(
                        heardOn: .prescribingEvents, by: name, keptIn: CoveragePicture.table, alerts: \.alerts,
                        saying: closeCases)),
                AnyHandler(
                    ForgetPatient(
                        heardOn: .withdrawalEvents, by: name, keptIn: CoveragePicture.table, alerts: \.alerts,
                        saying: closeCases)),
            ],
            questions: [
                AnyQuestionHandler(AnswerAssistanceQuestion(rules: knowledge.rules)),
                AnyQuestionHandler(AnswerEligibilityRequest(knowledge: knowledge)),
            ],
            foreignQuestions: ForeignQuestions(
                contentType: MediaType.fhirJSON, type: CoverageEligibilityQuestion.types[0]),
            outputs: [OutputTopic(.alerts(of: .costAssistance), carrying: [AlertEvent.self, AssistanceCase.self])],
            documents: [CoveragePicture.table], knowledge: knowledge.stamp)
    }

    /// Whoever follows the cases of a forgotten patient hears that they are over.
    @Sendable private static func closeCases(
        _ picture: CoveragePicture, _ event: Event<PatientForgotten>
    ) -> [Announcement] {
        (picture.cases ?? []).map { standing in
            let closed = AssistanceCase(
                caseId: standing.caseId, patientId: standing.patientId, programId: standing.programId,
                programName: standing.programName, state: .closed, how: standing.how, decidedBy: standing.decidedBy,
                documents: [], missingDocuments: [], reason: "patient-forgotten", changedAt: event.now)
            return Announcement(closed, on: Topic(.alerts(of: .costAssistance)))
        }
    }
}
