import EventContracts
import FHIRModels
import MedicationDomain

/// A standing warning as a FHIR R4 Flag: a stop that must not be sudden, withdrawal that is under way.
enum FlagWriting {
    static let type = "Flag"
    /// Alerts that everybody who touches the patient should see.
    static let kinds: Set<AlertKind> = [.abruptStop, .withdrawalSymptoms, .toxicity, .pumpFault]
    private static let categories = "http://terminology.hl7.org/CodeSystem/flag-category"

    static func json(_ alert: Alert) -> JSONValue {
        .members([
            "resourceType": .string(type), "id": .string(FHIRID.of(alert.alertId)),
            "meta": FHIRPart.meta(revision: alert.revision, updated: alert.updatedAt ?? alert.raisedAt),
            "extension": FHIRPart.notChecked(alert.checks),
            "identifier": FHIRPart.identifier(FHIRSystem.alert, alert.alertId.rawValue),
            "status": .string(alert.status == .resolved ? "inactive" : "active"), "category": category,
            "code": FHIRPart.concept([IssueCode.own(alert.kind).coding], text: alert.summary),
            "subject": FHIRPart.patient(alert.patientId),
            "period": FHIRPart.period(from: alert.raisedAt, to: alert.resolution?.at),
            "encounter": FHIRPart.reference("Encounter", alert.encounterId?.rawValue),
            "author": FHIRPart.author(alert.alertId),
        ])
    }

    static func json(_ episode: WithdrawalEpisode, revision: Int) -> JSONValue {
        .members([
            "resourceType": .string(type), "id": .string(FHIRID.of(EpisodeKey(episode.episodeId))),
            "meta": FHIRPart.meta(revision: revision, updated: episode.closedAt ?? episode.startedAt),
            "identifier": FHIRPart.identifier(FHIRSystem.episode, episode.episodeId),
            "status": .string(episode.change == .closed ? "inactive" : "active"), "category": category,
            "code": FHIRPart.concept(
                [.coding(system: FHIRSystem.episode, code: "withdrawal", display: "Baclofen withdrawal")],
                text: "Baclofen withdrawal is to be expected: \(episode.reason)"),
            "subject": FHIRPart.patient(episode.patientId),
            "period": FHIRPart.period(from: episode.startedAt, to: episode.closedAt),
            "author": .object(["display": .string("Titrate, withdrawal-monitor")]),
        ])
    }

    private static var category: JSONValue? {
        FHIRPart.concept([.coding(system: categories, code: "drug", display: "Drug")], text: nil).map { .array([$0]) }
    }
}
