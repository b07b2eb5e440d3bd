import FHIRModels
import HL7v2

/// One timing specification, from a TQ1 segment or a repetition of a TQ field.
struct OrderTiming {
    var patterns: [RepeatPattern] = []
    /// `HH:MM:SS`.
    var timesOfDay: [String] = []
    var length: TimeLength?
    /// How many doses.
    var count: HL7Number?
    var start: HL7Time?
    var end: HL7Time?
    var text: String?
    /// What the dose is needed for.
    var condition: String?
    var isAsNeeded = false
    /// MedicationRequest.priority.
    var priority: String?
    /// `S` the next one follows, `A` and `C` it runs beside.
    var conjunction: String?
    /// A bare number beside the amount to give may double it: then there is no dose at all.
    var isDoseAmbiguous = false

    /// HL7 table 0485; other codes say nothing that is read.
    mutating func take(priorityCode code: String?) {
        switch code?.uppercased() {
        case "PRN": isAsNeeded = true
        case "S": priority = priority ?? "stat"
        case "A": priority = priority ?? "asap"
        case "R": priority = priority ?? "routine"
        default: break
        }
    }

    /// Whether the next timing begins when this one is over. The standard's default is always; but behind an
    /// endless timing that would mean never.
    var isFollowed: Bool { conjunction == "S" || (conjunction == nil && (end != nil || length != nil)) }

    /// Timing and need of each dosage instruction it comes to.
    var instructions: [[String: JSONValue?]] {
        let bounds = bounds
        return parts.map { part in
            var (repetition, words) = (bounds, String?.none)
            switch part.meaning {
            case .interval(let members): repetition.merge(members) { $1 }
            case .event(let event): repetition["when"] = FHIRJSON.list([.string(event)])
            case .words(let text): words = text
            case .nothing: break
            }
            if let events = part.events { repetition["when"] = FHIRJSON.list(events.map { .string($0) }) }
            let isNeeded = part.isAsNeeded || isAsNeeded
            return [
                "timing": FHIRJSON.object([
                    "repeat": FHIRJSON.object(repetition),
                    "code": FHIRJSON.object(["text": FHIRJSON.text(words)]),
                ]),
                "asNeededBoolean": isNeeded && condition == nil ? .bool(true) : nil,
                "asNeededCodeableConcept": isNeeded ? FHIRJSON.object(["text": FHIRJSON.text(condition)]) : nil,
            ]
        }
    }

    private struct Part {
        var isAsNeeded = false
        var meaning = RepeatPattern.Meaning.nothing
        var events: [String]?
    }

    /// Daily events join into one list; other patterns stand side by side.
    private var parts: [Part] {
        let events = patterns.compactMap { if case .event(let event) = $0.meaning { event } else { nil } }
        if patterns.count > 1, events.count == patterns.count {
            return [Part(isAsNeeded: patterns.contains(where: \.isAsNeeded), events: events)]
        }
        return patterns.isEmpty ? [Part()] : patterns.map { Part(isAsNeeded: $0.isAsNeeded, meaning: $0.meaning) }
    }

    private var bounds: [String: JSONValue?] {
        var members: [String: JSONValue?] = [
            // Zero doses is how senders fill in that no number is meant.
            "count": FHIRJSON.number(count.flatMap { $0.value == 0 ? nil : $0 }),
            "timeOfDay": FHIRJSON.list(timesOfDay.map { .string($0) }),
        ]
        if start != nil || end != nil {
            let reached = end ?? start.flatMap { start in length.flatMap { $0.end(from: start) } }
            members["boundsPeriod"] = FHIRJSON.object([
                "start": FHIRJSON.time(start), "end": FHIRJSON.time(reached),
            ])
        } else if let length {
            members["boundsDuration"] = length.quantity
        }
        return members
    }
}

extension TimeLength {
    var quantity: JSONValue? { FHIRJSON.ucum(FHIRJSON.number(count), unit.rawValue) }
}
