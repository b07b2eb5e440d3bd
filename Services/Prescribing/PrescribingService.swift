import EventContracts
import MedicationCatalog
import MedicationDomain
import ServiceHost
import ServiceRuntime

/// Reads what the hospital sends, judges every order, owns the order's life.
enum PrescribingService: TitrateService {
    static let name = ServiceName.prescribing
    static let quietAfter = Setting(
        "quiet-after", default: "15m", help: "How long a hospital source may be silent before it is reported as quiet.")
    static let settings = [quietAfter, SourcesFile.setting]

    static func define(_ values: SettingValues) throws -> ServiceDefinition {
        let knowledge = try LoadedKnowledge(values.knowledge(embedded: EmbeddedFiles.all))
        let policy = JudgementPolicy(knowledge: knowledge.policy)
        let titration = TitrationOfChart(knowledge: knowledge.policy)
        var reading = try HospitalIntake(knowledge: knowledge)
        reading.sources = try SourcesFile.sources(at: values[SourcesFile.setting])
        var intake = reading.definition
        intake.quietAfter = try values.span(quietAfter)
        return ServiceDefinition(
            name: name, lead: .prescribingIntake,
            handlers: [
                AnyHandler(JudgeHospitalFacts(policy: policy)), AnyHandler(TakeAlertResponse(policy: policy)),
                AnyHandler(EscalateHeldOrder(policy: policy)), AnyHandler(RemindOfMonitoring(policy: policy)),
                AnyHandler(JudgeAgain(policy: policy)), AnyHandler(PlanTitration(titration: titration)),
                AnyHandler(TakeHandover(policy: policy)), AnyHandler(TakeClaim(policy: policy)),
                AnyHandler(
                    ForgetPatient(
                        heardOn: .prescribingIntake, by: name, keptIn: .charts, passedOn: .prescribingEvents,
                        isFirst: true, alerts: \.alerts
                    ) { [reading] chart, event in
                        reading.forgetWhatWasWritten()
                        return chart.farewell(to: event.patient, at: event.now, by: event.data.by)
                    }),
            ],
            questions: [
                AnyQuestionHandler(AnswerTitrationQuestion(titration: titration)),
                AnyQuestionHandler(
                    AnswerReviewQuestion(intake: reading, policy: DraftReviewPolicy(judgement: policy))),
            ],
            outputs: [
                OutputTopic(
                    .prescribingEvents,
                    carrying: [
                        OrderEvent.self, DispenseEvent.self, AdministrationEvent.self, ReportedMedicationEvent.self,
                        PatientEvent.self, ObservationEvent.self, ConditionEvent.self, AllergyEvent.self,
                        StayEvent.self, CoverageEvent.self, ClaimEvent.self, CareEvent.self, PatientForgotten.self,
                        TitrationPlan.self, TitrationRefusal.self,
                    ]), OutputTopic(.alerts(of: name), carrying: [AlertEvent.self]),
            ],
            documents: [DocumentTable.charts], knowledge: knowledge.stamp,
            intake: intake)
    }
}

extension HospitalIntake {
    /// Free text may name the patient who is to be forgotten: nothing of what was read is remembered.
    func forgetWhatWasWritten() {
        resources.medicines.recent.forget()
        WrittenSig.recent.forget()
        WrittenDose.recent.forget()
    }

    init(knowledge: LoadedKnowledge) throws {
        self.init(
            resources: ResourceReading(
                medicines: MedicineReading(catalog: try .standard), observations: knowledge.observations,
                claims: ClaimReading(codes: knowledge.claimReasons)))
    }
}
