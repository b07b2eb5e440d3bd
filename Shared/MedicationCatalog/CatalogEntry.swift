public import MedicationDomain

/// Something the catalogue says about a medicine, and how far it is backed.
public struct CatalogFact<Value: Hashable & Sendable>: Hashable, Sendable {
    public let value: Value
    public let evidence: EvidenceLevel
    /// Empty only where the evidence is `unverified`.
    public let citations: [Citation]
}

/// One substance that can be recognised.
public struct CatalogEntry: Hashable, Sendable {
    /// Lower-case international (US) name.
    public let name: String
    public let rxNorm: CatalogFact<String>?
    public let atc: CatalogFact<[String]>?
    public let brands: CatalogFact<[String]>?
    public let synonyms: [String]
    public let products: [CatalogProduct]
    /// Local forms of this medicine that act on the whole body all the same, e.g. a nasal spray against pain.
    public let wholeBodyForms: [DoseForm]

    public var ingredient: Ingredient {
        Ingredient(name: name, rxNormCode: rxNorm?.value, atcCodes: atc?.value ?? [])
    }
}

/// One product of a substance: a form in a strength.
public struct CatalogProduct: Hashable, Sendable {
    public let name: String
    public let form: DoseForm
    public let strength: Strength
    public let evidence: EvidenceLevel
    public let citations: [Citation]
    public let rxNorm: CatalogFact<String>?
    public let ndc: CatalogFact<[String]>?
    /// Brand names that by themselves mean this product, or one of those that share the name.
    public let brands: [String]
}

/// Several substances in one product.
public struct CatalogCombination: Hashable, Sendable {
    /// Names of catalogue entries, in the order in which their strengths are written.
    public let ingredients: [String]
    /// The ingredient that matters most.
    public let leading: String
    public let brands: CatalogFact<[String]>?
    public let atc: CatalogFact<[String]>?
    public let synonyms: [String]
}
