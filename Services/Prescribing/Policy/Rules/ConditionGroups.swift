import EventContracts

/// Diagnoses that a rule asks for.
enum ConditionGroup: String, Hashable, Sendable, CaseIterable {
    case dialysis
    /// Muscle mass is low, so creatinine overestimates kidney function.
    case creatinineMisleads = "creatinine-misleads"
    /// Kidneys are at risk whatever the last value said: spinal cord injury, neurogenic bladder.
    case kidneyRisk = "kidney-risk"
    case pregnancy, breastfeeding
    case spinalOrigin = "spinal-origin"
    case cerebralOrigin = "cerebral-origin"
    case stroke, epilepsy, psychosis, parkinson, diabetes, depression, dehydration, fibromyalgia, migraine, anxiety
    case cerebralPalsy = "cerebral-palsy"
    case als = "amyotrophic-lateral-sclerosis"
    case chronicPain = "chronic-pain"
    case regionalPain = "complex-regional-pain"
    case traumaticStress = "post-traumatic-stress"
    case musculoskeletal = "musculoskeletal-spasm"
    case autonomicDysreflexia = "autonomic-dysreflexia"
    case pepticUlcer = "peptic-ulcer"
    case pepticUlcerHistory = "peptic-ulcer-history"
    case respiratory = "respiratory-impairment"
    case urinaryRetention = "urinary-retention"
    case ovarianCyst = "ovarian-cyst"
    case suicideAttempt = "suicide-attempt"
    case alcoholUseDisorder = "alcohol-use-disorder"
    case hepaticEncephalopathy = "hepatic-encephalopathy"
    case severeLiverDisease = "severe-liver-disease"
}

/// Diagnoses by code, in the groups that rules ask for.
struct ConditionGroups: Hashable, Sendable {
    struct Code: Hashable, Sendable {
        var system: String
        /// A code, and with `isPrefix` all codes below it.
        var code: String
        var isPrefix: Bool

        func covers(_ other: String) -> Bool { other == code || (isPrefix && other.hasPrefix(code)) }
    }

    var codes: [ConditionGroup: [Code]]
    /// Groups by system, so that a diagnosis is looked up once.
    private let bySystem: [String: [(ConditionGroup, Code)]]

    init(codes: [ConditionGroup: [Code]]) {
        self.codes = codes
        var table: [String: [(ConditionGroup, Code)]] = [:]
        for (group, entries) in codes {
            for code in entries { table[code.system, default: []].append((group, code)) }
        }
        bySystem = table
    }

    /// All groups a current diagnosis belongs to.
    func groups(of condition: ConditionEvent) -> Set<ConditionGroup> {
        guard condition.isActive, condition.status == .recorded else { return [] }
        var found: Set<ConditionGroup> = []
        for coded in condition.codes {
            for (group, code) in bySystem[coded.system] ?? [] where code.covers(coded.code) { found.insert(group) }
        }
        return found
    }

    /// The groups an order's reason stands for; reasons travel as codes without their system.
    func groups(indicated reasons: [String]) -> Set<ConditionGroup> {
        guard !reasons.isEmpty else { return [] }
        return Set(codes.filter { $0.value.contains { code in reasons.contains(where: code.covers) } }.keys)
    }

    func contains(_ condition: ConditionEvent, in group: ConditionGroup) -> Bool {
        groups(of: condition).contains(group)
    }

    static func == (left: ConditionGroups, right: ConditionGroups) -> Bool { left.codes == right.codes }
    func hash(into hasher: inout Hasher) { hasher.combine(codes) }
}
