import EventContracts
import MedicationDomain

/// A taper as somebody asks for it, with what the question leaves open taken from the patient's record.
struct TaperOfRecord: Sendable {
    /// Far beyond what any pharmacy stocks or any patient has lived: what is more is no question about a patient.
    private enum Bound {
        static let strengths = 20
        static let milligrams = 100.0
        static let age = 0...130
        static let courseDays = 0...(130 * 366)
        static let riskPoints = 0...1000
        static let daysAhead = 366
    }

    private let question: TaperQuestion
    private let record: SupplyRecord?
    private let rules: MonitorRules
    private let now: Instant

    /// Throws a `Refusal` that names the element of the question that makes no sense.
    init(_ question: TaperQuestion, _ record: SupplyRecord?, rules: MonitorRules, asOf now: Instant) throws(Refusal) {
        (self.question, self.record, self.rules, self.now) = (question, record, rules, now)
        try check()
    }

    /// The plan, with what it could not look at; a `Refusal` where there is none.
    func plan() throws(Refusal) -> TaperPlan {
        let request = try request()
        switch TaperPlanner.plan(request, rules: rules.taper) {
        case .success(var plan):
            let notes = (plan.notes ?? []) + notes(on: request)
            plan.notes = notes.isEmpty ? nil : notes
            return plan
        case .failure(let refusal): throw Refusal(code: refusal.code, message: refusal.description)
        }
    }

    private func request() throws(Refusal) -> TaperRequest {
        let path = path()
        return TaperRequest(
            dailyDoseMilligrams: path == .enteral ? try dose() : 0,
            courseDays: question.courseDays ?? courseDays, age: question.age ?? age,
            riskPoints: question.riskPoints ?? riskPoints, strengthsMilligrams: question.strengthsMilligrams,
            halvesAllowed: question.halvesAllowed ?? false, milligramsPerMilliliter: question.milligramsPerMilliliter,
            path: path, startsOn: question.startsOn ?? now.day, patient: question.patientId)
    }

    private func path() -> Regimen.Path {
        if let route = question.route { return route == .intrathecal ? .intrathecal : .enteral }
        guard question.dailyDoseMilligrams == nil, ordered(.enteral) == .none else { return .enteral }
        return ordered(.intrathecal) == .none ? .enteral : .intrathecal
    }

    private func dose() throws(Refusal) -> Double {
        if let told = question.dailyDoseMilligrams { return told }
        switch ordered(.enteral) {
        case .known(let dose) where dose > 0: return dose
        case .known, .none:
            throw Refusal(
                code: "present-dose-needed", message: "no daily dose by mouth is known: say what is taken now")
        case .unknown:
            throw Refusal(
                code: "present-dose-needed",
                message: "the daily dose of the orders could not be understood: say what is taken now")
        }
    }

    private func ordered(_ path: Regimen.Path) -> Regimen.Dose {
        record.map { Regimen($0, path: path, rules: rules).dose(at: now) } ?? .none
    }

    private var age: Int? { record?.birthDate.map { now.day.fullYears(since: $0) } }
    private var courseDays: Int? {
        record.flatMap { Course.start(of: $0, rules: rules, asOf: now) }.map { max(0, Int(now.since($0).days)) }
    }
    private var riskPoints: Int? { record.flatMap { RiskPolicy.assess($0, rules: rules, asOf: now) }?.points }

    /// What nobody knows would have made the plan slower, or none: it is said, not passed over.
    private func notes(on request: TaperRequest) -> [String] {
        var notes: [String] = []
        if case .known(let dose) = ordered(.enteral), let told = question.dailyDoseMilligrams, told != dose {
            notes.append("asked for \(Amount.text(told)) mg/day; the orders come to \(Amount.text(dose)) mg/day")
        }
        if request.age == nil { notes.append("age not known: a child's plan, or an older adult's, is another one") }
        if request.courseDays == nil { notes.append("length of the course not known: a long one needs a slower plan") }
        if request.riskPoints == nil { notes.append("risk of a sudden stop not known: a high one needs a slower plan") }
        return notes
    }

    private func check() throws(Refusal) {
        if let dose = question.dailyDoseMilligrams, !dose.isFinite { throw bad("dailyDoseMilligrams", "is no amount") }
        if let age = question.age, !Bound.age.contains(age) { throw bad("age", "is no number of years") }
        if let days = question.courseDays, !Bound.courseDays.contains(days) {
            throw bad("courseDays", "is no number of days")
        }
        if let points = question.riskPoints, !Bound.riskPoints.contains(points) {
            throw bad("riskPoints", "is no number of points")
        }
        if let strengths = question.strengthsMilligrams {
            guard (1...Bound.strengths).contains(strengths.count) else {
                throw bad("strengthsMilligrams", "must hold 1 to \(Bound.strengths) strengths")
            }
            guard strengths.allSatisfy({ $0 > 0 && $0 <= Bound.milligrams }) else {
                throw bad("strengthsMilligrams", "must be milligrams of one tablet")
            }
        }
        if let day = question.startsOn, abs(day.daysSince1970 - now.day.daysSince1970) > Bound.daysAhead {
            throw bad("startsOn", "is more than a year away")
        }
    }

    private func bad(_ element: String, _ what: String) -> Refusal {
        Refusal(code: "bad-value", message: "$.\(element) \(what)")
    }
}

extension TaperRefusal {
    /// Lower case with dashes, as in dead letters.
    var code: String {
        switch self {
        case .intrathecal: "intrathecal"
        case .doseOutOfRange: "dose-out-of-range"
        case .missingTablet: "missing-tablet"
        case .tooYoung: "too-young"
        case .concentrationUnknown: "concentration-unknown"
        case .emergency: "emergency"
        }
    }
}
