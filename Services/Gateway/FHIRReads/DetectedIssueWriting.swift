import EventContracts
import FHIRModels
import MedicationDomain

/// An alert as a FHIR R4 DetectedIssue: what was found, in whom, by what, and what was done about it.
enum DetectedIssueWriting {
    static let type = "DetectedIssue"

    /// - Parameter answer: the last answer given here, which tells interventions besides.
    static func json(_ alert: Alert, answer: AlertResponse?) -> JSONValue {
        let citation = alert.rule.citations.first?.href
        return .members([
            "resourceType": .string(type), "id": .string(FHIRID.of(alert.alertId)),
            "meta": FHIRPart.meta(revision: alert.revision, updated: alert.updatedAt ?? alert.raisedAt),
            "extension": FHIRPart.notChecked(alert.checks),
            "identifier": FHIRPart.identifier(FHIRSystem.alert, alert.alertId.rawValue),
            "status": .string(status(of: alert)), "code": code(of: alert.kind),
            "severity": .string(severity(of: alert.severity)), "patient": FHIRPart.patient(alert.patientId),
            "identifiedDateTime": .time(alert.raisedAt), "author": FHIRPart.author(alert.alertId),
            "implicated": .list(alert.medications.compactMap(implicated)),
            "evidence": .list(
                alert.factors.compactMap { factor in
                    FHIRPart.concept([], text: factor).map { .object(["code": .array([$0])]) }
                }),
            "detail": .text("\(alert.summary). \(alert.detail)"), "reference": .text(citation),
            "mitigation": .list(mitigations(alert, answer)),
        ])
    }

    /// A finding whose cause is gone stays what it was; that it is over stands in its mitigation and in its Task.
    static func status(of alert: Alert) -> String { alert.status == .provisional ? "preliminary" : "final" }

    static func severity(of severity: Severity) -> String {
        switch severity {
        case .contraindicated, .major: "high"
        case .moderate: "moderate"
        case .minor, .info: "low"
        }
    }

    static func code(of kind: AlertKind) -> JSONValue? {
        let own = IssueCode.own(kind)
        return FHIRPart.concept([IssueCode.hl7(kind), own].compactMap { $0?.coding }, text: own.display)
    }

    private static func implicated(_ medication: AlertMedication) -> JSONValue? {
        FHIRPart.reference(
            FHIRMedicationRequest.typeName, medication.orderId.map { FHIRID.of($0) }, display: medication.text)
    }

    private static func mitigations(_ alert: Alert, _ answer: AlertResponse?) -> [JSONValue] {
        var mitigations: [JSONValue] = []
        if let given = alert.answer {
            let told = answer?.responseId == given.responseId ? answer?.interventions ?? [] : []
            let author = FHIRPart.reference("Practitioner", given.by.id.rawValue)
            mitigations += told.map { code in
                .members([
                    "action": FHIRPart.concept(
                        [.coding(system: IssueCode.actCode, code: code, display: nil)], text: nil),
                    "date": .time(given.at), "author": author,
                ])
            }
            let reason = given.reason.flatMap { reason in OverrideReason.all.first { $0.code == reason.code } }
            let words = [given.action.rawValue.capitalizedFirst, reason?.label].compactMap { $0 }
            mitigations.append(
                .members([
                    "action": FHIRPart.concept(reason.map { [$0.coding] } ?? [], text: words.joined(separator: ": ")),
                    "date": .time(given.at), "author": author,
                ]))
        }
        if let resolution = alert.resolution {
            mitigations.append(
                .members([
                    "action": FHIRPart.concept([], text: "The cause is gone: \(resolution.reason)"),
                    "date": .time(resolution.at),
                ]))
        }
        return mitigations
    }
}
