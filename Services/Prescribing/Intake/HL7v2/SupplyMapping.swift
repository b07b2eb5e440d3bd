import FHIRModels
import HL7v2

/// RXD as MedicationDispense.
extension MessageMapping {
    /// RXD-33 (table 0484) as v3 ActCode.
    private static let dispenseTypes = ["N": "FF", "P": "FFP", "R": "RF", "Q": "RFP"]
    /// RXD-11 (table 0167): other codes do not say.
    private static let substitutions = ["N": false, "0": false, "G": true, "T": true]

    mutating func readDispenses(_ details: [OrderGroup.Detail], of order: OrderContext) throws(HL7Error) {
        let shared = try order.group.timings(before: order.before)
        for detail in details { try readDispense(detail, of: order, shared) }
    }

    private mutating func readDispense(
        _ detail: OrderGroup.Detail, of order: OrderContext, _ shared: [OrderTiming]
    ) throws(HL7Error) {
        let segment = detail.segment
        let number = try segment.required(segment.identifier(1), 1)
        let medicine = try segment.required(Concepts.concept(segment.first(2)), 2)
        let handedOver = try segment.required(segment.time(3), 3)
        let own = try OrderGroup.timings(detail.behind)
        let length = (own.isEmpty ? shared : own).lazy.compactMap(\.length).first
        let isTakenBack = order.status == "cancelled" || order.status == "stopped"
        let type = try segment.text(33).flatMap { MessageMapping.dispenseTypes[$0] }
        let substituted = try segment.text(11).flatMap { MessageMapping.substitutions[$0] }
        let pharmacist = FHIRJSON.reference("Practitioner", try segment.identifier(10))
        let pharmacy = try either(segment.identifier(30), or: segment.identifier(27))
        try add(
            "MedicationDispense", "\(order.id).d\(number)", of: try currentPatient(), segment,
            [
                "status": .string(isTakenBack ? "cancelled" : "completed"), "medicationCodeableConcept": medicine,
                "subject": subject, "context": encounter,
                "authorizingPrescription": FHIRJSON.list([FHIRJSON.reference("MedicationRequest", order.id)]),
                "type": FHIRJSON.code(CodeSystems.actCode, type),
                "quantity": Concepts.quantity(try segment.number(4, atLeast: 0), try segment.first(5)),
                "daysSupply": length?.quantity, "whenHandedOver": FHIRJSON.time(handedOver),
                "location": FHIRJSON.reference("Location", pharmacy),
                "performer": pharmacist == nil ? nil : FHIRJSON.list([FHIRJSON.object(["actor": pharmacist])]),
                "substitution": FHIRJSON.object(["wasSubstituted": substituted.map { JSONValue.bool($0) }]),
            ])
    }
}

/// RXA as MedicationAdministration.
extension MessageMapping {
    /// RXA-20 (table 0322).
    private static let outcomes = ["CP": "completed", "PA": "completed", "RE": "not-done", "NA": "not-done"]

    mutating func readAdministrations(_ details: [OrderGroup.Detail], of order: OrderContext) throws(HL7Error) {
        // One route may stand behind several doses.
        var routes: [JSONValue?] = []
        var next: JSONValue?
        for detail in details.reversed() {
            if let route = detail.behind.first(where: { $0.name == "RXR" }) {
                next = Concepts.concept(try route.first(1), system: CodeSystems.route)
            }
            routes.append(next)
        }
        for (detail, route) in zip(details, routes.reversed()) {
            try readAdministration(detail.segment, of: order, route)
        }
    }

    private mutating func readAdministration(
        _ segment: HL7Segment, of order: OrderContext, _ route: JSONValue?
    ) throws(HL7Error) {
        let start = try segment.required(segment.time(3), 3)
        let end = try segment.time(4)
        let medicine = try segment.required(Concepts.concept(segment.first(5)), 5)
        let number = try segment.required(segment.identifier(2), 2)
        let outcome = try segment.code(20, MessageMapping.outcomes) ?? "completed"
        // RXA-21: the dose was recorded in error.
        let isDeleted = try segment.text(21) == "D"
        let reasons = try segment.repetitions(18).map { Concepts.concept($0) }
        let dose = outcome == "completed" ? try MessageMapping.dose(segment) : nil
        let isLong = end.map { $0 != start } ?? false
        try add(
            "MedicationAdministration", "\(order.id).a\(number).\(start.digits)", of: try currentPatient(), segment,
            [
                "status": .string(isDeleted ? "entered-in-error" : outcome), "statusReason": FHIRJSON.list(reasons),
                "medicationCodeableConcept": medicine, "subject": subject, "context": encounter,
                "effectiveDateTime": isLong ? nil : FHIRJSON.time(start),
                "effectivePeriod": isLong
                    ? FHIRJSON.object(["start": FHIRJSON.time(start), "end": FHIRJSON.time(end)]) : nil,
                "request": FHIRJSON.reference("MedicationRequest", order.id),
                "dosage": FHIRJSON.object(["route": route, "dose": dose]),
            ])
    }

    /// A bare 999 means that nobody wrote the amount down.
    private static func dose(_ segment: HL7Segment) throws(HL7Error) -> JSONValue? {
        guard let amount = try segment.number(6, atLeast: 0) else { return nil }
        let unit = try segment.first(7)
        return unit == nil && amount.value == 999 ? nil : Concepts.quantity(amount, unit)
    }
}
