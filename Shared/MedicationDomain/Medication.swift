/// A medicine as somebody wrote it, and what it was recognised as; unrecognised medicines keep their text.
public struct Medication: Codable, Hashable, Sendable {
    /// The text of the source, or the best name known.
    public var text: String
    /// RxNorm ingredient code of the only or leading ingredient; nil when not recognised.
    public var ingredientRxNormCode: String?
    public var productRxNormCode: String?
    public var ndc: String?
    /// Every ingredient of a combination, leading one first; empty when not recognised.
    public var ingredients: [Ingredient]
    public var form: DoseForm?
    public var strength: Strength?
    /// What was odd about how it was written, in words for people: a misspelt name, codes that differ. Nil: nothing.
    public var remarks: [String]?

    public init(
        text: String, ingredientRxNormCode: String? = nil, productRxNormCode: String? = nil, ndc: String? = nil,
        ingredients: [Ingredient] = [], form: DoseForm? = nil, strength: Strength? = nil, remarks: [String]? = nil
    ) {
        self.text = text
        self.ingredientRxNormCode = ingredientRxNormCode
        self.productRxNormCode = productRxNormCode
        self.ndc = ndc
        self.ingredients = ingredients
        self.form = form
        self.strength = strength
        self.remarks = remarks
    }

    public var isRecognized: Bool { !ingredients.isEmpty }
    public func contains(ingredient code: String) -> Bool { ingredients.contains { $0.rxNormCode == code } }
    /// Whether it acts only where it is put. A form marked `other` is a local one that acts on the whole body, such as
    /// a nasal spray against pain.
    public func isLocal(by route: Route) -> Bool { form != .other && (route.isLocal || form?.isLocal == true) }
    public var isBaclofen: Bool { contains(ingredient: Ingredient.baclofenRxNormCode) }

    private enum CodingKeys: CodingKey {
        case text, ingredientRxNormCode, productRxNormCode, ndc, ingredients, form, strength, remarks
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        text = try container.decode(String.self, forKey: .text)
        ingredientRxNormCode = try container.decodeIfPresent(String.self, forKey: .ingredientRxNormCode)
        productRxNormCode = try container.decodeIfPresent(String.self, forKey: .productRxNormCode)
        ndc = try container.decodeIfPresent(String.self, forKey: .ndc)
        ingredients = try container.decodeIfPresent([Ingredient].self, forKey: .ingredients) ?? []
        form = try container.decodeIfPresent(DoseForm.self, forKey: .form)
        strength = try container.decodeIfPresent(Strength.self, forKey: .strength)
        remarks = try container.decodeIfPresent([String].self, forKey: .remarks)
    }
}

/// One active substance.
public struct Ingredient: Codable, Hashable, Sendable {
    /// RxNorm ingredient code; a member whose code is not confirmed carries its ATC code or name instead.
    public var rxNormCode: String?
    public var atcCodes: [String]
    /// Lower-case international name, e.g. `baclofen`.
    public var name: String

    public init(name: String, rxNormCode: String? = nil, atcCodes: [String] = []) {
        (self.name, self.rxNormCode, self.atcCodes) = (name, rxNormCode, atcCodes)
    }

    /// RxNorm ingredient code of baclofen (clinical facts §1.1).
    public static let baclofenRxNormCode = "1292"
}

/// The form a medicine comes in, as far as it changes what we do with it.
public enum DoseForm: String, Codable, Sendable, CaseIterable {
    case tablet, capsule, extendedReleaseTablet, oralSolution, oralSuspension, granules, intrathecalInjection
    case injection, patch, topical, ophthalmic, otic, nasal, inhaled, rectal, vaginal, sublingual, other

    /// Forms that act where they are put and so never take part in whole-body interactions.
    public var isLocal: Bool {
        switch self {
        case .topical, .ophthalmic, .otic, .nasal: true
        default: false
        }
    }
}

/// How much of the ingredient is in one unit, or in one millilitre of a liquid.
public struct Strength: Codable, Hashable, Sendable {
    /// Milligrams in one tablet, packet or patch; nil for liquids.
    public var milligramsPerUnit: Double?
    /// Milligrams in one millilitre; nil for solids.
    public var milligramsPerMilliliter: Double?

    public init(milligramsPerUnit: Double? = nil, milligramsPerMilliliter: Double? = nil) {
        (self.milligramsPerUnit, self.milligramsPerMilliliter) = (milligramsPerUnit, milligramsPerMilliliter)
    }
}

/// How a medicine enters the body.
public enum Route: String, Codable, Sendable, CaseIterable {
    case oral, enteralTube, sublingual, rectal, intravenous, intramuscular, subcutaneous, intrathecal, epidural
    case transdermal, inhaled, topical, ophthalmic, otic, nasal, vaginal, other

    /// Where a medicine usually stays; vaginal suppositories of sedatives and muscle relaxants reach the whole body.
    public var isLocal: Bool { localForm != nil }

    /// The form that goes with a local route.
    public var localForm: DoseForm? {
        switch self {
        case .topical: .topical
        case .ophthalmic: .ophthalmic
        case .otic: .otic
        case .nasal: .nasal
        default: nil
        }
    }
    /// Swallowed, or given through a tube into the gut.
    public var isEnteral: Bool { self == .oral || self == .enteralTube || self == .sublingual }
}
