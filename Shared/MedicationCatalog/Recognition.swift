public import MedicationDomain

/// What a medicine was recognised as, by what, and what seemed odd about it.
public struct Recognition: Hashable, Sendable {
    /// By which statement the medicine was recognised, from the most trusted to none.
    public enum Basis: String, Codable, Sendable, CaseIterable {
        case rxNorm, atc, ndc, name, none
    }

    public var medication: Medication
    /// By which way it is taken, where the text or the form makes that certain.
    public var route: Route?
    public var basis: Basis
    /// Sentences from `RecognitionNote`, none when all is plain.
    public var notes: [String]

    public init(medication: Medication, route: Route? = nil, basis: Basis, notes: [String] = []) {
        (self.medication, self.route, self.basis, self.notes) = (medication, route, basis, notes)
    }
}

/// What can be odd about a medicine as it was written; none of it holds patient data.
public enum RecognitionNote {
    public static let codeAndTextDiffer = "code and text name different medicines"
    public static let codesDiffer = "codes name different medicines"
    public static let textNamesMore = "text names further ingredients"
    public static let strengthsDiffer = "code and text give different strengths"
    public static let severalMedicinesShareCode = "the code stands for several medicines"
    public static let codeNotConfirmed = "the code is not confirmed in a document"
    public static let codeUnknown = "the code is not in the catalogue"
    public static let unsure = "the text names several medicines and is not sure which"
    public static let misspelt = "the name is misspelt"
    public static let truncated = "the name is cut off"
    public static let localFormActsOnWholeBody = "this local form acts on the whole body"

    /// Those that leave a doubt about which medicine, or how much of it, is meant.
    public static let mattersToPeople: Set<String> = [
        codeAndTextDiffer, codesDiffer, textNamesMore, strengthsDiffer, severalMedicinesShareCode, unsure, misspelt,
        truncated,
    ]
}

/// The code systems a medicine is coded in; each under its address and its object identifier.
enum CodeSystem: CaseIterable {
    case rxNorm, atc, ndc

    init?(_ system: String) {
        switch system {
        case "http://www.nlm.nih.gov/research/umls/rxnorm", "urn:oid:2.16.840.1.113883.6.88": self = .rxNorm
        case "http://www.whocc.no/atc", "urn:oid:2.16.840.1.113883.6.73": self = .atc
        case "http://hl7.org/fhir/sid/ndc", "urn:oid:2.16.840.1.113883.6.69": self = .ndc
        default: return nil
        }
    }

    var basis: Recognition.Basis {
        switch self {
        case .rxNorm: .rxNorm
        case .atc: .atc
        case .ndc: .ndc
        }
    }
}
