import EventContracts
import Foundation
import MedicationDomain

/// The cases on the topic, as they stand: of each the newest word.
struct CaseOverview {
    private var newest: [EntityID: AssistanceCase] = [:]
    /// Words about cases that this program cannot read, of a newer one perhaps: the list is not whole then.
    private(set) var unreadable = 0

    /// Anything that is no case is passed over; a case that cannot be read is counted.
    mutating func take(_ message: Message) {
        guard let event = try? CloudEvent(message), AssistanceCase.types.contains(event.type), let data = event.data
        else { return }
        guard var standing = try? AssistanceCase.decode(data, type: event.type) else {
            unreadable += 1
            return
        }
        standing.revision = event.revision ?? standing.revision
        let known = newest[standing.entityID]?.revision ?? -1
        if standing.revision > known { newest[standing.entityID] = standing }
    }

    func cases(of patient: PatientID?, withEnded: Bool) -> [AssistanceCase] {
        newest.values.filter { standing in
            let isEnded = standing.state == .closed || standing.state == .denied
            return (patient == nil || standing.patientId == patient) && (withEnded || !isEnded)
        }.sorted { order($0) < order($1) }
    }

    private func order(_ standing: AssistanceCase) -> (Int, String, String) {
        (standing.dueOn?.daysSince1970 ?? .max, standing.patientId.rawValue, standing.caseId)
    }

    /// Dollars a month over all that is approved.
    func monthlySecured(of patient: PatientID?) -> Decimal {
        cases(of: patient, withEnded: false).filter { $0.state == .approved }
            .compactMap { $0.monthlySecured.flatMap { Decimal(amount: $0.amount) } }.reduce(0, +)
    }

    func text(of patient: PatientID?, withEnded: Bool) -> String {
        let found = cases(of: patient, withEnded: withEnded)
        let warning =
            unreadable == 0 ? "" : "\n\nNot whole: \(unreadable) words about cases could not be read by this program."
        guard !found.isEmpty else { return "No case stands." + warning }
        let rows = found.map { standing in
            [
                standing.dueOn?.description ?? "", standing.caseId, standing.patientId.rawValue, standing.programName,
                standing.state.rawValue, standing.until?.description ?? "",
                standing.monthlySecured.flatMap { Decimal(amount: $0.amount) }?.dollars ?? "",
                standing.missingDocuments.joined(separator: ", "),
            ]
        }
        let header = ["due", "case", "patient", "programme", "state", "until", "a month", "documents missing"]
        let table = TextTable(header: header, rows: rows).text
        return table + "\n\nSecured: \(monthlySecured(of: patient).dollars) a month." + warning
    }
}
