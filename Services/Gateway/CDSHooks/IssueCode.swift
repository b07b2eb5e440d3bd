import EventContracts
import FHIRModels

/// What an alert is about, as a FHIR code: HL7's detected-issue codes (v3-ActCode) where one says the same, else our own.
struct IssueCode: Hashable, Sendable {
    static let actCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
    static let ownSystem = "urn:titrate:alert-kind"

    var system: String
    var code: String
    var display: String

    var coding: JSONValue { .coding(system: system, code: code, display: display) }

    /// Our own kind, which always says more than the general code.
    static func own(_ kind: AlertKind) -> IssueCode {
        IssueCode(
            system: ownSystem, code: kind.rawValue,
            display: kind.rawValue.replacingDashes.capitalizedFirst)
    }

    /// The card that says what was not looked at.
    static let notChecked = IssueCode(
        system: ownSystem, code: AlertKind.checksDegraded.rawValue, display: "Not everything was checked")

    /// The nearest of HL7's codes; nil where none means it.
    static func hl7(_ kind: AlertKind) -> IssueCode? {
        let found: (String, String)? =
            switch kind {
            case .interaction, .cumulativeSedation: ("DRG", "Drug Interaction Alert")
            case .duplicateTherapy: ("DUPTHPY", "Duplicate Therapy Alert")
            case .dose, .titration: ("DOSE", "Dosage problem")
            case .renalDose: ("DOSECOND", "dosage-condition alert")
            case .age: ("AGE", "Age Alert")
            case .pregnancy: ("PREG", "Pregnancy Alert")
            case .condition: ("COND", "Condition Alert")
            case .allergy: ("ALGY", "Allergy Alert")
            case .runOut, .missedRefill: ("TOOLATE", "Refill Too Late Alert")
            case .taperDeviation, .missedDoses: ("COMPLY", "Compliance Alert")
            case .abruptStop, .withdrawalSymptoms, .toxicity, .pumpRefill, .pumpFault, .monitoring, .adverseEffect,
                .affordability, .supplyThreat, .checksDegraded:
                nil
            }
        return found.map { IssueCode(system: actCode, code: $0.0, display: $0.1) }
    }
}

extension String {
    fileprivate var replacingDashes: String { String(map { $0 == "-" ? " " : $0 }) }
}
