import EventContracts
import MedicationDomain

/// What about the patient weighs on findings, with the words that say so.
struct PatientFactors: Sendable {
    struct Triggered: Sendable {
        let escalator: Escalator
        let words: String
    }

    let triggered: [Triggered]
    /// Checks that could not be made for want of a fact.
    let omissions: [CheckStatement.Omission]

    init(_ context: MatchingContext) {
        let (profile, knowledge, now) = (context.profile, context.knowledge, context.now)
        let age = profile.birthDate.map { now.day.fullYears(since: $0) }
        let kidney = profile.kidneyFunction(knowledge, asOf: now)
        var triggered: [Triggered] = []
        var omissions: [CheckStatement.Omission] = []
        for escalator in knowledge.escalators {
            var words: String?
            switch escalator.trigger {
            case .age(let limit):
                if let age {
                    words = age >= limit ? "age \(age)" : nil
                } else {
                    omissions.append(.init(check: "age-escalation", reason: "birth date unknown"))
                }
            case .kidneyFunction(let limit):
                words = kidney.flatMap { $0.value < limit ? $0.words : nil }
                if let reason = knowledge.kidneyValue.doubt(about: kidney) {
                    omissions.append(.init(check: "renal-escalation", reason: reason))
                }
            case .condition(let id): words = profile.name(ofCondition: id, knowledge)
            case .indexDose(let limit):
                let dose = context.indexMilligramsPerDay
                if dose >= limit { words = "\(context.indexName) \(plain(dose)) mg/day" }
            case .furtherDepressants(let limit):
                let names = context.depressants
                if names.count - 1 >= limit {
                    words = "\(names.count) depressants beside \(context.indexName): \(names.joined(separator: ", "))"
                }
            }
            if let words { triggered.append(Triggered(escalator: escalator, words: words)) }
        }
        (self.triggered, self.omissions) = (triggered, omissions)
    }

    func triggered(for rule: InteractionRule) -> [Triggered] {
        triggered.filter { !$0.escalator.actsOn.isDisjoint(with: rule.actsBy) }
    }
}

extension MatchingContext {
    var indexName: String { index.first?.name ?? "" }

    /// The sum of the current orders, pumps apart; held orders count.
    var indexMilligramsPerDay: Double {
        index.filter { $0.isCurrent && $0.medicine.route != .intrathecal }
            .compactMap(\.medicine.dailyDoseMilligrams).reduce(0, +)
    }

    /// The depressants beside the index medicine, each named once.
    var depressants: [String] {
        let names = present.flatMap { present in
            present.known
                .filter {
                    !$0.classes.isDisjoint(with: knowledge.depressants) && !$0.classes.contains(knowledge.indexClass)
                }
                .map(\.name)
        }
        return Set(names).sorted()
    }
}

/// A number as people write it: `41`, `7.5`.
func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? String(Int(value)) : String(value)
}
