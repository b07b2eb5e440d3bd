import EventContracts
import KnowledgeFiles
import MedicationCatalog
import ServiceHost
import ServiceRuntime

/// The patient's whole medication profile against cited rules; alerts to pharmacists.
struct InteractionCheckService: TitrateService {
    static let name = ServiceName.interactionCheck

    static func define(_ values: SettingValues) throws -> ServiceDefinition {
        // Read here, so that no question waits for it, and one that cannot be read stops the start.
        _ = try MedicationCatalog.standard
        return define(try .load(from: values.knowledge(embedded: EmbeddedFiles.all)))
    }

    static func define(_ loaded: LoadedInteractionKnowledge) -> ServiceDefinition {
        let knowledge = loaded.knowledge
        return ServiceDefinition(
            name: name, lead: .prescribingEvents,
            handlers: [
                AnyHandler(RecordOrder(knowledge: knowledge)),
                AnyHandler(RecordReportedMedication(knowledge: knowledge)),
                AnyHandler(RecordAdministration(knowledge: knowledge)),
                AnyHandler(RecordObservation(knowledge: knowledge)),
                AnyHandler(RecordPatient(knowledge: knowledge)),
                AnyHandler(RecordCondition(knowledge: knowledge)),
                AnyHandler(RecordAllergy(knowledge: knowledge)),
                AnyHandler(RecordWithdrawalEpisode(knowledge: knowledge)),
                AnyHandler(AnswerAlert(knowledge: knowledge)),
                AnyHandler(EscalateAlert(knowledge: knowledge)),
                AnyHandler(EndAnswer(knowledge: knowledge)),
                AnyHandler(EndWashout(knowledge: knowledge)),
                AnyHandler(LookAgain(knowledge: knowledge)),
                AnyHandler(RejudgeOnKnowledge(knowledge: knowledge)),
                AnyHandler(
                    ForgetPatient(heardOn: .prescribingEvents, by: name, keptIn: .profiles, alerts: \.alerts)),
                AnyHandler(ForgetPatient(heardOn: .withdrawalEvents, by: name, keptIn: .profiles, alerts: \.alerts)),
            ],
            questions: [
                AnyQuestionHandler(AnswerDraftQuestion(knowledge: knowledge, knowledgeHash: loaded.version.hash))
            ],
            outputs: [OutputTopic(.alerts(of: name), carrying: [AlertEvent.self])],
            documents: [DocumentTable<MedicationProfile>.profiles],
            knowledge: KnowledgeStamp(version: loaded.version.version, hash: loaded.version.hash))
    }
}
