import KnowledgeFiles
import MedicationDomain

/// Reads what stands in the catalogue's files; every error names its line.
struct CatalogFiles {
    /// What was read, each with the place it stands at.
    var entries: [(entry: CatalogEntry, node: KnowledgeNode)] = []
    var combinations: [(combination: CatalogCombination, node: KnowledgeNode)] = []
    var notMedicines: [String] = []
    /// Medicines that are not in the catalogue and whose names are near to one that is.
    var otherMedicines: [String] = []

    init(_ folder: KnowledgeFolder) throws {
        for document in folder.documents {
            let keys = ["version", "review-by", "medications", "combinations", "not-medicines", "other-medicines"]
            let file = try document.mapping(allowed: keys)
            _ = try file.optionalDay("review-by")
            for node in try file.optionalList("medications") { entries.append((try CatalogEntry(node), node)) }
            for node in try file.optionalList("combinations") {
                combinations.append((try CatalogCombination(node), node))
            }
            notMedicines += try file.optionalStrings("not-medicines")
            otherMedicines += try file.optionalStrings("other-medicines")
        }
    }
}

extension CatalogFact {
    /// Reads `evidence`, `cite` and one more key; only what is `unverified` may go without a citation.
    init(_ node: KnowledgeNode, key: String, value read: (KnowledgeNode) throws -> Value) throws {
        let fields = try node.mapping(allowed: [key, "evidence", "cite"])
        value = try read(try fields.required(key))
        evidence = try fields.evidence()
        let mayLackCitation = evidence == .unverified && fields.optional("cite") == nil
        citations = mayLackCitation ? [] : try fields.citations()
    }
}

extension CatalogEntry {
    init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(
            allowed: ["name", "rxnorm", "atc", "brands", "synonyms", "products", "whole-body-forms"])
        name = try fields.string("name")
        rxNorm = try fields.optional("rxnorm").map { try CatalogFact($0, key: "code") { try $0.code() } }
        atc = try fields.optional("atc").map { try CatalogFact($0, key: "codes") { try $0.codes() } }
        brands = try fields.optional("brands").map { try CatalogFact($0, key: "names") { try $0.strings() } }
        synonyms = try fields.optionalStrings("synonyms")
        products = try fields.optionalList("products").map { try CatalogProduct($0) }
        let wholeBody = try fields.optional("whole-body-forms").map { node in
            try CatalogFact(node, key: "forms") { try $0.list().map { try $0.choice(DoseForm.self) } }
        }
        wholeBodyForms = wholeBody?.value ?? []
    }
}

extension CatalogProduct {
    init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(
            allowed: ["name", "form", "strength", "evidence", "cite", "rxnorm", "ndc", "brands"])
        name = try fields.string("name")
        form = try fields.choice("form")
        let amounts = try fields.mapping("strength", allowed: ["mg-per-unit", "mg-per-ml"])
        strength = Strength(
            milligramsPerUnit: try amounts.optionalDouble("mg-per-unit"),
            milligramsPerMilliliter: try amounts.optionalDouble("mg-per-ml"))
        guard (strength.milligramsPerUnit == nil) != (strength.milligramsPerMilliliter == nil) else {
            throw amounts.node.error(.invalid, "a strength is either \"mg-per-unit\" or \"mg-per-ml\"")
        }
        evidence = try fields.evidence()
        citations = try fields.citations()
        rxNorm = try fields.optional("rxnorm").map { try CatalogFact($0, key: "code") { try $0.code() } }
        ndc = try fields.optional("ndc").map { try CatalogFact($0, key: "codes") { try $0.productCodes() } }
        brands = try fields.optionalStrings("brands")
    }
}

extension CatalogCombination {
    init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(allowed: ["ingredients", "leading", "brands", "atc", "synonyms"])
        ingredients = try fields.strings("ingredients")
        leading = try fields.optionalString("leading") ?? ingredients.first ?? ""
        guard ingredients.count > 1, ingredients.contains(leading) else {
            throw node.error(.invalid, "a combination has two ingredients or more, the leading one among them")
        }
        brands = try fields.optional("brands").map { try CatalogFact($0, key: "names") { try $0.strings() } }
        atc = try fields.optional("atc").map { try CatalogFact($0, key: "codes") { try $0.codes() } }
        synonyms = try fields.optionalStrings("synonyms")
    }
}

extension KnowledgeNode {
    fileprivate func code() throws -> String {
        let text = try string()
        guard text.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            throw error(.wrongType, "an RxNorm code is digits")
        }
        return text
    }

    /// ATC codes of the fifth level, such as `M03BX01`.
    fileprivate func codes() throws -> [String] {
        try list().map { node in
            let text = try node.string()
            guard text.count == 7, text.allSatisfy({ $0.isASCII && ($0.isUppercase || $0.isNumber) }) else {
                throw node.error(.wrongType, "an ATC code has seven signs, such as M03BX01")
            }
            return text
        }
    }

    fileprivate func productCodes() throws -> [String] {
        try list().map { node in
            let text = try node.string()
            guard text.contains("-"), NationalDrugCode.productKeys(text).count == 1 else {
                throw node.error(.wrongType, "an NDC is written with dashes here, such as 70710-1285-1")
            }
            return text
        }
    }
}
