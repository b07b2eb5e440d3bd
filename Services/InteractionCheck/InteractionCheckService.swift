import EventContracts
import KnowledgeFiles
import MedicationCatalog
import ServiceHost
import ServiceRuntime

/// The patient's whole medication profile against cited rules; alerts to pharmacists.
struct InteractionCheckService: TitrateService {
    static let name = ServiceName.interactionCheck
    static let shadowKnowledge = Setting(
        "shadow-knowledge", default: "",
        help: "A folder of other rules that look on: what they would say otherwise is counted, and not announced.")
    static let settings = [shadowKnowledge]

    static func define(_ values: SettingValues) throws -> ServiceDefinition {
        // Read here, so that no question waits for it, and one that cannot be read stops the start.
        _ = try MedicationCatalog.standard
        let loaded = try LoadedInteractionKnowledge.load(from: values.knowledge(embedded: EmbeddedFiles.all))
        return define(loaded, lookingOn: try ShadowRules(values[shadowKnowledge], beside: loaded.knowledge))
    }

    static func define(
        _ loaded: LoadedInteractionKnowledge, lookingOn shadow: ShadowRules? = nil
    ) -> ServiceDefinition {
        let knowledge = loaded.knowledge
        func watched(_ handler: some ProfileHandler) -> AnyHandler {
            shadow.map { AnyHandler(ShadowedHandler(inner: handler, shadow: $0)) } ?? AnyHandler(handler)
        }
        return ServiceDefinition(
            name: name, lead: .prescribingEvents,
            handlers: [
                watched(RecordOrder(knowledge: knowledge)),
                watched(RecordReportedMedication(knowledge: knowledge)),
                watched(RecordAdministration(knowledge: knowledge)),
                watched(RecordObservation(knowledge: knowledge)),
                watched(RecordPatient(knowledge: knowledge)),
                watched(RecordCondition(knowledge: knowledge)),
                watched(RecordAllergy(knowledge: knowledge)),
                watched(RecordStay(knowledge: knowledge)),
                watched(RecordWithdrawalEpisode(knowledge: knowledge)),
                watched(RecordSource(knowledge: knowledge)),
                watched(AnswerAlert(knowledge: knowledge)),
                watched(EscalateAlert(knowledge: knowledge)),
                watched(EndAnswer(knowledge: knowledge)),
                watched(EndWashout(knowledge: knowledge)),
                watched(LookAgain(knowledge: knowledge)),
                watched(RejudgeOnKnowledge(knowledge: knowledge)),
                AnyHandler(
                    ForgetPatient(heardOn: .prescribingEvents, by: name, keptIn: .profiles, alerts: \.alerts)),
                AnyHandler(ForgetPatient(heardOn: .withdrawalEvents, by: name, keptIn: .profiles, alerts: \.alerts)),
            ],
            questions: [
                AnyQuestionHandler(AnswerDraftQuestion(knowledge: knowledge, knowledgeHash: loaded.version.hash))
            ],
            outputs: [OutputTopic(.alerts(of: name), carrying: [AlertEvent.self])],
            documents: [DocumentTable<MedicationProfile>.profiles],
            knowledge: KnowledgeStamp(
                version: loaded.version.version, hash: loaded.version.hash, reviews: loaded.reviews),
            watches: [.prescribing, .withdrawalMonitor], shadow: shadow?.report)
    }
}
