import KnowledgeFiles
import MedicationDomain

/// Reads programme files.
struct ProgramReader {
    let states: [String: USState]
    let units: [String: ParameterUnit]

    /// A programme with the day it was known; a later file with its id replaces it from its own day on.
    func piece(_ document: KnowledgeNode) throws -> RuleHistory.Piece<Program> {
        RuleHistory.Piece(
            value: try program(document), knownFrom: try document.knownFrom(),
            digest: document.digest(leavingOut: ["version", "reviewed"]))
    }

    func program(_ document: KnowledgeNode) throws -> Program {
        let fields = try document.mapping(allowed: [
            "version", "known-from", "id", "name", "kind", "benefit", "applies-when", "other-pathways", "eligible-when",
            "notes",
            "decided-by", "apply", "cite", "review-by", "reviewed",
        ])
        let criteria = CriterionReader(states: states, units: units)
        return Program(
            id: try fields.string("id"), name: try fields.string("name"), kind: try fields.string("kind"),
            benefit: try fields.choice("benefit"),
            appliesWhen: try fields.optional("applies-when").map(criteria.criterion),
            otherPathways: try fields.optionalList("other-pathways").map { node in
                let pathway = try node.mapping(allowed: ["when", "settled-by", "because"])
                return Program.Pathway(
                    when: try criteria.criterion(try pathway.required("when")),
                    settledBy: try pathway.string("settled-by"), because: try pathway.string("because"))
            },
            eligibleWhen: try fields.optional("eligible-when").map(criteria.criterion),
            notes: try fields.optionalList("notes").map { node in
                let note = try node.mapping(allowed: ["text", "from"])
                return Program.Note(text: try note.string("text"), from: try note.optionalDay("from"))
            },
            decidedBy: try fields.string("decided-by"),
            application: try application(try fields.required("apply")), citations: try fields.citations(),
            reviews: try Reviews(first: try fields.day("review-by"), reviewed: fields))
    }

    private func application(_ node: KnowledgeNode) throws -> Program.Application {
        let fields = try node.mapping(allowed: ["how", "href", "documents", "days-to-first-dose"])
        let days = try fields.optionalMapping("days-to-first-dose", allowed: ["value", "evidence"])
        return Program.Application(
            how: try fields.string("how"), href: try fields.optionalString("href"),
            documents: try fields.strings("documents"), daysToFirstDose: try days?.integer("value"),
            daysEvidence: try days?.evidence())
    }
}
