import KnowledgeFiles
import MedicationDomain
import ServiceRuntime

/// The files of `Knowledge/`, read strictly into plain values for the policies and the intake.
struct LoadedKnowledge: Sendable {
    var policy: PrescribingKnowledge
    var observations: ObservationCodes
    var claimReasons: ClaimReasonCodes
    var stamp: KnowledgeStamp

    init(_ source: KnowledgeSource) throws {
        let folder = try source.open()
        policy = PrescribingKnowledge(
            rules: try RuleReading.rules(in: folder.documents(under: "rules")),
            conditions: try CodeReading.conditions(try folder.document(named: "condition-groups.yaml")),
            numbers: try NumberReading.numbers(try folder.document(named: "numbers.yaml")),
            monitoring: try MonitoringReading.schedule(try folder.document(named: "monitoring.yaml")),
            titration: try TitrationReading.rules(try folder.document(named: "titration-plan.yaml")))
        observations = try CodeReading.observations(try folder.document(named: "observation-codes.yaml"))
        claimReasons = try CodeReading.claimReasons(try folder.document(named: "claim-reasons.yaml"))
        stamp = KnowledgeStamp(
            version: folder.version.version, hash: folder.version.hash, reviews: folder.reviews)
    }
}
