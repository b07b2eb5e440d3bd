import KnowledgeFiles
import MedicationDomain

/// Reads the small tables: states, kinds of income, words for medicines.
enum ReferenceData {
    /// A table and the later ones that replace it as a whole, each from the day it was known.
    static func tables<Table: Sendable>(
        _ folder: KnowledgeFolder, _ name: String, _ read: (KnowledgeNode) throws -> Table
    ) throws -> [RuleHistory.Piece<Table>] {
        // Asking for the first one says which file is missing.
        _ = try folder.document(named: name + ".yaml")
        var pieces: [RuleHistory.Piece<Table>] = []
        for document in folder.documents(named: name) {
            let piece = RuleHistory.Piece(
                value: try read(document), knownFrom: try document.knownFrom(),
                digest: document.digest(leavingOut: ["version"]))
            guard !pieces.contains(where: { $0.knownFrom == piece.knownFrom }) else {
                throw document.error(.duplicateEntry, "table \"\(name)\" is known from \(piece.knownFrom) already")
            }
            pieces.append(piece)
        }
        return pieces
    }

    static func states(_ document: KnowledgeNode) throws -> [String: USState] {
        let fields = try document.mapping(allowed: ["version", "known-from", "states", "evidence", "cite"])
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
        let fields = try document.mapping(allowed: ["version", "known-from", "kinds", "evidence", "cite"])
        _ = (try fields.citations(), try fields.evidence())
        var kinds: [String: IncomeKind] = [:]
        for entry in try fields.required("kinds").entries() {
            let kind = try entry.value.mapping(allowed: ["earned", "counts-for-magi"])
            kinds[entry.key] = IncomeKind(
                isEarned: try kind.boolean("earned"), countsForMAGI: try kind.boolean("counts-for-magi"))
        }
        return kinds
    }

    static func questions(_ document: KnowledgeNode) throws -> Questions {
        let fields = try document.mapping(allowed: ["version", "known-from", "inputs", "questions"])
        var questions = Questions()
        for entry in try fields.required("inputs").entries() { questions.inputs[entry.key] = try entry.value.string() }
        for entry in try fields.required("questions").entries() {
            let question = try entry.value.mapping(allowed: ["ask", "answers", "number"])
            let choices = try question.optionalStrings("answers")
            guard try choices.isEmpty == (question.optionalBoolean("number") == true) else {
                throw entry.keyNode.error(.invalid, "a question has answers, or asks a number")
            }
            questions.asked[entry.key] = Questions.Question(
                id: entry.key, ask: try question.string("ask"), choices: choices)
        }
        return questions
    }

    static func medicines(_ document: KnowledgeNode) throws -> MedicineWords {
        let fields = try document.mapping(allowed: [
            "version", "known-from", "generics", "brands", "forms", "evidence", "cite",
        ])
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

extension KnowledgeNode {
    /// The day this rule set first had a whole file, `known-from` at its top.
    func knownFrom() throws -> CalendarDay {
        for entry in try entries() where entry.key == "known-from" { return try entry.value.day() }
        throw error(.missingKey, "key \"known-from\" is missing: the day this rule set first had the file")
    }
}
