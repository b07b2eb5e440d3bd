import FHIRModels
import HTTPTypes
import MedicationDomain

/// What can be read by FHIR.
enum FHIRReadType: String, Sendable, CaseIterable {
    case detectedIssue = "DetectedIssue"
    case task = "Task"
    case flag = "Flag"
    case medicationRequest = "MedicationRequest"

    /// How the search by time is called there, and what it looks at.
    var dateParameter: String {
        switch self {
        case .detectedIssue: "identified"
        case .task: "authored-on"
        case .flag: "date"
        case .medicationRequest: "authoredon"
        }
    }

    var searchParameters: [(name: String, type: String, what: String)] {
        [
            ("patient", "reference", "Whose; needed for every search."),
            ("subject", "reference", "The same as patient."), ("_id", "token", "The resource's id."),
            ("identifier", "token", "The suite's own id."), ("status", "token", "One or several, separated by commas."),
            (dateParameter, "date", "With eq, ge, gt, le or lt before the date."),
        ]
    }
}

/// A search as its address asks for it.
struct FHIRSearch: Hashable, Sendable {
    static let largestPage = 500
    static let standardPage = 50

    /// A bound on a time.
    struct Bound: Hashable, Sendable {
        var isAtLeast: Bool
        var limit: Instant

        func holds(_ time: Instant?) -> Bool {
            guard let time else { return false }
            return isAtLeast ? time >= limit : time <= limit
        }
    }

    let type: FHIRReadType
    let patient: PatientID
    private(set) var ids: Set<String> = []
    private(set) var identifiers: Set<String> = []
    private(set) var statuses: Set<String> = []
    private(set) var bounds: [Bound] = []
    private(set) var count = FHIRSearch.standardPage
    private(set) var offset = 0
    /// Names of parameters that are not known, and were passed over.
    private(set) var ignored = 0
    /// What was used of the query, for the links of the answer.
    private(set) var used: [(name: String, value: String)] = []

    static func == (left: Self, right: Self) -> Bool {
        left.type == right.type && left.patient == right.patient && left.used.elementsEqual(right.used, by: ==)
    }
    func hash(into hasher: inout Hasher) { hasher.combine(patient) }

    /// - Parameter isStrict: what is not known is refused rather than passed over (`Prefer: handling=strict`).
    init(
        _ type: FHIRReadType, _ parameters: [(name: String, value: String)], isStrict: Bool
    ) throws(CDSRefusal) {
        self.type = type
        var patient: PatientID?
        for (name, value) in parameters {
            switch name {
            case "patient", "subject", "patient:Patient", "subject:Patient":
                let id = value.hasPrefix("Patient/") ? String(value.dropFirst("Patient/".count)) : value
                guard !id.isEmpty, patient == nil || patient?.rawValue == id else { throw .bad(name) }
                patient = PatientID(id)
            case "_id": ids.formUnion(FHIRSearch.list(value))
            case "identifier": identifiers.formUnion(FHIRSearch.list(value).map(FHIRSearch.value))
            case "status": statuses.formUnion(FHIRSearch.list(value).map(FHIRSearch.value))
            case type.dateParameter: bounds += try FHIRSearch.bounds(value, name)
            case "_count": count = min(try FHIRSearch.number(value, name), FHIRSearch.largestPage)
            case "_page": offset = try FHIRSearch.number(value, name)
            // The answer is JSON whatever is asked for here; another form was refused before.
            case "_format", "_pretty": continue
            default:
                // Its name is the asker's own text, which an answer does not repeat.
                guard !isStrict else {
                    throw CDSRefusal(.badRequest, .notSupported, "A search parameter is not known here.")
                }
                ignored += 1
                continue
            }
            used.append((name, value))
        }
        guard let patient else {
            throw CDSRefusal(.badRequest, .required, "A search names its patient.", at: "patient")
        }
        self.patient = patient
    }

    private static func list(_ value: String) -> [String] { value.split(separator: ",").map(String.init) }

    /// The code of `system|code`.
    private static func value(_ token: String) -> String {
        token.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false).last.map(String.init) ?? token
    }

    private static func number(_ text: String, _ name: String) throws(CDSRefusal) -> Int {
        guard let number = Int(text), (0...1_000_000).contains(number) else { throw .bad(name) }
        return number
    }

    private static func bounds(_ text: String, _ name: String) throws(CDSRefusal) -> [Bound] {
        let prefixes = ["eq", "ge", "gt", "le", "lt"]
        let prefix = prefixes.first { text.hasPrefix($0) }
        guard let date = FHIRDateTime(String(text.dropFirst(prefix?.count ?? 0))) else { throw .bad(name) }
        let step = Span(milliseconds: 1)
        return switch prefix {
        case "ge": [Bound(isAtLeast: true, limit: date.earliest)]
        case "gt": [Bound(isAtLeast: true, limit: date.latest + step)]
        case "le": [Bound(isAtLeast: false, limit: date.latest)]
        case "lt": [Bound(isAtLeast: false, limit: date.earliest - step)]
        default: [Bound(isAtLeast: true, limit: date.earliest), Bound(isAtLeast: false, limit: date.latest)]
        }
    }

    /// Whether a resource is asked for.
    func asks(for match: FHIRMatch) -> Bool {
        (ids.isEmpty || ids.contains(match.id)) && (identifiers.isEmpty || identifiers.contains(match.identifier))
            && (statuses.isEmpty || statuses.contains(match.status)) && bounds.allSatisfy { $0.holds(match.time) }
    }
}

/// A resource with what a search asks about it.
struct FHIRMatch: Hashable, Sendable {
    var id: String
    var identifier: String
    var status: String
    var time: Instant?
    var resource: JSONValue
}
