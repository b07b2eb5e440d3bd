import EventContracts
import MedicationDomain

@testable import Prescribing

/// The same numbers for the same seed (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Invents questions about titrations, most of them sensible.
enum TitrationMaker {
    static func question(_ random: inout SeededRandom) -> TitrationQuestion {
        let ages = [0, 1, 5, 7, 8, 11, 12, 17, 18, 40, 64, 65, 80, 101]
        let age = ages.randomElement(using: &random)
        let weight = Double(Int.random(in: 30...900, using: &random)) / 10
        let isWeighed = Int.random(in: 0..<3, using: &random) > 0
        let from = maybe(2.5...90, &random).map { Bool.random(using: &random) ? ($0 / 5).rounded() * 5 : $0 }
        let request = TitrationRequest(
            patientId: "p-1", goalDailyDoseMilligrams: maybe(1...120, &random), fromDailyDoseMilligrams: from,
            product: product(&random), halvesAllowed: Bool.random(using: &random), startsOn: noon.day,
            daysPerStep: maybe(3...30, &random).map { Int($0) },
            dosesPerDay: [nil, nil, 1, 2, 3, 4].randomElement(using: &random) ?? nil,
            kidneyOverride: Bool.random(using: &random) ? .init(by: "pr-1", reason: "needed") : nil)
        return TitrationQuestion(
            request: request, startsOn: noon.day, age: age,
            weight: isWeighed ? .init(kilograms: weight, observedAt: noon) : nil,
            kidney: kidney(&random), presentMilligrams: from)
    }

    private static func maybe(_ range: ClosedRange<Double>, _ random: inout SeededRandom) -> Double? {
        guard Int.random(in: 0..<3, using: &random) == 0 else { return nil }
        return (Double.random(in: range, using: &random) * 10).rounded() / 10
    }

    private static func kidney(_ random: inout SeededRandom) -> KidneyFunction {
        guard Int.random(in: 0..<8, using: &random) > 0 else { return .unknown(reason: "no eGFR is known") }
        let values = [12, 29.9, 30, 45, 59.9, 60, 79.9, 80, 89.9, 90, 120.0]
        return TitrationCase.told(values.randomElement(using: &random) ?? 45)
    }

    private static func product(_ random: inout SeededRandom) -> TitrationRequest.Product? {
        let strengths: [[Double]?] = [nil, [5], [10], [20], [5, 10], [5, 20], [10, 20], [5, 10, 20]]
        let list = strengths.randomElement(using: &random) ?? nil
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return nil
        case 1: return .init(form: .granules, strengthsMilligrams: list)
        case 2: return .init(form: .oralSolution, milligramsPerMilliliter: Bool.random(using: &random) ? 1 : 2)
        case 3: return .init(form: .oralSuspension, milligramsPerMilliliter: 5)
        default: return .init(form: .tablet, strengthsMilligrams: list)
        }
    }
}
