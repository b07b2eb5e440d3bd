import EventContracts
import MedicationDomain

/// What is told of a patient, in the words people use.
enum PatientWords {
    static func route(_ route: Route) -> String {
        switch route {
        case .oral: "by mouth"
        case .enteralTube: "by feeding tube"
        case .sublingual: "under the tongue"
        case .rectal: "rectally"
        case .intravenous: "into a vein"
        case .intramuscular: "into a muscle"
        case .subcutaneous: "under the skin"
        case .intrathecal: "intrathecal pump"
        case .epidural: "epidural"
        case .transdermal: "through the skin"
        case .inhaled: "inhaled"
        case .topical: "on the skin"
        case .ophthalmic: "into the eye"
        case .otic: "into the ear"
        case .nasal: "into the nose"
        case .vaginal: "vaginally"
        case .other: "another route"
        }
    }

    static func dose(milligrams: Double?, micrograms: Double?) -> String {
        if let milligrams { return "\(Wording.milligrams(milligrams)) a day" }
        if let micrograms { return "\(Wording.number(micrograms)) micrograms a day" }
        return "dose not understood"
    }

    static func amount(_ amount: DoseAmount) -> String {
        let number =
            amount.low == amount.high
            ? Wording.number(amount.high) : "\(Wording.number(amount.low)) to \(Wording.number(amount.high))"
        return switch amount.unit {
        case .milligram: amount.low == amount.high ? Wording.milligrams(amount.high) : "\(number) mg"
        case .microgram: "\(number) micrograms"
        case .gram: "\(number) g"
        case .milliliter: "\(number) mL"
        case .unit: "\(number) units"
        case .other: "\(number) of a unit not understood"
        }
    }

    static func day(_ day: CalendarDay) -> String {
        let parts = day.components
        return "\(parts.day) \(TimeView.months[parts.month - 1]) \(parts.year)"
    }

    static func days(_ count: Int) -> String { count == 1 ? "1 day" : "\(count) days" }

    static func status(_ status: OrderEvent.Status) -> String {
        switch status {
        case .accepted: "In force"
        case .amended: "In force, amended"
        case .released: "In force, released by a pharmacist"
        case .held: "Held"
        case .rejected: "Rejected"
        case .stopped: "Stopped"
        case .completed: "Completed"
        case .retracted: "Taken back"
        }
    }

    static func observation(_ kind: ObservationEvent.Kind) -> String {
        switch kind {
        case .estimatedGFR: "eGFR"
        case .estimatedGFRCystatinC: "eGFR from cystatin C"
        case .creatinine: "Creatinine"
        case .weight: "Weight"
        case .height: "Height"
        case .pregnancy: "Pregnancy"
        case .breastfeeding: "Breastfeeding"
        case .alcoholUse: "Alcohol use"
        case .symptom: "Symptom"
        case .spasticity: "Spasticity"
        case .pain: "Pain"
        case .sedation: "Sedation"
        case .fall: "Fall"
        case .bloodPressure: "Blood pressure"
        case .dialysis: "Dialysis"
        case .liverTest: "Liver test"
        case .other: "Observation"
        }
    }

    /// `41 mL/min/1.73 m²`, `yes`; what could not be read says so.
    static func value(of observation: ObservationEvent) -> String {
        switch observation.kind {
        case .pregnancy, .breastfeeding, .dialysis, .fall:
            if let value = observation.value { return value > 0 ? "yes" : "no" }
        case .symptom:
            if let value = observation.value, value <= 0 { return "absent" }
            return observation.text ?? observation.valueCode ?? "code \(observation.code ?? "unknown")"
        case .estimatedGFR, .estimatedGFRCystatinC:
            if let value = observation.value { return "\(Wording.number(value)) mL/min/1.73 m²" }
        case .creatinine: if let value = observation.value { return "\(Wording.number(value)) mg/dL" }
        case .weight: if let value = observation.value { return "\(Wording.number(value)) kg" }
        case .height: if let value = observation.value { return "\(Wording.number(value)) cm" }
        case .alcoholUse, .spasticity, .pain, .sedation, .bloodPressure, .liverTest, .other:
            if let value = observation.value {
                let unit = observation.unit.map { $0 == "1" || $0.hasPrefix("{") ? "" : " \($0)" } ?? ""
                return Wording.number(value) + unit
            }
        }
        return observation.valueCode ?? "without a value that could be read"
    }

    static func condition(_ condition: ConditionEvent) -> String {
        condition.text ?? condition.codes.first.map { "code \($0.code)" } ?? "unnamed"
    }

    static func stay(_ stay: StayEvent) -> String {
        let kind: String? =
            switch stay.encounterClass?.uppercased() {
            case "IMP", "ACUTE", "NONAC": "inpatient"
            case "EMER": "emergency"
            case "AMB": "visit"
            case "HH": "at home"
            case "OBSENC": "observation"
            case "SS": "short stay"
            case let other: other
            }
        return [kind, stay.locationId?.rawValue].compactMap(\.self).joined(separator: ", ")
    }

    static func outcome(_ outcome: AdministrationEvent.Outcome, count: Int) -> String {
        let doses = count == 1 ? "Dose" : "\(count) doses"
        return switch outcome {
        case .given: "\(doses) given"
        case .notDone: "\(doses) not given"
        case .onHold: "\(doses) on hold"
        case .stopped: "\(doses) stopped"
        case .inProgress: "\(doses) being given"
        case .unknown: "\(doses): not known whether given"
        }
    }
}
