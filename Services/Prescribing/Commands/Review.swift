import EventContracts
import MedicationDomain
import ServiceRuntime

/// Takes documents in and judges their patients, as the service would.
struct Review {
    let intake: HospitalIntake
    let policy: JudgementPolicy
    private var charts: [PatientID: PatientChart] = [:]
    private var orders: [EntityID: OrderEvent] = [:]
    private var unread: [ReviewReport.Unread] = []
    private var ignored: [String: Int] = [:]

    init(intake: HospitalIntake, policy: JudgementPolicy) { (self.intake, self.policy) = (intake, policy) }

    mutating func take(_ document: [UInt8], from place: String, at now: Instant) {
        let result = intake.read(Message(value: document))
        if let refusal = result.refusal {
            unread.append(ReviewReport.Unread(place: place, code: refusal.code, element: refusal.message))
        }
        for type in result.ignored { ignored[type, default: 0] += 1 }
        for case let facts as HospitalFacts in result.forwarded {
            let outcome = policy.take(facts, into: charts[facts.patientId] ?? PatientChart(), at: now)
            charts[facts.patientId] = outcome.chart
            for case let order as OrderEvent in outcome.announcements.map(\.payload) { orders[order.entityID] = order }
            if let refusal = outcome.refusal {
                unread.append(ReviewReport.Unread(place: place, code: refusal.code, element: refusal.message))
            }
        }
    }

    /// A file that nobody could read is no clean one.
    mutating func noteUnreadable(_ place: String, code: String = "unreadable", element: String = "file") {
        unread.append(ReviewReport.Unread(place: place, code: code, element: element))
    }

    func report(at now: Instant) -> ReviewReport {
        ReviewReport(
            asOf: now, orders: orders.values.sorted { ($0.patientId, $0.orderId) < ($1.patientId, $1.orderId) },
            alerts: charts.sorted { $0.key < $1.key }.flatMap { $0.value.alerts.open }, unread: unread,
            ignored: ignored)
    }
}
