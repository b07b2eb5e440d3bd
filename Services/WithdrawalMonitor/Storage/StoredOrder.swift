import EventContracts
import MedicationDomain

/// A baclofen order, as far as supply and stops depend on it.
struct StoredOrder: Codable, Hashable, Sendable {
    /// A daily dose and from when on it held; nil when it could not be understood.
    struct DoseStep: Codable, Hashable, Sendable {
        var since: Instant
        var dailyDose: Double?
        /// When the log told us.
        var seenAt: Instant
    }

    static let keptDoseSteps = 48

    var orderId: OrderID
    var status: OrderEvent.Status
    var medication: Medication
    var path: Regimen.Path
    /// Milligrams a day; micrograms for intrathecal orders.
    var doses: [DoseStep] = []
    var activeSince: Instant?
    var heldSince: Instant?
    var heldSeenAt: Instant?
    var endedAt: Instant?
    var endSeenAt: Instant?
    var isTaper: Bool
    var daysSupply: Double?
    var therapyContext: TherapyContext
    var priorOrderId: OrderID?
    var encounterId: EncounterID?
    var locationId: LocationID?
    var prescriberId: PractitionerID?
    var indication: String?
    /// In what time two doses in a row fall due; nil where the order does not say.
    var hoursOfTwoDoses: Double?
    var isAsNeeded: Bool?
    /// Its instructions follow each other in steps.
    var isSequence: Bool?
    /// Refills left on it, as last told; nil when nobody says.
    var refillsLeft: Int?

    init(_ order: OrderEvent) {
        orderId = order.orderId
        status = order.status
        medication = order.medication
        path = Regimen.Path(order)
        isTaper = false
        therapyContext = order.therapyContext
        describe(order)
    }

    var alertMedication: AlertMedication {
        AlertMedication(
            text: medication.text, ingredientRxNormCode: medication.ingredientRxNormCode,
            productRxNormCode: medication.productRxNormCode, ndc: medication.ndc, orderId: orderId,
            therapyContext: therapyContext, indication: indication)
    }

    /// Takes in what an event says of the order. `time` is when it happened, `now` when the log had it.
    mutating func apply(_ order: OrderEvent, happenedAt time: Instant, seenAt now: Instant) {
        describe(order)
        // What is reported has happened, whatever a clock that is ahead of the log's says: a stop in the future would
        // be no stop yet, and nobody would look again.
        let changed = min(order.statusChangedAt ?? time, time, now)
        let began = min(order.startsAt ?? order.authoredAt ?? time, time)
        switch order.status {
        case .accepted, .released, .amended:
            if activeSince == nil { activeSince = heldSince == nil ? began : changed }
            (heldSince, heldSeenAt, endedAt, endSeenAt) = (nil, nil, nil, nil)
            if !follow(order, from: doses.isEmpty ? activeSince ?? began : changed, seenAt: now) {
                note(dose: order, since: doses.isEmpty ? activeSince ?? began : changed, seenAt: now)
            }
        case .held:
            // A held order of a therapy under way interrupts it; a held new one has not begun.
            if activeSince == nil, order.therapyContext == .continuing {
                activeSince = began
                note(dose: order, since: began, seenAt: now)
            }
            if heldSince == nil { (heldSince, heldSeenAt) = (changed, now) }
        case .stopped, .completed:
            if activeSince == nil, heldSince == nil {
                activeSince = min(began, changed)
                note(dose: order, since: min(began, changed), seenAt: now)
            }
            end(at: changed, seenAt: now)
        case .retracted, .rejected:
            end(at: changed, seenAt: now)
        }
    }

    private mutating func end(at time: Instant, seenAt now: Instant) {
        guard endedAt == nil else { return }
        (endedAt, endSeenAt) = (time, now)
    }

    /// Takes over the steps of a sequence from a moment on; false when the order is none.
    ///
    /// What had been planned for later is replaced: an amended order tells its steps anew.
    private mutating func follow(_ order: OrderEvent, from moment: Instant, seenAt now: Instant) -> Bool {
        guard path == .enteral, let steps = DosePlan.steps(of: order) else { return false }
        let base = order.startsAt ?? activeSince ?? moment
        doses.removeAll { moment <= base || $0.since >= moment }
        isSequence = true
        for (index, step) in steps.enumerated() {
            let begins = base + .days(step.offsetDays)
            let ends = index + 1 < steps.count ? base + .days(steps[index + 1].offsetDays) : Instant.distantFuture
            guard ends > moment || doses.isEmpty else { continue }
            let since = doses.isEmpty ? begins : max(begins, moment)
            if let last = doses.last, last.dailyDose == step.dailyDose { continue }
            doses.append(DoseStep(since: since, dailyDose: step.dailyDose, seenAt: max(now, since)))
        }
        if doses.count > Self.keptDoseSteps { doses.removeFirst(doses.count - Self.keptDoseSteps) }
        return true
    }

    /// A taper that has come to its end, or one that does not say where it ends.
    var hasRunItsTaper: Bool {
        guard isTaper, let end = endedAt else { return false }
        guard let last = doses.last, last.dailyDose == 0 else { return true }
        return end + .days(1) >= last.since
    }

    private mutating func note(dose order: OrderEvent, since: Instant, seenAt now: Instant) {
        let dose = path == .intrathecal ? order.dailyDoseMicrograms : order.dailyDoseMilligrams
        isSequence = nil
        // A plain dose ends what had been planned in steps.
        doses.removeAll { $0.since > since && $0.since > now }
        if let last = doses.last, last.dailyDose == dose { return }
        doses.append(DoseStep(since: doses.last.map { max($0.since, since) } ?? since, dailyDose: dose, seenAt: now))
        if doses.count > Self.keptDoseSteps { doses.removeFirst(doses.count - Self.keptDoseSteps) }
    }

    private mutating func describe(_ order: OrderEvent) {
        status = order.status
        medication = order.medication
        path = Regimen.Path(order)
        isTaper = TaperRecognition.isTaper(order.dosageInstructions)
        daysSupply = order.daysSupply
        therapyContext = order.therapyContext
        priorOrderId = order.priorOrderId
        encounterId = order.encounterId
        locationId = order.locationId
        prescriberId = order.prescriberId
        indication = order.indication.first
        hoursOfTwoDoses = DoseInterval.hoursOfTwoDoses(order.dosageInstructions)
        let needed = order.dosageInstructions.filter(\.asNeeded).count
        isAsNeeded = needed > 0 && needed == order.dosageInstructions.count
        refillsLeft = order.refillsLeft ?? refillsLeft
    }
}
