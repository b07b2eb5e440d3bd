import EventContracts
import MedicationDomain

/// What the doses of a plan are made of.
struct TitrationProduct: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case tablets, packets, liquid

        /// Nil for forms no plan is made with.
        init?(_ form: DoseForm) {
            switch form {
            case .tablet: self = .tablets
            case .granules: self = .packets
            case .oralSolution, .oralSuspension: self = .liquid
            case .capsule, .extendedReleaseTablet, .intrathecalInjection, .injection, .patch, .topical, .ophthalmic,
                .otic, .nasal, .inhaled, .rectal, .vaginal, .sublingual, .other:
                return nil
            }
        }
    }

    var kind: Kind
    var form: DoseForm
    /// Milligrams in a piece; of a liquid, in a millilitre.
    var strengths: [Double]
    /// Those among them that are halved.
    var halved: [Double] = []

    /// The product asked for, held against the products that exist.
    init(
        _ asked: TitrationRequest.Product?, halvesAllowed: Bool, by rules: TitrationRules
    ) throws(TitrationObstacle) {
        let asked = asked ?? TitrationRequest.Product(form: .tablet)
        guard let kind = Kind(asked.form), let known = rules.products[asked.form] else {
            throw .productUnknown("No plan is made with this form of baclofen.", known: rules)
        }
        (self.kind, form) = (kind, asked.form)
        guard kind == .liquid else {
            strengths = Set(asked.strengthsMilligrams ?? known.strengths).sorted()
            guard !strengths.isEmpty, Set(strengths).isSubset(of: known.strengths) else {
                throw .productUnknown("A strength was asked for that is not known here.", known: rules)
            }
            halved = halvesAllowed ? strengths.filter(known.scored.contains) : []
            return
        }
        guard let concentration = asked.milligramsPerMilliliter else {
            throw TitrationObstacle(
                code: "concentration-needed",
                reason: "A dose of a liquid is stated in both mg and mL, and its concentration was not told.",
                advice: ["Read the concentration off the bottle: the same volume differs up to fivefold."])
        }
        guard known.strengths.contains(concentration) else {
            throw .productUnknown("A concentration was asked for that is not known here.", known: rules)
        }
        strengths = [concentration]
    }

    /// Milligrams in a millilitre; nil for solids.
    var concentration: Double? { kind == .liquid ? strengths.first : nil }

    var text: String {
        let amounts = strengths.map { DoseText.number($0) }.listed
        switch kind {
        case .tablets: return "tablets of \(amounts) mg" + (halved.isEmpty ? ", whole" : ", halves of scored ones")
        case .packets: return "packets of granules of \(amounts) mg, whole"
        case .liquid: return "\(form == .oralSuspension ? "suspension" : "solution") of \(amounts) mg/mL"
        }
    }
}

extension [String] {
    /// "5, 10 and 20"
    var listed: String {
        guard count > 1, let last else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " and " + last
    }
}
