import EventContracts
import MedicationDomain
import ServiceHost
import ServiceRuntime

/// Supply, run-out, abrupt stops and risk, from prescribing's events; tapers, when asked.
struct WithdrawalMonitorService: TitrateService {
    static let name = ServiceName.withdrawalMonitor
    static let settleWindow = Setting(
        "settle-window", default: "10m",
        help: "How long a stop may turn out to be a renewal, transfer or modification before it interrupts.")
    static let residualThreshold = Setting(
        "residual-threshold", default: "2",
        help: "By how many millilitres a pump's measured rest may differ from what is expected.")
    static let settings = [settleWindow, residualThreshold]

    static func define(_ values: SettingValues) throws -> ServiceDefinition {
        let knowledge = try MonitorKnowledge.load(values.knowledge(embedded: EmbeddedFiles.all))
        var rules = knowledge.rules
        // What the operator set stands above the knowledge's own default.
        if values.values[settleWindow.key] != nil { rules.stop.settleWindow = try values.span(settleWindow) }
        if let text = values.values[residualThreshold.key] {
            guard let threshold = Double(text), threshold >= 0, threshold.isFinite else {
                throw SettingError(key: residualThreshold.key, problem: "is not a number of millilitres")
            }
            rules.care.pump.residualMilliliters = threshold
        }
        return define(rules, stamp: knowledge.stamp)
    }

    static func define(_ rules: MonitorRules, stamp: KnowledgeStamp) -> ServiceDefinition {
        let policy = MonitoringPolicy(rules: rules)
        return ServiceDefinition(
            name: name, lead: .prescribingEvents,
            handlers: [
                AnyHandler(RecordOrder(policy: policy)), AnyHandler(RecordDispense(policy: policy)),
                AnyHandler(RecordStay(policy: policy)), AnyHandler(RecordPatient(policy: policy)),
                AnyHandler(RecordCondition(policy: policy)), AnyHandler(RecordObservation(policy: policy)),
                AnyHandler(AnswerAlert(policy: policy)), AnyHandler(SettleStop(policy: policy)),
                AnyHandler(HoldExpired(policy: policy)), AnyHandler(RunOutDue(policy: policy)),
                AnyHandler(EndEpisode(policy: policy)), AnyHandler(RejudgeOnKnowledge(policy: policy)),
                AnyHandler(RecordAdministration(policy: policy)), AnyHandler(RecordCare(policy: policy)),
                AnyHandler(CareDue(policy: policy)), AnyHandler(RecordClaim(policy: policy)),
                AnyHandler(DoseStepDue(policy: policy)), AnyHandler(EarlyRefillUsed(policy: policy)),
                AnyHandler(EndEpisode(policy: policy)),
                AnyHandler(RejudgeOnKnowledge(policy: policy)),
                AnyHandler(
                    ForgetPatient(
                        heardOn: .prescribingEvents, by: name, keptIn: SupplyRecord.table, passedOn: .withdrawalEvents,
                        alerts: \.alerts)),
            ],
            questions: [AnyQuestionHandler(AnswerTaperQuestion(rules: rules))],
            outputs: [
                OutputTopic(.alerts(of: name), carrying: [AlertEvent.self]),
                OutputTopic(
                    .withdrawalEvents,
                    carrying: [
                        SupplyProjection.self, PumpProjection.self, RiskAssessment.self, WithdrawalEpisode.self,
                        PatientForgotten.self,
                    ]),
            ],
            documents: [SupplyRecord.table], knowledge: stamp)
    }
}
