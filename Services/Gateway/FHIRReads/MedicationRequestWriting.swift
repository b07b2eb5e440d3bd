import EventContracts
import FHIRModels
import MedicationDomain

/// An order as the suite judged it, as a FHIR R4 MedicationRequest. It is no copy of the hospital's: what was not read is
/// not there.
enum MedicationRequestWriting {
    static func json(_ order: PatientMedicine, of patient: PatientID, revision: Int) -> JSONValue {
        .members([
            "resourceType": .string(FHIRMedicationRequest.typeName), "id": .string(FHIRID.of(order.orderId)),
            "meta": FHIRPart.meta(revision: revision, updated: order.changedAt),
            "extension": .list(extensions(of: order)),
            "identifier": FHIRPart.identifier(FHIRSystem.order, order.orderId.rawValue),
            "status": .string(status(of: order.status)),
            "statusReason": FHIRPart.concept([], text: order.statusReason), "intent": .string("order"),
            "medicationCodeableConcept": medicine(order), "subject": FHIRPart.patient(patient),
            "encounter": FHIRPart.reference("Encounter", order.encounterId?.rawValue),
            "authoredOn": .time(order.authoredAt),
            "priorPrescription": FHIRPart.reference(
                FHIRMedicationRequest.typeName, order.priorOrderId.map { FHIRID.of($0) }),
            "dosageInstruction": .list(
                (order.dosage ?? []).enumerated().compactMap { number, text in
                    JSONValue.text(text).map { .object(["sequence": .number(number + 1), "text": $0]) }
                }),
        ])
    }

    /// Rejected orders were never to be given; whoever rejected them stands in the extension.
    static func status(of status: OrderEvent.Status) -> String {
        switch status {
        case .accepted, .released, .amended: "active"
        case .held: "on-hold"
        case .rejected: "cancelled"
        case .stopped: "stopped"
        case .completed: "completed"
        case .retracted: "entered-in-error"
        }
    }

    private static func medicine(_ order: PatientMedicine) -> JSONValue? {
        var codings: [JSONValue] = []
        for code in [order.medication?.productRxNormCode, order.medication?.ingredientRxNormCode].compactMap({ $0 }) {
            codings.append(.coding(system: FHIRSystem.rxNorm, code: code, display: nil))
        }
        if let ndc = order.medication?.ndc { codings.append(.coding(system: FHIRSystem.ndc, code: ndc, display: nil)) }
        return FHIRPart.concept(codings, text: order.text.isEmpty ? "unnamed medicine" : order.text)
    }

    private static func extensions(of order: PatientMedicine) -> [JSONValue] {
        var extensions: [JSONValue] = [
            .object(["url": .string(FHIRSystem.orderStatus), "valueCode": .string(order.status.rawValue)])
        ]
        let dose: (Double, String)? =
            order.dailyDoseMilligrams.map { ($0, "mg/d") } ?? order.dailyDoseMicrograms.map { ($0, "ug/d") }
        if let dose, let value = JSONValue.number(dose.0) {
            extensions.append(
                .object([
                    "url": .string(FHIRSystem.dailyDose),
                    "valueQuantity": .object([
                        "value": value, "unit": .string(dose.1), "system": .string(FHIRSystem.ucum),
                        "code": .string(dose.1),
                    ]),
                ]))
        }
        if case .array(let omissions)? = order.checks.flatMap(FHIRPart.notChecked) { extensions += omissions }
        return extensions
    }
}
