import EventContracts
import GRDB
import MedicationDomain

/// Which alerts somebody wants to see.
///
/// They come by risk, a total order: unanswered before answered before resolved, interruptive first, then severity,
/// then escalation level (highest first), then due time (earliest first, none last), then the time of raising
/// (oldest first), then the alert's id.
struct AlertQuery: Hashable, Sendable {
    static let largestPage = 500

    var severities: [Severity] = []
    var kinds: [AlertKind] = []
    /// Empty: what still needs an answer, provisional findings included.
    var statuses: [Alert.Status] = []
    var patient: PatientID?
    var interruptive: Bool?
    var ownership: AlertOwnership?
    /// Whose the alerts are, by name; `ownership` is the question without one.
    var owner: PractitionerID?
    /// At least so old.
    var age: AlertAge?
    var due: AlertDueTime?
    /// Minutes that the asker's clocks are ahead of UTC: where their day ends.
    var zoneMinutes = 0
    /// The patients by their riskiest alert, and each one's alerts together.
    var groupsByPatient = false
    /// Minor and informative alerts are shown on request only: whoever sees them all day sees no others.
    var keepsMinorBack = false
    var limit = 100
    var offset = 0

    /// Who asks, and when: what “mine” and “overdue” mean.
    var reader = Reader()

    struct Reader: Hashable, Sendable {
        /// Nil where nobody signs in.
        var subject: PractitionerID?
        var now = Instant(millisecondsSince1970: 0)
    }

    /// Reads the query of an address; throws the name of the parameter that cannot be understood.
    init(_ parameters: [(name: String, value: String)], for reader: Reader) throws(BadParameter) {
        self.reader = reader
        for (name, value) in parameters where !value.isEmpty {
            switch name {
            case "severity": severities += try AlertQuery.list(value, name)
            case "kind": kinds += try AlertQuery.list(value, name)
            case "status":
                statuses += value == "all" ? Alert.Status.allCases : try AlertQuery.list(value, name)
            case "patient": patient = PatientID(value)
            case "interruptive": interruptive = try AlertQuery.flag(value, name)
            case "owned": ownership = try AlertQuery.ownership(value, reader, name)
            case "owner": owner = PractitionerID(value)
            case "age": age = try AlertQuery.word(value, name)
            case "due": due = try AlertQuery.word(value, name)
            case "zone": zoneMinutes = try AlertQuery.number(value, name, in: -840...840)
            case "group":
                guard value == "patient" else { throw BadParameter(name: name) }
                groupsByPatient = true
            case "limit": limit = try AlertQuery.number(value, name, in: 1...AlertQuery.largestPage)
            case "offset": offset = try AlertQuery.number(value, name, in: 0...1_000_000)
            // Its name is the asker's own text, which an error does not repeat.
            default: throw BadParameter(name: BadParameter.unknown)
            }
        }
    }

    init() {}

    /// As SQL: what is shown on request, by the rank that stands in the index.
    static let isMinor = "severityRank >= \(Severity.minor.listRank)"

    /// The same for a page of work: nobody asked for a severity, a kind or a patient, so the minor ones stay back.
    var forWork: AlertQuery {
        var query = self
        let asksForOwn = owner != nil || ownership == .mine
        query.keepsMinorBack =
            statuses.isEmpty && severities.isEmpty && kinds.isEmpty && patient == nil && !asksForOwn
        return query
    }

    /// Whether anything is left out beyond what a page holds.
    var isFiltered: Bool {
        !severities.isEmpty || !kinds.isEmpty || patient != nil || interruptive != nil || ownership != nil
            || owner != nil || age != nil || due != nil
    }

    var condition: (sql: String, arguments: StatementArguments) {
        var parts: [String] = []
        var arguments = StatementArguments()
        func among(_ column: String, _ values: [some RawRepresentable<String>]) {
            guard !values.isEmpty else { return }
            parts.append("\(column) IN (\(values.map { _ in "?" }.joined(separator: ", ")))")
            arguments += StatementArguments(values.map(\.rawValue))
        }
        // Where all are of one stage, the order by risk is read off the index.
        let stages = Set(statuses.map { AlertStage(of: $0).rawValue })
        if statuses.isEmpty { parts.append("stage = 0") } else { among("status", statuses) }
        if stages.count == 1, let stage = stages.first { parts.append("stage = \(stage)") }
        among("severity", severities)
        if keepsMinorBack { parts.append("NOT (\(AlertQuery.isMinor))") }
        among("kind", kinds)
        if let patient {
            parts.append("patientId = ?")
            arguments += [patient.rawValue]
        }
        if let interruptive {
            parts.append("interruptive = ?")
            arguments += [interruptive]
        }
        if ownership == .nobody { parts.append("owner IS NULL") }
        for name in [owner, ownership == .mine ? reader.subject : nil].compactMap(\.self) {
            parts.append("owner = ?")
            arguments += [name.rawValue]
        }
        if let age {
            parts.append("raisedAt <= ?")
            arguments += [(reader.now - age.span).millisecondsSince1970]
        }
        if let due {
            parts.append("dueAt < ?")
            arguments += [due.end(asOf: reader.now, zoneMinutes: zoneMinutes).millisecondsSince1970]
        }
        return (parts.joined(separator: " AND "), arguments)
    }

    private static func word<Value: RawRepresentable<String>>(
        _ text: String, _ name: String
    ) throws(BadParameter) -> Value {
        guard let value = Value(rawValue: text) else { throw BadParameter(name: name) }
        return value
    }

    /// “Mine” is somebody's who signed in.
    private static func ownership(
        _ text: String, _ reader: Reader, _ name: String
    ) throws(BadParameter) -> AlertOwnership {
        let ownership: AlertOwnership = try word(text, name)
        guard ownership != .mine || reader.subject != nil else { throw BadParameter(name: name) }
        return ownership
    }

    private static func list<Value: RawRepresentable<String>>(
        _ text: String, _ name: String
    ) throws(BadParameter) -> [Value] {
        var values: [Value] = []
        for part in text.split(separator: ",") {
            guard let value = Value(rawValue: String(part)) else { throw BadParameter(name: name) }
            values.append(value)
        }
        return values
    }

    private static func flag(_ text: String, _ name: String) throws(BadParameter) -> Bool {
        guard let flag = Bool(text) else { throw BadParameter(name: name) }
        return flag
    }

    private static func number(
        _ text: String, _ name: String, in range: ClosedRange<Int>
    ) throws(BadParameter) -> Int {
        guard let number = Int(text), range.contains(number) else { throw BadParameter(name: name) }
        return number
    }
}

/// A query parameter that is unknown or holds something else than it should.
struct BadParameter: Error, Hashable {
    static let unknown = "(unknown)"

    let name: String
}
