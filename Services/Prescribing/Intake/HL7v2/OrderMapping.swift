import FHIRModels
import HL7v2

/// Where an order's detail keeps what: RXE as the pharmacy encodes it, RXO as it was ordered.
struct OrderFields: Sendable {
    var medicine, low, high, unit, patientInstruction, text: Int
    var supply, supplyUnit, refills, pharmacy, reason: Int
    var perTime, rate, rateUnit, strength, strengthUnit, volume, volumeUnit, moreCodes: Int
    /// RXE only.
    var firstOrdered: Int?

    static let encoded = OrderFields(
        medicine: 2, low: 3, high: 4, unit: 5, patientInstruction: 7, text: 21, supply: 10, supplyUnit: 11,
        refills: 12, pharmacy: 40, reason: 27, perTime: 22, rate: 23, rateUnit: 24, strength: 25, strengthUnit: 26,
        volume: 33, volumeUnit: 34, moreCodes: 31, firstOrdered: 32)
    static let requested = OrderFields(
        medicine: 1, low: 2, high: 3, unit: 4, patientInstruction: 7, text: 6, supply: 11, supplyUnit: 12,
        refills: 13, pharmacy: 32, reason: 20, perTime: 17, rate: 21, rateUnit: 22, strength: 18, strengthUnit: 19,
        volume: 25, volumeUnit: 26, moreCodes: 24)
}

/// RXE and RXO as MedicationRequest.
extension MessageMapping {
    mutating func readOrder(_ detail: OrderGroup.Detail, of order: OrderContext) throws(HL7Error) {
        let (segment, control) = (detail.segment, order.control)
        let fields = segment.name == "RXE" ? OrderFields.encoded : .requested
        let isReplacement = try control.text(1) == "RO"
        let isPlacing = try OrderControl.placing.contains(control.text(1) ?? "")
        let medicine = try MessageMapping.medicine(segment, fields)
        let contained = try MessageMapping.composition(detail, fields, medicine)
        let timings = try order.group.timings(behind: detail.behind, before: order.before)
        let ordered = try fields.firstOrdered.map { (field) throws(HL7Error) in try segment.time(field) } ?? nil
        let authored = try either(ordered, or: isPlacing ? control.time(9) : nil)
        let replaced = try either(order.prior, or: control.identifier(8))
        let reasons = try segment.repetitions(fields.reason).map { Concepts.concept($0) }
        var members: [String: JSONValue?] = [
            "contained": FHIRJSON.list([contained]),
            "medicationCodeableConcept": contained == nil ? medicine : nil,
            "medicationReference": contained == nil ? nil : FHIRJSON.object(["reference": .string("#med")]),
            "status": .string(order.status), "intent": .string("order"), "subject": subject, "encounter": encounter,
        ]
        members["statusReason"] = Concepts.concept(try control.first(16))
        members["priority"] = FHIRJSON.text(timings.lazy.compactMap(\.priority).first)
        members["category"] = FHIRJSON.list([try MessageMapping.category(control)])
        members["authoredOn"] = FHIRJSON.time(authored)
        members["requester"] = FHIRJSON.reference("Practitioner", try control.identifier(12))
        members["reasonCode"] = FHIRJSON.list(reasons)
        members["priorPrescription"] = isReplacement ? FHIRJSON.reference("MedicationRequest", replaced) : nil
        members["dosageInstruction"] = FHIRJSON.list(try instructions(detail, order, fields, timings))
        members["dispenseRequest"] = try MessageMapping.supply(segment, fields)
        try add("MedicationRequest", order.id, of: try currentPatient(), segment, members)
    }

    private static func medicine(_ segment: HL7Segment, _ fields: OrderFields) throws(HL7Error) -> JSONValue {
        let more = try segment.repetitions(fields.moreCodes).flatMap { Concepts.codings($0) }
        if let medicine = Concepts.concept(try segment.first(fields.medicine)) {
            guard case .object(var members) = medicine, !more.isEmpty else { return medicine }
            members["coding"] = .array((members["coding"]?.items ?? []) + more)
            return .object(members)
        }
        // An order in words only is legal: its text is the medicine and the instruction.
        let text = segment.name == "RXO" ? Concepts.said(try segment.repetitions(fields.text)) : nil
        return try segment.required(FHIRJSON.object(["text": FHIRJSON.text(text)]), fields.medicine)
    }

    /// A Medication of the components, or of the medicine and its strength; nil when neither is told.
    private static func composition(
        _ detail: OrderGroup.Detail, _ fields: OrderFields, _ medicine: JSONValue
    ) throws(HL7Error) -> JSONValue? {
        let segment = detail.segment
        var parts: [JSONValue?] = []
        for component in detail.behind where component.name == "RXC" {
            guard parts.count < HL7Limits.standard.maximumRepetitions else {
                throw HL7Error(.tooLarge, at: component.place)
            }
            let item = try component.required(Concepts.concept(component.first(2)), 2)
            parts.append(
                FHIRJSON.object([
                    "itemCodeableConcept": item,
                    "strength": Concepts.strength(
                        try component.number(5), try component.first(6), per: try component.number(8),
                        try component.first(9)),
                ]))
        }
        let strength = Concepts.strength(
            try segment.number(fields.strength), try segment.first(fields.strengthUnit),
            per: try segment.number(fields.volume), try segment.first(fields.volumeUnit))
        if parts.isEmpty, let strength {
            parts = [FHIRJSON.object(["itemCodeableConcept": medicine, "strength": strength])]
        }
        guard let ingredients = FHIRJSON.list(parts) else { return nil }
        return FHIRJSON.object([
            "resourceType": .string("Medication"), "id": .string("med"), "code": medicine, "ingredient": ingredients,
        ])
    }

    /// ORC-29; the class of the visit does not stand in: a discharge prescription is written on the ward.
    private static func category(_ control: HL7Segment) throws(HL7Error) -> JSONValue? {
        let categories = ["I": "inpatient", "O": "outpatient"]
        return FHIRJSON.code(
            "http://terminology.hl7.org/CodeSystem/medicationrequest-category",
            try control.text(29).flatMap { categories[$0] })
    }

    private static func supply(_ segment: HL7Segment, _ fields: OrderFields) throws(HL7Error) -> JSONValue? {
        FHIRJSON.object([
            "quantity": Concepts.quantity(
                try segment.number(fields.supply), try segment.first(fields.supplyUnit)),
            "numberOfRepeatsAllowed": FHIRJSON.number(try segment.number(fields.refills)),
            "performer": FHIRJSON.reference("Organization", try segment.identifier(fields.pharmacy)),
        ])
    }
}
