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
        let review = AffordabilityReview(rules: knowledge.affordability)
        return ServiceDefinition(
            name: name, lead: .prescribingEvents,
            handlers: [
                AnyHandler(FollowCoverage(review: review)),
                AnyHandler(FollowPatient(review: review)),
                AnyHandler(FollowSupply(review: review)),
                AnyHandler(TakeAlertResponse(review: review)),
                AnyHandler(ReviewAffordability(review: review)),
                AnyHandler(ReviewUnderNewRules(review: review)),
                AnyHandler(
                    ForgetPatient(
                        heardOn: .prescribingEvents, by: name, keptIn: CoveragePicture.table, alerts: \.alerts)),
                AnyHandler(
                    ForgetPatient(
                        heardOn: .withdrawalEvents, by: name, keptIn: CoveragePicture.table, alerts: \.alerts)),
            ],
            questions: [
                AnyQuestionHandler(AnswerAssistanceQuestion(rules: knowledge.rules)),
                AnyQuestionHandler(AnswerEligibilityRequest(knowledge: knowledge)),
            ],
            foreignQuestions: ForeignQuestions(
                contentType: MediaType.fhirJSON, type: CoverageEligibilityQuestion.types[0]),
            outputs: [OutputTopic(.alerts(of: .costAssistance), carrying: [AlertEvent.self])],
            documents: [CoveragePicture.table], knowledge: knowledge.stamp)
    }
}
