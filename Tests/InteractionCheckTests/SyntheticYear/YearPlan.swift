import EventContracts
import MedicationDomain
import TestSupport

@testable import InteractionCheck

/// One invented patient's year: who they are, what they take, and everything that is ordered, in the order of time.
struct YearPlan {
    /// What an event is, for the count.
    enum Kind: String, CaseIterable {
        /// What stood when the year began.
        case loading
        case newOrder = "new orders"
        case renewal = "unchanged renewals"
        /// Laboratory values, ends of courses.
        case other = "everything else"
    }
    struct Step {
        var at: Instant
        var kind: Kind
        var facts: [PatientFact]
        /// Counts once, however many facts tell of it.
        var isOrder = true
    }
    /// A medicine being taken, with the order that stands for it.
    private struct Therapy {
        var text: String
        var dose: Double?
        var supplyDays: Int
        var number = 1
        var startsAt: Instant
        var endsAt: Instant?
        var context: TherapyContext
        var prior: OrderID?
    }

    static let begins = CalendarDay(daysSince1970: 20_454).start
    static let days = 365

    let patient: PatientID
    private(set) var steps: [Step] = []
    private var random: SeededGenerator
    /// What is taken for long, and how often each course was ordered: infections come back.
    private var names: Set<String> = []
    private var courses: [String: Int] = [:]

    init(number: Int, seed: UInt64) throws {
        patient = PatientID("year-\(number)")
        random = SeededGenerator(state: seed &+ UInt64(number) &* 7919)
        let isInjury = random.percent(50)
        try describe(isInjury)
        var therapies = try load(isInjury)
        for _ in 0..<Int.random(in: 3...9, using: &random) {
            let at = Self.begins + .days(Double.random(in: 5..<360, using: &random))
            if random.percent(6), let index = therapies.indices.randomElement(using: &random) {
                therapies[index] = try changeDose(of: therapies[index], at: at)
            } else if let begun = try begin(at: at) {
                therapies.append(begun)
            }
        }
        for therapy in therapies { try renew(therapy) }
        // The order of generation settles what happens at the same moment.
        steps = steps.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    // MARK: - Who they are

    private mutating func describe(_ isInjury: Bool) throws {
        let age = Int.random(in: isInjury ? 19...78 : 24...76, using: &random)
        var facts: [PatientFact] = [
            .patient(PatientEvent(patientId: patient, birthDate: Self.begins.day.adding(days: -age * 365 - 120)))
        ]
        var codes = [isInjury ? "G82.20" : "G35"]
        if random.percent(15) { codes.append("R29.6") }
        if random.percent(6) { codes.append("J44.9") }
        if random.percent(3) { codes.append("F10.20") }
        for (number, code) in codes.enumerated() {
            facts.append(
                .condition(
                    ConditionEvent(
                        conditionId: ResourceID("c-\(number)"), patientId: patient,
                        codes: [CodedConcept(system: "http://hl7.org/fhir/sid/icd-10-cm", code: code)])))
        }
        steps.append(Step(at: Self.begins, kind: .loading, facts: facts))
        let usual = Double(max(25, 118 - age * 2 / 3 + Int.random(in: -22...18, using: &random)))
        for number in 0..<4 {
            let value = max(15, usual + Double(Int.random(in: -6...6, using: &random)))
            steps.append(
                Step(
                    at: Self.begins + .days(Double(number * 110)), kind: number == 0 ? .loading : .other,
                    facts: [
                        .observation(
                            ObservationEvent(
                                observationId: ResourceID("egfr-\(number)"), patientId: patient, kind: .estimatedGFR,
                                value: value, observedAt: Self.begins + .days(Double(number * 110))))
                    ], isOrder: false))
        }
    }

    /// Baclofen and at least five more, all of them for long.
    private mutating func load(_ isInjury: Bool) throws -> [Therapy] {
        var chosen = [("baclofen 10 mg tablet", random.pick([15.0, 20, 30, 30, 40, 45, 60, 60, 80]) as Double?)]
        while chosen.count < 6 {
            for medicine in YearMedicines.standing {
                let share = isInjury ? medicine.inSpinalCordInjury : medicine.inMultipleSclerosis
                guard random.percent(share), !isTaken(medicine.text) else { continue }
                take(medicine.text)
                chosen.append((medicine.text, medicine.doses.isEmpty ? nil : random.pick(medicine.doses)))
            }
        }
        return try chosen.map { text, dose in
            let supply = random.percent(55) ? 30 : 90
            let begun = Self.begins - .days(Double(Int.random(in: 0..<supply, using: &random)))
            let therapy = Therapy(
                text: text, dose: dose, supplyDays: supply, startsAt: begun,
                endsAt: random.percent(60) ? begun + .days(Double(supply)) : nil, context: .continuing)
            steps.append(Step(at: Self.begins, kind: .loading, facts: [try order(therapy)]))
            return therapy
        }
    }

    // MARK: - What is ordered

    private func id(of therapy: Therapy) -> OrderID {
        OrderID("\(therapy.text)-\(therapy.number)")
    }

    private func order(_ therapy: Therapy, _ status: OrderEvent.Status = .accepted, endedAt: Instant? = nil) throws
        -> PatientFact
    {
        .order(
            OrderEvent(
                orderId: id(of: therapy), patientId: patient, status: status,
                medication: try TestMedications.named(therapy.text), dailyDoseMilligrams: therapy.dose,
                therapyContext: therapy.context, authoredAt: therapy.startsAt, startsAt: therapy.startsAt,
                endsAt: therapy.endsAt, statusChangedAt: endedAt, priorOrderId: therapy.prior))
    }

    private func isTaken(_ text: String) -> Bool {
        names.contains(text) || YearMedicines.group(of: text).map(names.contains) ?? false
    }

    private mutating func take(_ text: String) {
        names.insert(text)
        if let group = YearMedicines.group(of: text) { names.insert(group) }
    }

    /// A course, or a medicine from now on; nil when it is a course, or taken already.
    private mutating func begin(at: Instant) throws -> Therapy? {
        var left = Double.random(in: 0..<YearMedicines.begun.reduce(0) { $0 + $1.weight }, using: &random)
        let drawn = YearMedicines.begun.first { medicine in
            left -= medicine.weight
            return left < 0
        }
        guard let medicine = drawn, !isTaken(medicine.text) else { return nil }
        if medicine.days == nil { take(medicine.text) }
        courses[medicine.text, default: 0] += 1
        let supply = medicine.days ?? 30
        let therapy = Therapy(
            text: medicine.text, dose: medicine.doses.first, supplyDays: supply,
            number: courses[medicine.text] ?? 1, startsAt: at,
            endsAt: medicine.days.map { at + .days(Double($0)) }, context: random.percent(80) ? .new : .unknown)
        steps.append(Step(at: at, kind: .newOrder, facts: [try order(therapy)]))
        guard let end = therapy.endsAt else { return therapy }
        if random.percent(60) {
            let completed = try order(therapy, .completed, endedAt: end)
            steps.append(Step(at: end + .hours(9), kind: .other, facts: [completed], isOrder: false))
        }
        return nil
    }

    /// The renewals up to that moment, then an order with another dose that takes the place of the last one.
    private mutating func changeDose(of therapy: Therapy, at: Instant) throws -> Therapy {
        guard let dose = therapy.dose, therapy.startsAt < at else { return therapy }
        let standing = try renew(therapy, until: at)
        guard standing.startsAt < at else { return standing }
        // Nobody goes beyond the labelled 80 mg of baclofen.
        let other = min(dose * random.pick([1.5, 1.5, 0.5]), therapy.text.hasPrefix("baclofen") ? 80 : .infinity)
        guard other != dose else { return standing }
        var changed = standing
        changed.number += 1
        (changed.dose, changed.prior, changed.context) = (other, id(of: standing), .continuing)
        (changed.startsAt, changed.endsAt) = (at, standing.endsAt.map { _ in at + .days(Double(standing.supplyDays)) })
        let ended = try order(standing, .stopped, endedAt: at)
        steps.append(Step(at: at, kind: .newOrder, facts: [try order(changed), ended]))
        return changed
    }

    /// Renews month after month, or quarter after quarter, as record systems do: most name the order before; the old
    /// order is completed before or after the new one comes, or runs out by itself.
    @discardableResult
    private mutating func renew(_ therapy: Therapy, until limit: Instant? = nil) throws -> Therapy {
        var current = therapy
        let limit = limit ?? Self.begins + .days(Double(Self.days))
        while true {
            let due = current.startsAt + .days(Double(current.supplyDays))
            // A few days early, or now and then late.
            let shift =
                random.percent(10)
                ? Double.random(in: 1...10, using: &random) : Double.random(in: -7...0, using: &random)
            let at = max(due + .days(shift), current.startsAt + .hours(1))
            guard at < limit else { return current }
            var next = current
            next.number += 1
            (next.startsAt, next.context) = (at, .continuing)
            next.endsAt = current.endsAt.map { _ in at + .days(Double(current.supplyDays)) }
            next.prior = random.percent(70) ? id(of: current) : nil
            let (renewed, completed) = (try order(next), try order(current, .completed, endedAt: at))
            let facts: [PatientFact] =
                if current.endsAt != nil, random.percent(20) { [renewed] } else {
                    random.percent(60) ? [completed, renewed] : [renewed, completed]
                }
            steps.append(Step(at: at, kind: .renewal, facts: facts))
            current = next
        }
    }
}
