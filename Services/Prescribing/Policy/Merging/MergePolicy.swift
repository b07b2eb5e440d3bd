import EventContracts
import MedicationDomain

/// Merging and unmerging records (Docs/Decisions/0009).
///
/// A merged record keeps its facts and hands them to the survivor, whole, each time they change; the survivor judges the
/// union. So nothing depends on what came first, and undoing it is one message.
extension JudgementPolicy {
    /// The survivor's owner: what a merged record has now.
    func take(_ handover: PatientHandover, into chart: PatientChart, at now: Instant) -> Outcome {
        var outcome = Outcome(chart: chart)
        let (patient, other) = (handover.patientId, handover.from)
        guard other != patient else {
            outcome.refusal = Self.circle
            return outcome
        }
        let annexes = chart.merging?.annexes ?? [:]
        var annex: ChartMerging.Annex?
        if handover.isInForce {
            // What went through other records and came back is this record's own.
            annex = .init(facts: handover.facts.filter { $0.origin != patient }, merges: handover.merges)
        }
        guard annexes[other.rawValue] != annex else { return outcome }
        guard annex == nil || annexes[other.rawValue] != nil || annexes.count < ChartMerging.annexLimit else {
            outcome.refusal = Refusal(code: "too-many-merged", message: "too many records are merged into one")
            let isClaimed = chart.merging?.claimed.contains(other) ?? false
            let full = PatientClaim(patientId: other, by: patient, isInForce: isClaimed, isFull: true)
            outcome.announcements.append(Announcement(full, on: .claims, about: other))
            return outcome
        }
        let touched = outcome.replaceAnnex(of: other, by: annex, in: patient, at: now)
        let isLeaving = annex?.facts.isEmpty ?? true && annexes[other.rawValue]?.facts.isEmpty == false
        settle(
            &outcome, of: patient, since: chart, touched: touched, leaving: isLeaving ? other : nil, isToBeJudged: true,
            at: now)
        return outcome
    }

    /// The merged record's owner: another record says that it replaces this one, or no longer says so.
    func take(_ claim: PatientClaim, into chart: PatientChart, at now: Instant) -> Outcome {
        var outcome = Outcome(chart: chart)
        guard claim.by != claim.patientId else {
            outcome.refusal = Self.circle
            return outcome
        }
        outcome.chart.changeMerging { merging in
            var claims = Set(merging.claims)
            if claim.isInForce { claims.insert(claim.by) } else { claims.remove(claim.by) }
            merging.claims = claims.sorted()
            if claim.isFull == true {
                merging.refusedBy = claim.by
            } else if merging.refusedBy == claim.by {
                merging.refusedBy = nil
            }
        }
        guard outcome.chart != chart else { return outcome }
        settle(
            &outcome, of: claim.patientId, since: chart, touched: [], leaving: nil, isToBeJudged: false, at: now)
        return outcome
    }

    /// After everything of a record was taken in: says where the record belongs, judges what is judged here, and hands on
    /// what is judged elsewhere.
    func settle(
        _ outcome: inout Outcome, of patient: PatientID, since before: PatientChart, touched: Set<OrderID>,
        leaving other: PatientID?, isToBeJudged: Bool, at now: Instant
    ) {
        guard before.merging != nil || outcome.chart.merging != nil else {
            guard isToBeJudged else { return }
            return judge(&outcome, touched: touched, for: patient, at: now, because: nil)
        }
        turn(&outcome, of: patient, since: before)
        let returns = before.isRetired && !outcome.chart.isRetired
        if returns { outcome.chart.takeForBegun(asOf: now) }
        let word = outcome.chart.personWord(of: patient, leaving: returns ? before.merging?.survivor : other)
        let isNews = word != before.personWord(of: patient) || outcome.hasPersonChanged
        let told = isNews ? [Announcement(word, on: .patients)] : []
        // Who hears that a record is merged first does not judge what follows; who hears last that it is not judges once.
        if outcome.chart.isRetired { outcome.announcements = told + outcome.announcements }
        if isToBeJudged || before.isRetired != outcome.chart.isRetired {
            let all = Set(outcome.chart.orders.values.map(\.fact.orderId))
            judge(
                &outcome, touched: returns ? all : touched, for: patient, at: now,
                because: other == nil ? nil : "patient-unmerged")
        }
        if !outcome.chart.isRetired { outcome.announcements += told }
        handOn(&outcome, of: patient)
    }

    /// Follows what is said of other records now.
    private func turn(_ outcome: inout Outcome, of patient: PatientID, since before: PatientChart) {
        var merging = outcome.chart.merging ?? ChartMerging()
        merging.survivor = merging.wantedSurvivor(of: patient)
        let circle = merging.survivor.map { merging.circle(from: patient, into: $0) } ?? []
        // Of records that are merged in a circle one must be judged; which one, all of them can tell.
        let endsCircle = circle.min() == patient
        if endsCircle, !merging.isCircleReported { outcome.refusal = outcome.refusal ?? Self.circle }
        merging.isCircleReported = endsCircle
        if merging.survivor == nil { merging.refusedBy = nil }
        merging.isRetired = merging.survivor != nil && !endsCircle && merging.survivor != merging.refusedBy
        if let survivor = merging.survivor, merging.isRetired {
            let isTooLarge = outcome.chart.handover(of: patient, to: survivor, merging).isTooLarge
            if isTooLarge, merging.isTooLarge != true { outcome.refusal = outcome.refusal ?? Self.tooLarge }
            merging.isTooLarge = isTooLarge ? true : nil
            merging.isRetired = !isTooLarge
        } else {
            merging.isTooLarge = nil
        }
        let replaced = merging.replaced
        for other in Set(replaced).symmetricDifference(merging.claimed).sorted() {
            let claim = PatientClaim(patientId: other, by: patient, isInForce: replaced.contains(other))
            outcome.announcements.append(Announcement(claim, on: .claims, about: other))
        }
        merging.claimed = replaced
        outcome.chart.merging = merging.isBlank ? nil : merging
        guard let former = before.merging?.survivor, former != merging.survivor else { return }
        let end = PatientHandover(patientId: former, from: patient, isInForce: false)
        outcome.announcements.append(Announcement(end, on: .handovers, about: former))
    }

    /// Tells the survivor's owner all there is; the runtime keeps quiet when that is what was told last.
    private func handOn(_ outcome: inout Outcome, of patient: PatientID) {
        guard let merging = outcome.chart.merging, let survivor = merging.survivor else { return }
        let handover =
            merging.isRetired
            ? outcome.chart.handover(of: patient, to: survivor, merging)
            : PatientHandover(
                patientId: survivor, from: patient, isInForce: merging.refusedBy != survivor,
                merges: merging.refusedBy == survivor ? [] : merging.merges(of: patient))
        outcome.announcements.append(Announcement(handover, on: .handovers, about: survivor))
    }

    /// A merged record has nothing open, and waits for nothing.
    func rest(_ outcome: inout Outcome, at now: Instant) {
        for (key, charted) in outcome.chart.orders {
            var order = charted
            let released = order.holdingRules.filter {
                outcome.chart.alerts[order.alertID(for: $0)]?.status == .overridden
            }
            if !released.isEmpty { order.releasedRules = Set(released).union(order.releasedRules ?? []).sorted() }
            if order.heldUntil != nil {
                order.heldUntil = nil
                outcome.deadlines.append(.cancel(kind: Self.heldOrderDeadline, subject: key))
            }
            outcome.chart.orders[key] = order
        }
        if outcome.chart.monitoringDue != nil {
            outcome.chart.monitoringDue = nil
            outcome.deadlines.append(.cancel(kind: Self.monitoringDeadline, subject: Self.monitoringSubject))
        }
        let events = outcome.chart.alerts.reconcile([], resolvedBecause: { _ in "patient-merged" }, at: now)
        outcome.announcements += events.map { Announcement($0, on: .alerts(of: .prescribing)) }
    }

    private static let tooLarge = Refusal(
        code: "handover-too-large", message: "the record is too large to be handed to another; it is judged alone")
    private static let circle = Refusal(
        code: "merge-cycle", message: "records are merged in a circle; the one with the smallest id is judged")
}

extension PatientChart {
    /// What is said when the patient is forgotten: the survivor lets go what it was handed, and whoever was merged into
    /// this record is the same person and is forgotten, too.
    func farewell(to patient: PatientID, at now: Instant, by who: String) -> [Announcement] {
        var words: [Announcement] = []
        if let survivor = merging?.survivor {
            let end = PatientHandover(patientId: survivor, from: patient, isInForce: false)
            words.append(Announcement(end, on: .handovers, about: survivor))
        }
        for other in (merging?.annexes ?? [:]).keys.sorted().map({ PatientID($0) }) {
            let forgotten = PatientForgotten(patientId: other, at: now, by: who)
            words.append(Announcement(forgotten, on: Topic(.prescribingIntake), about: other))
        }
        // A claim that stood would merge them again when this owner's store is built anew.
        for other in merging?.claimed ?? [] {
            let claim = PatientClaim(patientId: other, by: patient, isInForce: false)
            words.append(Announcement(claim, on: .claims, about: other))
        }
        return words
    }
}

// What the owners of records tell each other: on the input that the other's owner reads again when it is built anew.

extension Topic where Payload == PatientHandover { static var handovers: Self { Topic(.prescribingIntake) } }
extension Topic where Payload == PatientClaim { static var claims: Self { Topic(.prescribingIntake) } }
