import EventContracts
import MedicationDomain

/// How old a laboratory value may be.
struct KidneyValueRule: Hashable, Sendable {
    var age: KidneyValueAge
    /// Conditions with which kidneys are at risk whatever the last value said.
    var atRiskConditions: [String]

    /// Why nobody may rely on the kidney function, in words; nil when it is known.
    func doubt(about kidney: KidneyFunction?) -> String? {
        guard let kidney else { return "no eGFR in \(plain(age.longest.days)) days" }
        guard kidney.isTooOld else { return nil }
        return "the eGFR of \(kidney.at.day) is older than \(plain(kidney.limit.days)) days"
    }
}

/// The kidney function value that stands for the patient, mL/min/1.73 m².
///
/// A value that is too old to rely on still weighs for a year when it is low: that it is no longer known how the kidneys
/// are is no reason to think better of them. It says so, and the check counts as not made.
struct KidneyFunction: Hashable, Sendable {
    var value: Double
    var at: Instant
    /// How long a value like this may be relied on, of this patient.
    var limit: Span
    var isTooOld: Bool

    var words: String {
        "eGFR \(plain(value)) mL/min/1.73 m² on \(at.day)" + (isTooOld ? ", too old to rely on" : "")
    }
}

extension MedicationProfile {
    /// The newest value of the longest time. One from cystatin C is preferred, creatinine misleads when muscle is lost;
    /// but when creatinine was measured later, the lower of the two counts.
    func kidneyFunction(_ knowledge: InteractionKnowledge, asOf now: Instant) -> KidneyFunction? {
        let rule = knowledge.kidneyValue
        let years = birthDate.map { now.day.fullYears(since: $0) }
        let isAtRisk = rule.atRiskConditions.contains { name(ofCondition: $0, knowledge) != nil }
        func newest(_ kind: ObservationEvent.Kind) -> KidneyFunction? {
            let found = observations.filter { $0.value.kind == kind && now < $0.value.at + rule.age.longest }
                .max { ($0.value.at, $0.key) < ($1.value.at, $1.key) }?.value
            guard let found, let value = found.value else { return nil }
            let limit = rule.age.limit(of: value, years: years, isAtRisk: isAtRisk, isInpatient: isInpatient)
            return KidneyFunction(value: value, at: found.at, limit: limit, isTooOld: now >= found.at + limit)
        }
        let (cystatin, creatinine) = (newest(.estimatedGFRCystatinC), newest(.estimatedGFR))
        guard let cystatin, let creatinine else { return cystatin ?? creatinine }
        return cystatin.at >= creatinine.at || cystatin.value <= creatinine.value ? cystatin : creatinine
    }

    /// The moments at which the value ceases to be relied on, and to weigh at all.
    func kidneyTimes(_ knowledge: InteractionKnowledge, asOf now: Instant) -> [Instant] {
        guard let kidney = kidneyFunction(knowledge, asOf: now) else { return [] }
        let age = knowledge.kidneyValue.age
        let birthday = birthDate?.birthday(Int(age.olderFrom))
        return [kidney.at + kidney.limit, kidney.at + age.longest, birthday?.start].compactMap(\.self)
    }
}
