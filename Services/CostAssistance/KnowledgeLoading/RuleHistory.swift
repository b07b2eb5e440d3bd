import EventContracts
import KnowledgeFiles
import MedicationDomain

/// Everything the rule set ever held, each piece with the day it came to be known.
///
/// What was known on a day is a view of it, with a version and a hash of its own: pieces that came later change
/// neither, so an old question can be answered again, byte for byte.
struct RuleHistory: Sendable {
    struct Piece<Value: Sendable>: Sendable {
        var value: Value
        var knownFrom: CalendarDay
        var digest: String
    }

    var programs: [Piece<Program>] = []
    var parameters: [String: Parameter] = [:]
    var states: [Piece<[String: USState]>] = []
    var incomeKinds: [Piece<[String: IncomeKind]>] = []
    var medicines: [Piece<MedicineWords>] = []
    var questions: [Piece<Questions>] = []

    /// The rules as known on a day, or all that is known; nil: the tables they rest on were not known yet.
    func rules(knownAt day: CalendarDay? = nil) -> AssistanceRules? {
        var record = Record()
        guard let states = record.latest(states, "states", day),
            let incomeKinds = record.latest(incomeKinds, "income-kinds", day),
            let medicines = record.latest(medicines, "medicines", day)
        else { return nil }
        // Programmes may ask nothing of their own.
        let questions = record.latest(questions, "questions", day) ?? Questions()
        let versions = Dictionary(grouping: programs, by: \.value.id).sorted { $0.key < $1.key }
        let programs = versions.compactMap { id, pieces in
            record.latest(pieces, "programme \(id)", day).map { program in
                var program = program
                program.reviews = program.reviews.known(at: day)
                record.add(program.reviews, of: id)
                program.status = program.status?.known(at: day)
                for dated in program.status?.dated ?? [] { record.add("status \(id) \(dated.digest)", dated.knownFrom) }
                return program
            }
        }
        let known = parameters.values.sorted { $0.id < $1.id }.compactMap { $0.known(at: day) }
        for parameter in known { record.add(parameter) }
        return AssistanceRules(
            programs: programs, parameters: Dictionary(known.map { ($0.id, $0) }, uniquingKeysWith: { $1 }),
            states: states, incomeKinds: incomeKinds, medicines: medicines, questions: questions,
            ruleSet: record.ruleSet)
    }

    /// What a view consists of.
    private struct Record {
        private var lines: [String] = []
        private var newest: CalendarDay?

        mutating func latest<Value>(_ pieces: [Piece<Value>], _ name: String, _ day: CalendarDay?) -> Value? {
            let known = pieces.filter { $0.knownFrom.isKnown(at: day) }
            guard let piece = known.max(by: { $0.knownFrom < $1.knownFrom }) else { return nil }
            add("\(name) \(piece.digest)", piece.knownFrom)
            return piece.value
        }

        mutating func add(_ parameter: Parameter) {
            for value in parameter.values {
                add("parameter \(parameter.id) \(parameter.unit) \(value.digest)", value.knownFrom)
            }
            add(parameter.reviews, of: parameter.id)
        }

        mutating func add(_ reviews: Reviews, of id: String) {
            lines.append("review \(id) \(reviews.first)")
            for review in reviews.later { add("review \(id) \(review.nextBy)", review.doneOn) }
        }

        mutating func add(_ line: String, _ knownFrom: CalendarDay) {
            lines.append(line)
            newest = max(newest ?? knownFrom, knownFrom)
        }

        /// The version is the day of the newest piece.
        var ruleSet: AssistanceDetermination.RuleSet {
            AssistanceDetermination.RuleSet(
                version: newest?.description ?? "", hash: KnowledgeVersion.digest(of: lines.sorted()))
        }
    }
}
