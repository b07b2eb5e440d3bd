import KnowledgeFiles

/// Reads the small tables: states, kinds of income, words for medicines.
enum ReferenceData {
    static func states(_ document: KnowledgeNode) throws -> [String: USState] {
        let fields = try document.mapping(allowed: ["version", "states", "evidence", "cite"])
        _ = (try fields.citations(), try fields.evidence())
        var states: [String: USState] = [:]
        for entry in try fields.required("states").entries() {
            guard entry.key.utf8.count == 2, entry.key.allSatisfy(\.isUppercase) else {
                throw entry.keyNode.error(.wrongType, "a state's two capital letters are needed here")
            }
            let state = try entry.value.mapping(allowed: ["name", "poverty-area"])
            states[entry.key] = USState(
                code: entry.key, name: try state.string("name"), povertyArea: try state.optionalString("poverty-area"))
        }
        return states
    }

    static func incomeKinds(_ document: KnowledgeNode) throws -> [String: IncomeKind] {
        let fields = try document.mapping(allowed: ["version", "kinds", "evidence", "cite"])
        _ = (try fields.citations(), try fields.evidence())
        var kinds: [String: IncomeKind] = [:]
        for entry in try fields.required("kinds").entries() {
            let kind = try entry.value.mapping(allowed: ["earned", "counts-for-magi"])
            kinds[entry.key] = IncomeKind(
                isEarned: try kind.boolean("earned"), countsForMAGI: try kind.boolean("counts-for-magi"))
        }
        return kinds
    }

    static func medicines(_ document: KnowledgeNode) throws -> MedicineWords {
        let fields = try document.mapping(allowed: ["version", "generics", "brands", "forms", "evidence", "cite"])
        _ = (try fields.citations(), try fields.evidence())
        let brands = try fields.required("brands").entries().map { entry in
            let brand = try entry.value.mapping(allowed: ["form"])
            return MedicineWords.Brand(name: entry.key, form: try brand.optionalChoice("form"))
        }
        var forms: [MedicineForm: [String]] = [:]
        for entry in try fields.required("forms").entries() {
            guard let form = MedicineForm(rawValue: entry.key) else {
                throw entry.keyNode.error(.notAllowed, "\"\(entry.key)\" is no form of a medicine")
            }
            forms[form] = try entry.value.strings()
        }
        return MedicineWords(generics: try fields.strings("generics"), brands: brands, forms: forms)
    }
}
