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
    private var events = ReviewEvents()

    init(intake: HospitalIntake, policy: JudgementPolicy) { (self.intake, self.policy) = (intake, policy) }

    mutating func take(_ document: [UInt8], from place: String, at now: Instant) {
        let result = intake.read(Message(value: document))
        if let refusal = result.refusal {
            unread.append(ReviewReport.Unread(place: place, code: refusal.code, element: refusal.message))
        }
        for type in result.ignored { ignored[type, default: 0] += 1 }
        for case let facts as HospitalFacts in result.forwarded {
            let chart = charts[facts.patientId] ?? PatientChart()
            note(policy.take(facts, into: chart, at: now), of: facts.patientId, from: place, at: now)
        }
    }

    /// Owners of merged records tell each other through the log; here they all sit at one table.
    private mutating func note(
        _ first: JudgementPolicy.Outcome, of patient: PatientID, from place: String, at now: Instant
    ) {
        var waiting = [(first, patient)]
        while !waiting.isEmpty {
            let (outcome, patient) = waiting.removeFirst()
            let isNews = outcome.chart != charts[patient] ?? PatientChart()
            charts[patient] = outcome.chart
            if let refusal = outcome.refusal {
                unread.append(ReviewReport.Unread(place: place, code: refusal.code, element: refusal.message))
            }
            for payload in outcome.announcements.map(\.payload) {
                switch payload {
                case let order as OrderEvent: orders[order.entityID] = order
                case let handover as PatientHandover where isNews:
                    let chart = charts[handover.patientId] ?? PatientChart()
                    waiting.append((policy.take(handover, into: chart, at: now), handover.patientId))
                case let claim as PatientClaim where isNews:
                    let chart = charts[claim.patientId] ?? PatientChart()
                    waiting.append((policy.take(claim, into: chart, at: now), claim.patientId))
                default: events.note(payload, of: patient)
                }
            }
        }
    }

    /// A file that nobody could read is no clean one.
    mutating func noteUnreadable(_ place: String, code: String = "unreadable", element: String = "file") {
        unread.append(ReviewReport.Unread(place: place, code: code, element: element))
    }

    /// Orders where they are judged.
    private var judged: [OrderEvent] {
        orders.values.filter { $0.isHandedBack != true && charts[$0.patientId]?.isRetired != true }
    }

    /// What was understood, as the service would announce it.
    func announced(at now: Instant) throws -> [String] {
        try events.lines(with: judged.sorted { ($0.patientId, $0.orderId) < ($1.patientId, $1.orderId) }, at: now)
    }

    func report(at now: Instant) -> ReviewReport {
        ReviewReport(
            asOf: now, orders: judged.sorted { ($0.patientId, $0.orderId) < ($1.patientId, $1.orderId) },
            alerts: charts.sorted { $0.key < $1.key }.flatMap { $0.value.alerts.open }, unread: unread,
            ignored: ignored)
    }
}
