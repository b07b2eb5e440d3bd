import EventContracts
import FHIRModels
import MedicationDomain

/// Which codes mean which kind of observation, and how their units become the kind's own.
struct ObservationCodes: Hashable, Sendable {
    struct Reading: Hashable, Sendable {
        var kind: ObservationEvent.Kind
        /// The unit of the kind; nil for coded answers.
        var unit: String?
        /// What a value in a unit is multiplied by; units by UCUM code or as they are written.
        var factors: [String: Double]
        /// Coded answers that count as 1 and as 0.
        var yes: Set<String> = []
        var no: Set<String> = []
    }

    private var byCode: [String: Reading] = [:]

    /// False when the code stands there already.
    mutating func add(_ reading: Reading, system: String, code: String) -> Bool {
        byCode.updateValue(reading, forKey: "\(system)|\(code)") == nil
    }

    func read(_ observation: FHIRObservation, _ place: ResourcePlace) throws(ResourceSkip) -> ObservationEvent {
        let status: FactStatus
        switch observation.status {
        case .preliminary, .final, .amended, .corrected: status = .recorded
        case .cancelled, .enteredInError: status = .retracted
        case .registered, .unknown: throw .ignored(observation.status.rawValue)
        }
        let moment = observation.effective?.earliest ?? observation.effective?.latest ?? observation.issued
        guard let moment = moment ?? observation.meta.lastUpdated else {
            throw .failed(IntakeFailure(code: "missing-element", path: "\(place.path).effective[x]"))
        }
        let codings = observation.code.codings
        let known = codings.first { meaning(of: $0) != nil }
        let coding = known ?? codings.first
        let reading = known.flatMap { meaning(of: $0) }
        var event = ObservationEvent(
            observationId: ResourceID(place.id), patientId: place.patient, status: status,
            kind: reading?.kind ?? .other, system: coding?.system, code: coding?.code, observedAt: moment)
        switch observation.value {
        case .quantity(let quantity): (event.value, event.unit) = value(of: quantity, reading)
        case .integer(let number): event.value = Double(number)
        case .boolean(let answer): event.value = answer ? 1 : 0
        case .concept(let concept):
            let answers = concept.codings.compactMap(\.code)
            event.valueCode = answers.first ?? concept.text
            if let reading, !reading.yes.isDisjoint(with: answers) { event.value = 1 }
            if let reading, !reading.no.isDisjoint(with: answers) { event.value = 0 }
        case .text(let text): event.valueCode = text
        case .range, .ratio, .timeOfDay, .moment, .period, .sampledData, nil: break
        }
        if event.kind == .symptom || event.kind == .other && Self.isFinding(observation) {
            event.text = Self.name(of: observation)
        }
        return event
    }

    /// Something found or felt rather than measured: the question or the answer is of SNOMED CT, and there is no amount.
    private static func isFinding(_ observation: FHIRObservation) -> Bool {
        var codings = observation.code.codings
        switch observation.value {
        case .concept(let answer): codings += answer.codings
        case .boolean, .text, nil: break
        case .quantity, .integer, .range, .ratio, .timeOfDay, .moment, .period, .sampledData: return false
        }
        return codings.contains { $0.system == "http://snomed.info/sct" }
    }

    /// The question and its answer: either may be what names the symptom.
    private static func name(of observation: FHIRObservation) -> String? {
        let answer: String? = if case .concept(let concept) = observation.value { concept.name } else { nil }
        let parts = [observation.code.name, answer].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ": ")
    }

    private func meaning(of coding: FHIRCoding) -> Reading? {
        guard let system = coding.system, let code = coding.code else { return nil }
        return byCode["\(system)|\(code)"]
    }

    /// In the kind's unit; without a value when the unit is none of those listed.
    private func value(of quantity: FHIRQuantity, _ reading: Reading?) -> (Double?, String?) {
        guard var value = quantity.value?.value else { return (nil, nil) }
        guard let reading, let unit = reading.unit else { return (value, quantity.code ?? quantity.unit) }
        let spellings = [quantity.ucumCode, quantity.code, quantity.unit].compactMap(\.self)
        guard let factor = spellings.lazy.compactMap({ reading.factors[$0] }).first else { return (nil, nil) }
        // "Below 30" is no 30: laboratories count eGFR in whole numbers. "Above 60" is at least 60.
        if quantity.comparator == .less, reading.kind.isKidneyFunction { value = max(0, value - 1) }
        return (value * factor, unit)
    }
}

extension ObservationEvent.Kind {
    fileprivate var isKidneyFunction: Bool { self == .estimatedGFR || self == .estimatedGFRCystatinC }
}
