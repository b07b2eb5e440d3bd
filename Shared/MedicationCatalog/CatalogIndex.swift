import KnowledgeFiles
import MedicationDomain

/// The catalogue turned around: from codes and names to medicines.
struct CatalogIndex: Sendable {
    /// What a code stands for.
    struct Target: Hashable, Sendable {
        /// Entries, in the order in which strengths are written.
        var ingredients: [Int]
        var product: CatalogProduct?
        /// False where nobody has confirmed the code in a document.
        var isConfirmed = true
    }

    private(set) var rxNorm: [String: Target] = [:]
    /// One ATC code can stand for several combinations.
    private(set) var atc: [String: [Target]] = [:]
    private(set) var ndc: [String: Target] = [:]
    private(set) var names: NameIndex
    /// The leading ingredient of each combination.
    private(set) var leading: [Set<Int>: Int] = [:]
    private(set) var entryNumbers: [String: Int] = [:]

    init(_ files: CatalogFiles) throws {
        names = NameIndex(others: Set(files.otherMedicines.flatMap { TextTokens($0).words }))
        for phrase in files.notMedicines { names.insert(phrase, NameIndex.Target(ingredients: [])) }
        for (number, (entry, node)) in files.entries.enumerated() {
            try add(entry, number, at: node)
        }
        for (combination, node) in files.combinations { try add(combination, at: node) }
    }

    private mutating func add(_ entry: CatalogEntry, _ number: Int, at node: KnowledgeNode) throws {
        let target = Target(ingredients: [number])
        entryNumbers[entry.name] = number
        for name in [entry.name] + entry.synonyms + (entry.brands?.value ?? []) {
            try claim(name, NameIndex.Target(ingredients: [number]), at: node)
        }
        try addRxNorm(entry.rxNorm, target, at: node)
        for code in entry.atc?.value ?? [] { addATC(code, target, entry.atc?.evidence) }
        for (position, product) in entry.products.enumerated() {
            let target = Target(ingredients: [number], product: product)
            try addRxNorm(product.rxNorm, target, at: node)
            for code in product.ndc?.value ?? [] { try addNDC(code, target, at: node) }
            for brand in product.brands {
                let known = names.target(of: brand).map { $0.ingredients == [number] ? $0.products : [] } ?? []
                names.insert(brand, NameIndex.Target(ingredients: [number], products: known + [position]))
            }
        }
    }

    private mutating func add(_ combination: CatalogCombination, at node: KnowledgeNode) throws {
        let ingredients = try combination.ingredients.map { name in
            guard let number = entryNumbers[name] else {
                throw node.error(.unknownReference, "ingredient \"\(name)\" is not in the catalogue")
            }
            return number
        }
        // The same ingredients may be written in another order under another name: co-codamol begins with codeine.
        let lead = entryNumbers[combination.leading] ?? ingredients[0]
        let known = leading.updateValue(lead, forKey: Set(ingredients))
        guard known == nil || known == lead && !combination.synonyms.isEmpty else {
            throw node.error(.duplicateEntry, "these ingredients are a combination of the catalogue already")
        }
        names.insertCombination(ingredients)
        for name in combination.synonyms + (combination.brands?.value ?? []) {
            try claim(name, NameIndex.Target(ingredients: ingredients), at: node)
        }
        for code in combination.atc?.value ?? [] {
            addATC(code, Target(ingredients: ingredients), combination.atc?.evidence)
        }
    }

    private mutating func claim(_ name: String, _ target: NameIndex.Target, at node: KnowledgeNode) throws {
        guard names.target(of: name) == nil else {
            throw node.error(.duplicateEntry, "name \"\(name)\" is in the catalogue already")
        }
        names.insert(name, target)
    }

    private mutating func addRxNorm(_ fact: CatalogFact<String>?, _ target: Target, at node: KnowledgeNode) throws {
        guard let fact else { return }
        var target = target
        target.isConfirmed = fact.evidence != .unverified
        guard rxNorm.updateValue(target, forKey: fact.value) == nil else {
            throw node.error(.duplicateEntry, "RxNorm code \(fact.value) is in the catalogue already")
        }
    }

    private mutating func addATC(_ code: String, _ target: Target, _ evidence: EvidenceLevel?) {
        var target = target
        target.isConfirmed = evidence != .unverified
        atc[code, default: []].append(target)
    }

    private mutating func addNDC(_ code: String, _ target: Target, at node: KnowledgeNode) throws {
        for key in NationalDrugCode.productKeys(code) {
            if let known = ndc.updateValue(target, forKey: key), known.product != target.product {
                throw node.error(.duplicateEntry, "NDC \(code) is in the catalogue already")
            }
        }
    }
}
