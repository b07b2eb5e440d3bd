import EventContracts
import MedicationDomain

/// What of a patient the dose rules look at, on one day.
struct PatientPicture: Hashable, Sendable {
    struct Weight: Hashable, Sendable {
        var kilograms: Double
        var observedAt: Instant
    }

    var age: Int?
    var kidney: KidneyFunction
    var weight: Weight?
    /// Every group that a current diagnosis belongs to.
    var conditions: Set<ConditionGroup> = []
    var isPregnant = false
    var isBreastfeeding = false
    /// What the patient is allergic to.
    var allergens: [Medication] = []

    func isAllergic(to medication: Medication) -> Bool { allergens.contains { $0.shares(with: medication) } }

    /// Where the spasticity comes from, by diagnoses and the order's reason; both at once are as good as neither.
    func origin(indicated: Set<ConditionGroup>) -> RuleCircumstances.Origin {
        let known = conditions.union(indicated)
        let isSpinal = known.contains(.spinalOrigin)
        let isCerebral = known.contains(.cerebralOrigin)
        if isSpinal == isCerebral { return .unknown }
        return isSpinal ? .spinal : .cerebral
    }
}

enum PatientPicturePolicy {
    static func picture(
        of chart: PatientChart, by knowledge: PrescribingKnowledge, asOf now: Instant
    ) -> PatientPicture {
        var conditions: Set<ConditionGroup> = []
        for condition in chart.conditions.values { conditions.formUnion(knowledge.conditions.groups(of: condition)) }
        var picture = PatientPicture(
            age: chart.age(on: now.day),
            kidney: KidneyFunctionPolicy.judge(chart, conditions, by: knowledge.numbers, asOf: now),
            conditions: conditions)
        let weights = chart.observations(.weight).filter { $0.observedAt <= now + .day && $0.value ?? 0 > 0 }
        picture.weight = weights.last.flatMap { event in
            event.value.map { PatientPicture.Weight(kilograms: $0, observedAt: event.observedAt) }
        }
        let term = Span.days(knowledge.numbers.pregnancyDays.number(on: now.day))
        picture.isPregnant = isPregnant(chart, by: knowledge.conditions, within: term, asOf: now)
        picture.isBreastfeeding =
            conditions.contains(.breastfeeding) || isAnswered(.breastfeeding, in: chart, within: nil, asOf: now)
        picture.allergens = chart.allergies.values.filter(\.isActive).sorted { $0.allergyId < $1.allergyId }
            .map(\.allergen)
        return picture
    }

    /// The newest word counts, a diagnosis by its onset; none counts longer than a pregnancy lasts.
    private static func isPregnant(
        _ chart: PatientChart, by groups: ConditionGroups, within term: Span, asOf now: Instant
    ) -> Bool {
        let newest = chart.observations(.pregnancy).last { $0.value != nil && $0.observedAt <= now + .day }
        let isDenied = newest.map { $0.value == 0 && now.since($0.observedAt) <= term } ?? false
        let isDiagnosed = chart.conditions.values.contains { condition in
            guard groups.contains(condition, in: .pregnancy) else { return false }
            guard let onset = condition.onsetAt else { return !isDenied }
            return now.since(onset) <= term && !(isDenied && newest.map { $0.observedAt > onset } ?? false)
        }
        return isDiagnosed || isAnswered(.pregnancy, in: chart, within: term, asOf: now)
    }

    /// The newest answer is yes, and not so old that it must have ended.
    private static func isAnswered(
        _ kind: ObservationEvent.Kind, in chart: PatientChart, within span: Span?, asOf now: Instant
    ) -> Bool {
        let newest = chart.observations(kind).last { $0.value != nil && $0.observedAt <= now + .day }
        guard let newest, let value = newest.value, value > 0 else { return false }
        return span.map { now.since(newest.observedAt) <= $0 } ?? true
    }
}
