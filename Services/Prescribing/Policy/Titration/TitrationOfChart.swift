import EventContracts
import MedicationDomain

/// Puts a request together with what the chart knows of the patient, and has it planned.
struct TitrationOfChart: Sendable {
    let knowledge: PrescribingKnowledge

    func answer(_ request: TitrationRequest, in chart: PatientChart, at now: Instant) -> TitrationAnswer {
        do throws(TitrationObstacle) {
            return TitrationPlanner(knowledge: knowledge).answer(try question(request, in: chart, at: now))
        } catch {
            return .refused(error.refusal(of: request.patientId))
        }
    }

    func question(
        _ request: TitrationRequest, in chart: PatientChart, at now: Instant
    ) throws(TitrationObstacle) -> TitrationQuestion {
        guard !chart.isDeceased else {
            throw TitrationObstacle(code: "patient-died", reason: "The patient has died.")
        }
        guard !chart.isRetired else {
            throw TitrationObstacle(
                code: "patient-merged", reason: "The record was merged into another.",
                advice: ["Ask under the record it was merged into: the facts of both stand there."])
        }
        let startsOn = request.startsOn ?? now.day
        guard (0...TitrationSense.longestDays).contains(startsOn.days(since: now.day)) else {
            throw .badValue("A plan begins today or within \(TitrationSense.longestDays) days.")
        }
        let picture = PatientPicturePolicy.picture(of: chart, by: knowledge, asOf: now)
        let weight = picture.weight
        var question = TitrationQuestion(
            request: request.completed(by: picture), startsOn: startsOn, age: chart.age(on: startsOn), weight: weight,
            kidney: picture.kidney, isIntrathecal: chart.baclofenOrders.contains { $0.fact.way == .intrathecal })
        let present = PresentDose(of: chart, by: knowledge.numbers, asOf: now)
        question.presentMilligrams = try told(request.fromDailyDoseMilligrams, present, &question.cautions)
        let adult = knowledge.titration.numbers.adultFromAge.number(on: startsOn)
        if let weight, let age = question.age, Double(age) < adult {
            question.cautions.append("The weight is of \(weight.observedAt.day): children grow, weigh again.")
        }
        let isWaiting = chart.baclofenOrders.contains {
            $0.fact.way == .enteral && !($0.begins(by: now) && $0.mayHaveBeenTaken && $0.fact.status != .draft)
        }
        if isWaiting {
            question.cautions.append("Another order is held or still to begin: not to be taken beside this plan.")
        }
        return question
    }

    /// What the asker says is taken counts before what orders say; where they differ, the plan says so.
    private func told(
        _ dose: Double?, _ present: PresentDose, _ cautions: inout [String]
    ) throws(TitrationObstacle) -> Double? {
        switch present {
        case .milligrams(let ordered):
            if let dose, abs(dose - ordered) > 1e-9 {
                cautions.append("The orders come to \(DoseText.number(ordered)) mg a day: verify what is taken.")
            }
            return dose ?? ordered
        case .none: return dose
        case .uncertain(let reason):
            guard let dose else {
                throw TitrationObstacle(
                    code: "present-dose-needed", reason: "The present dose of baclofen is not known: \(reason).",
                    advice: ["Ask what is taken, and state it with the request; do not let doses lapse meanwhile."])
            }
            cautions.append("The present dose is as told; \(reason).")
            return dose
        }
    }
}

extension TitrationRequest {
    /// What the chart says against a plan counts, whatever the asker was told; its silence says nothing.
    fileprivate func completed(by picture: PatientPicture) -> TitrationRequest {
        var request = self
        if picture.isPregnant { request.pregnant = true }
        if picture.isBreastfeeding { request.breastfeeding = true }
        if picture.allergens.contains(where: \.isBaclofen) { request.allergicToBaclofen = true }
        return request
    }
}

/// What the patient takes of baclofen by mouth now, as far as the chart tells.
enum PresentDose: Hashable, Sendable {
    case milligrams(Double)
    /// Nothing speaks for it that any is taken.
    case none
    case uncertain(reason: String)

    init(of chart: PatientChart, by numbers: PrescribingKnowledge.Numbers, asOf now: Instant) {
        let orders = chart.baclofenOrders.filter { $0.fact.way == .enteral && $0.begins(by: now) }
        let taken = orders.filter { $0.mayHaveBeenTaken && $0.fact.status != .draft }
        guard !taken.isEmpty else {
            self = PresentDose.withoutOrders(chart, numbers, now)
            return
        }
        var sum = 0.0
        for order in taken {
            let reading = order.reading
            guard order.fact.status != .onHold, !order.isOver(at: now), let dose = reading.dose else {
                self = .uncertain(reason: "an order is on hold, over or not understood")
                return
            }
            let step = dose.step(at: now, orderStart: order.start)
            guard !step.isAsNeeded else {
                self = .uncertain(reason: "it is ordered as needed")
                return
            }
            sum += step.dailyMilligrams
        }
        self = .milligrams(sum)
    }

    /// A supply or a report without an order: somebody takes it, nobody here knows how much.
    private static func withoutOrders(
        _ chart: PatientChart, _ numbers: PrescribingKnowledge.Numbers, _ now: Instant
    ) -> PresentDose {
        let window = Span.days(numbers.continuingDays.number(on: now.day))
        let isReported = chart.statements.values.contains { $0.medication.isBaclofen && $0.isActive }
        if isReported { return .uncertain(reason: "it is reported to be taken") }
        let isSupplied = chart.dispenses.values.contains { dispense in
            guard dispense.medication.isBaclofen, let handedOver = dispense.handedOverAt else { return false }
            return handedOver <= now && now.since(handedOver) <= window
        }
        if isSupplied { return .uncertain(reason: "a supply was handed over lately") }
        let isStopped = chart.orders.values.contains { order in
            guard !order.isOpen, order.fact.medication.isBaclofen, order.fact.way == .enteral, order.mayHaveBeenTaken,
                let ended = order.changedAt ?? order.fact.authoredAt
            else { return false }
            return now.since(ended) <= window
        }
        return isStopped ? .uncertain(reason: "an order ended lately") : .none
    }
}

extension PatientChart {
    /// Orders of baclofen that have not ended.
    var baclofenOrders: [ChartedOrder] {
        ordersByTime.filter { $0.isOpen && $0.fact.medication.isBaclofen && $0.status != .retracted }
    }
}

extension ChartedOrder {
    var start: Instant? {
        fact.dosageInstructions.compactMap { $0.timing?.start }.min() ?? fact.validFrom ?? fact.authoredAt
    }
    func begins(by now: Instant) -> Bool { start.map { $0 <= now } ?? true }
    func isOver(at now: Instant) -> Bool {
        (fact.dosageInstructions.compactMap { $0.timing?.end }.max() ?? fact.validUntil).map { $0 < now } ?? false
    }
}
