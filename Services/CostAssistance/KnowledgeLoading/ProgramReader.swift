import KnowledgeFiles
import MedicationDomain

/// Reads programme files.
struct ProgramReader {
    let words: CriterionWords

    /// A programme with the day it was known; a later file with its id replaces it from its own day on.
    func piece(_ document: KnowledgeNode) throws -> RuleHistory.Piece<Program> {
        RuleHistory.Piece(
            value: try program(document), knownFrom: try document.knownFrom(),
            digest: document.digest(leavingOut: ["version", "reviewed", "status"]))
    }

    func program(_ document: KnowledgeNode) throws -> Program {
        let fields = try document.mapping(allowed: [
            "version", "known-from", "id", "name", "kind", "benefit", "evidence", "income", "status", "applies-when",
            "other-pathways", "conflicts", "eligible-when", "scale", "notes", "decided-by", "apply", "cite",
            "review-by", "reviewed",
        ])
        let income = try fields.optional("income").map(basis)
        let criteria = CriterionReader(words: words, income: income)
        return Program(
            id: try fields.string("id"), name: try fields.string("name"), kind: try fields.string("kind"),
            benefit: try fields.choice("benefit"), evidence: try fields.evidence(), income: income,
            status: try fields.optional("status").map(ProgramStatusReader.status),
            appliesWhen: try fields.optional("applies-when").map(criteria.criterion),
            otherPathways: try fields.optionalList("other-pathways").map { node in
                let pathway = try node.mapping(allowed: ["when", "settled-by", "because"])
                return Program.Pathway(
                    when: try criteria.criterion(try pathway.required("when")),
                    settledBy: try pathway.string("settled-by"), because: try pathway.string("because"))
            },
            conflicts: try fields.optionalList("conflicts").map { try conflict($0, criteria) },
            eligibleWhen: try fields.optional("eligible-when").map(criteria.criterion),
            scale: try fields.optional("scale").map { try scale($0, income) },
            notes: try fields.optionalList("notes").map { node in
                let note = try node.mapping(allowed: ["text", "from"])
                return Program.Note(text: try note.string("text"), from: try note.optionalDay("from"))
            },
            decidedBy: try fields.string("decided-by"),
            application: try application(try fields.required("apply")), citations: try fields.citations(),
            reviews: try Reviews(first: try fields.day("review-by"), reviewed: fields))
    }

    private func basis(_ node: KnowledgeNode) throws -> IncomeBasis {
        let fields = try node.mapping(allowed: ["rule", "household", "guideline", "floor"])
        return IncomeBasis(
            rule: try fields.choice("rule"), household: try fields.choice("household"),
            guideline: try fields.choice("guideline"), hasFloor: try fields.optionalBoolean("floor") ?? false)
    }

    /// Income is no conflict: turned around, a limit would become a floor that nobody declared.
    private func conflict(_ node: KnowledgeNode, _ criteria: CriterionReader) throws -> Program.Conflict {
        let fields = try node.mapping(allowed: ["when", "because"])
        let when = try criteria.criterion(try fields.required("when"))
        let isMoney = when.parts.contains { part in
            switch part {
            case .income, .resources: true
            default: false
            }
        }
        guard !isMoney else { throw node.error(.invalid, "income and resources cannot be a conflict") }
        return Program.Conflict(when: when, because: try fields.string("because"))
    }

    private func scale(_ node: KnowledgeNode, _ income: IncomeBasis?) throws -> String {
        let id = try node.string()
        guard let parameter = words.parameters.parameters[id] else {
            throw node.error(.unknownReference, "parameter \"\(id)\" is declared nowhere")
        }
        guard parameter.bracketUnit == ParameterUnit.percent.rawValue, income != nil else {
            throw node.error(.invalid, "a scale needs brackets in %, and a programme that counts income")
        }
        return id
    }

    private func application(_ node: KnowledgeNode) throws -> Program.Application {
        let fields = try node.mapping(allowed: ["how", "href", "documents", "days-to-first-dose", "effort"])
        let days = try fields.optionalMapping("days-to-first-dose", allowed: ["value", "evidence"])
        return Program.Application(
            how: try fields.string("how"), href: try fields.optionalString("href"),
            documents: try fields.strings("documents"), daysToFirstDose: try days?.integer("value"),
            daysEvidence: try days?.evidence(), effort: try fields.choice("effort"))
    }
}

/// Reads whether a programme takes applications: dated and cited like a number.
enum ProgramStatusReader {
    static func status(_ node: KnowledgeNode) throws -> Program.Status {
        let nodes = try node.list()
        var dated: [Program.Status.Dated] = []
        for node in nodes {
            let cited = try CitedValue(node) { try $0.choice(Program.Status.State.self) }
            guard let knownFrom = cited.knownFrom else {
                throw node.error(.missingKey, "key \"known-from\" is missing: the day this was recorded")
            }
            if let last = dated.last {
                guard last.from <= cited.from, last.knownFrom <= knownFrom else {
                    throw node.error(.dateOutOfOrder, "states of a programme go by date and by the day they were known")
                }
                guard last.from < cited.from || last.knownFrom < knownFrom else {
                    throw node.error(.duplicateDate, "\(cited.from) has a state already")
                }
                guard last.from == cited.from || last.to.map({ $0 < cited.from }) ?? true else {
                    throw node.error(.overlappingDates, "begins on \(cited.from), while the one before still holds")
                }
            }
            dated.append(
                Program.Status.Dated(
                    state: cited.value, from: cited.from, to: cited.to, knownFrom: knownFrom,
                    citations: cited.citations, digest: node.digest()))
        }
        return Program.Status(dated: dated)
    }
}
