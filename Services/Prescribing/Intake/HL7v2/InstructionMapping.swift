import FHIRModels
import HL7v2

/// An order's amounts and timings as dosage instructions.
extension MessageMapping {
    /// As many as a field may have repetitions: each timing may come to several.
    private static let maximumInstructions = HL7Limits.standard.maximumRepetitions

    func instructions(
        _ detail: OrderGroup.Detail, _ order: OrderContext, _ fields: OrderFields, _ timings: [OrderTiming]
    ) throws(HL7Error) -> [JSONValue] {
        let segment = detail.segment
        let dose = FHIRJSON.list([try MessageMapping.doseAndRate(segment, fields)])
        let text = Concepts.said(try segment.repetitions(fields.text))
        let patientInstruction = FHIRJSON.text(Concepts.said(try segment.repetitions(fields.patientInstruction)))
        let route = try either(OrderGroup.route(detail.behind), or: OrderGroup.route(order.group.segments))
        var instructions: [JSONValue] = []
        var sequence = 1
        for timing in timings.isEmpty ? [OrderTiming()] : timings {
            for var members in timing.instructions {
                guard instructions.count < MessageMapping.maximumInstructions else {
                    throw HL7Error(.tooLarge, at: segment.place)
                }
                members["sequence"] = FHIRJSON.integer(sequence)
                members["text"] = FHIRJSON.text(timing.text ?? text)
                members["patientInstruction"] = patientInstruction
                members["route"] = route
                members["doseAndRate"] = timing.isDoseAmbiguous ? nil : dose
                if let instruction = FHIRJSON.object(members) { instructions.append(instruction) }
            }
            if timing.isFollowed { sequence += 1 }
        }
        return instructions
    }

    private static func doseAndRate(_ segment: HL7Segment, _ fields: OrderFields) throws(HL7Error) -> JSONValue? {
        let (low, high) = (try segment.number(fields.low), try segment.number(fields.high))
        let unit = try segment.first(fields.unit)
        let (rate, rateUnit) = (try segment.number(fields.rate), try segment.first(fields.rateUnit))
        var per: JSONValue?
        if let time = try segment.text(fields.perTime) {
            per = try segment.valid(TimeLength(letterFirst: time), fields.perTime).quantity
        }
        var members: [String: JSONValue?] = [:]
        if let rate {
            let amount = Concepts.quantity(rate, rateUnit)
            if let per, rateUnit?[1]?.contains("/") != true {
                members["rateRatio"] = FHIRJSON.object(["numerator": amount, "denominator": per])
            } else {
                members["rateQuantity"] = amount
            }
        } else if let per, let low {
            // So much per so long is a rate; read as a dose it would be given once.
            return FHIRJSON.object([
                "rateRatio": FHIRJSON.object(["numerator": Concepts.quantity(low, unit), "denominator": per])
            ])
        }
        if let low, let high, high != low {
            members["doseRange"] = FHIRJSON.object([
                "low": Concepts.quantity(low, unit), "high": Concepts.quantity(high, unit),
            ])
        } else {
            members["doseQuantity"] = Concepts.quantity(low, unit)
        }
        return FHIRJSON.object(members)
    }
}
