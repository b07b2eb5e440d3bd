import EventContracts
import Foundation
import GRDB
import MedicationDomain

/// What became of each rule's alerts, counted in the read model: the newest word of every alert, nothing of a patient.
enum RuleMeasureQuery {
    static func all(in database: Database) throws -> [RuleMeasure] {
        var measures: [RuleMeasure.Name: RuleMeasure] = [:]
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT substr(id, 1, instr(id, ':') - 1), interruptive, status,
                    json_extract(text, '$.rule.id'), json_extract(text, '$.answer.action'),
                    json_extract(text, '$.answer.reason.code'),
                    (julianday(json_extract(text, '$.answer.at')) - julianday(coalesce(
                        json_extract(text, '$.answer.seenAt'), json_extract(text, '$.updatedAt'),
                        json_extract(text, '$.raisedAt')))) * 86400
                FROM (SELECT id, interruptive, status, CAST(document AS TEXT) AS text FROM alert)
                """)
        while let row = try rows.next() {
            let (service, rule): (String?, String?) = (row[0], row[3])
            let name = RuleMeasure.Name(service: service ?? "", rule: rule ?? "unknown")
            var measure = measures[name] ?? RuleMeasure(name: name)
            measure.take(
                isInterruptive: row[1] ?? false, status: (row[2] as String?).flatMap(Alert.Status.init(rawValue:)),
                action: (row[4] as String?).flatMap(AlertResponse.Action.init(rawValue:)),
                reason: (row[5] as String?).map { AlertResponse.Reason(code: $0) }, wait: row[6])
            measures[name] = measure
        }
        return measures.values.sorted {
            ($1.interruptions, $1.alerts, $0.name) < ($0.interruptions, $0.alerts, $1.name)
        }
    }
}

/// One rule's alerts and the answers to them.
struct RuleMeasure: AnswerMeasures, Hashable, Sendable {
    struct Name: Hashable, Comparable, Sendable {
        var service: String
        var rule: String
        static func < (left: Name, right: Name) -> Bool { (left.service, left.rule) < (right.service, right.rule) }
    }

    let name: Name
    private(set) var alerts = 0
    private(set) var interruptions = 0
    /// Not answered, and not over.
    private(set) var waiting = 0
    private(set) var acknowledged = 0
    /// By coded reason; what is no code is `other`.
    private(set) var overrides: [String: Int] = [:]
    /// Seconds from what was seen to the answer.
    private(set) var waits: [Double] = []

    init(name: Name) { self.name = name }

    mutating func take(
        isInterruptive: Bool, status: Alert.Status?, action: AlertResponse.Action?, reason: AlertResponse.Reason?,
        wait: Double?
    ) {
        alerts += 1
        if isInterruptive { interruptions += 1 }
        if status == .open || status == .provisional { waiting += 1 }
        switch action {
        case .acknowledged: acknowledged += 1
        case .overridden: overrides[AlertResponse.Reason.label(reason), default: 0] += 1
        case .assigned, .reopened, nil: return
        }
        if let wait, wait.isFinite { waits.append(max(0, wait)) }
    }
}
