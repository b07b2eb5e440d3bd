import EventContracts
import MedicationDomain

/// The filters as they stand in the address.
struct FilterView: Sendable {
    struct Choice: Sendable {
        let choice: String
        let choiceLabel: String
        let isChosen: Bool
    }
    struct Tab: Sendable {
        let tab: String
        let address: String
        let isCurrent: Bool
        let countKey: String
    }

    let severityChoices: [Choice]
    let kindChoices: [Choice]
    let statusValue: String?
    let patientValue: String
    let interruptiveChosen: Bool
    let ownedChoices: [Choice]
    /// Where nobody signs in there is no “mine”: the name is asked for.
    let asksOwner: Bool
    let ownerValue: String
    let ageChoices: [Choice]
    let dueChoices: [Choice]
    let zoneValue: Int
    let groupValue: String?
    /// The same, grouped or not.
    let byRiskAddress: String
    let byPatientAddress: String
    let filtered: Bool
    let tabs: [Tab]

    init(_ query: AlertQuery) {
        severityChoices = Severity.allCases.map {
            Choice(
                choice: $0.rawValue, choiceLabel: Wording.severity($0), isChosen: query.severities == [$0])
        }
        kindChoices = AlertKind.allCases.sorted { Wording.kind($0) < Wording.kind($1) }.map {
            Choice(choice: $0.rawValue, choiceLabel: Wording.kind($0), isChosen: query.kinds == [$0])
        }
        statusValue = query.statuses.isEmpty ? nil : query.statuses.map(\.rawValue).joined(separator: ",")
        patientValue = query.patient?.rawValue ?? ""
        interruptiveChosen = query.interruptive == true
        let ownerships = AlertOwnership.allCases.filter { $0 != .mine || query.reader.subject != nil }
        ownedChoices = FilterView.choices(ownerships, query.ownership, Wording.ownership)
        asksOwner = query.reader.subject == nil || query.owner != nil
        ownerValue = query.owner?.rawValue ?? ""
        ageChoices = FilterView.choices(AlertAge.allCases, query.age, Wording.age)
        dueChoices = FilterView.choices(AlertDueTime.allCases, query.due, Wording.due)
        zoneValue = query.zoneMinutes
        groupValue = query.groupsByPatient ? "patient" : nil
        var other = query
        other.groupsByPatient = false
        byRiskAddress = other.address(offset: 0)
        other.groupsByPatient = true
        byPatientAddress = other.address(offset: 0)
        filtered = query.isFiltered
        let stages: [(String, String, [Alert.Status])] = [
            ("To answer", "toAnswer", []), ("Answered", "answered", [.acknowledged, .overridden]),
            ("Resolved", "resolved", [.resolved]),
        ]
        tabs = stages.map { word, countKey, statuses in
            var stage = AlertQuery()
            (stage.statuses, stage.groupsByPatient) = (statuses, query.groupsByPatient)
            return Tab(
                tab: word, address: stage.address(offset: 0), isCurrent: query.statuses == statuses, countKey: countKey)
        }
    }

    private static func choices<Value: RawRepresentable<String> & Equatable>(
        _ all: [Value], _ chosen: Value?, _ words: (Value) -> String
    ) -> [Choice] {
        all.map { Choice(choice: $0.rawValue, choiceLabel: words($0), isChosen: $0 == chosen) }
    }
}

extension AlertQuery {
    /// The address that asks the same from another place on.
    func address(offset: Int) -> String {
        var items: [String] = []
        if !severities.isEmpty { items.append("severity=" + severities.map(\.rawValue).joined(separator: ",")) }
        if !kinds.isEmpty { items.append("kind=" + kinds.map(\.rawValue).joined(separator: ",")) }
        if !statuses.isEmpty { items.append("status=" + statuses.map(\.rawValue).joined(separator: ",")) }
        if let patient { items.append("patient=" + AlertRow.encoded(patient.rawValue)) }
        if let interruptive { items.append("interruptive=\(interruptive)") }
        if let ownership { items.append("owned=\(ownership.rawValue)") }
        if let owner { items.append("owner=" + AlertRow.encoded(owner.rawValue)) }
        if let age { items.append("age=\(age.rawValue)") }
        if let due { items.append("due=\(due.rawValue)") }
        if zoneMinutes != 0 { items.append("zone=\(zoneMinutes)") }
        if groupsByPatient { items.append("group=patient") }
        if limit != AlertQuery().limit { items.append("limit=\(limit)") }
        if offset > 0 { items.append("offset=\(offset)") }
        return items.isEmpty ? "/worklist" : "/worklist?" + items.joined(separator: "&")
    }
}
