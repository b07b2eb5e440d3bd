import EventContracts
import MedicationDomain

/// What about the patient doses and dangers depend on; what nobody has told says so.
struct PatientFactors: Codable, Hashable, Sendable {
    struct Factor: Codable, Hashable, Sendable {
        var name: String
        var value: String
        /// When it was measured or reported.
        var at: Instant?
        var isKnown: Bool
    }

    private(set) var factors: [Factor] = []

    init(_ overview: PatientOverview, on today: CalendarDay) {
        let person = overview.person
        let born = person?.birthDate?.value
        add(
            "Age", born.map { "\(PatientFactors.age(born: $0, on: today)), born \(PatientWords.day($0))" },
            unknown: "no birth date known")
        let sex = person?.sex?.value
        add("Sex", sex.flatMap { $0 == .unknown ? nil : Wording.sentence($0.rawValue) }, unknown: "not known")
        if person?.isDeceased?.value == true {
            let day = person?.deceasedAt.map { " on \(PatientWords.day($0.value.day))" } ?? ", no date known"
            add("Died", "yes\(day)", unknown: "")
        }
        add("Kidney function", overview.newest(.estimatedGFR, .estimatedGFRCystatinC), unknown: "no eGFR known")
        if let creatinine = overview.newest(.creatinine) { add("Creatinine", creatinine, unknown: "") }
        if let dialysis = overview.newest(.dialysis) { add("Dialysis", dialysis, unknown: "") }
        add("Weight", overview.newest(.weight), unknown: "no weight known")
        if let height = overview.newest(.height) { add("Height", height, unknown: "") }
        let pregnancy = overview.newest(.pregnancy)
        if sex != .male || pregnancy != nil {
            add("Pregnancy", pregnancy, unknown: "nothing reported, so not known")
        }
        if let feeding = overview.newest(.breastfeeding) { add("Breastfeeding", feeding, unknown: "") }
        add("Alcohol", overview.newest(.alcoholUse), unknown: "not known")
        if let liver = overview.newest(.liverTest) { add("Liver test", liver, unknown: "") }
        add(
            "Risk of a sudden stop",
            overview.risk.map { "\($0.level.rawValue) (\($0.points) points)" }, unknown: "not assessed")
    }

    private mutating func add(_ name: String, _ value: String?, unknown: String) {
        factors.append(Factor(name: name, value: value ?? unknown, isKnown: value != nil))
    }

    private mutating func add(_ name: String, _ observation: ObservationEvent?, unknown: String) {
        factors.append(
            Factor(
                name: name, value: observation.map(PatientWords.value(of:)) ?? unknown, at: observation?.observedAt,
                isKnown: observation != nil))
    }

    private static func age(born: CalendarDay, on today: CalendarDay) -> String {
        let years = today.fullYears(since: born)
        guard years < 2 else { return "\(years) years" }
        let months = max(0, today.days(since: born)) * 12 / 365
        return months == 1 ? "1 month" : "\(months) months"
    }
}
