import EventContracts
import MedicationDomain
import ServiceHost

@testable import Prescribing

/// What `prescribing` makes of a document, by the very policies it runs.
enum PrescribingJudgement {
    static func orders(in document: [UInt8], asOf now: Instant) throws -> [OrderEvent] {
        let knowledge = try LoadedKnowledge(SettingValues().knowledge(embedded: EmbeddedFiles.all))
        var review = Review(
            intake: try HospitalIntake(knowledge: knowledge), policy: JudgementPolicy(knowledge: knowledge.policy))
        review.take(document, from: "plan", at: now)
        let report = review.report(at: now)
        return report.unread.isEmpty ? report.orders : []
    }
}
