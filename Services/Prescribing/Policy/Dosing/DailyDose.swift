import MedicationDomain

/// What all dosage instructions of an order come to.
struct DailyDose: Hashable, Sendable {
    /// One stretch of the order: what is taken side by side until the next stretch follows.
    struct Step: Hashable, Sendable {
        /// The most the instructions allow in any one day, in milligrams.
        var dailyMilligrams: Double
        /// The largest amount taken at once, in milligrams.
        var largestSingleMilligrams: Double
        /// The smallest amount taken at once, in milligrams.
        var smallestSingleMilligrams: Double
        /// Scheduled and as-needed doses in any one day.
        var dosesPerDay: Int
        var isAsNeeded: Bool
        /// How long the step runs, where the instructions say.
        var durationDays: Double?
        var start: Instant?
        var end: Instant?

        /// Its length in whole days, where that can be told.
        var days: Double? {
            durationDays ?? start.flatMap { start in end.map { (($0.since(start)).days - 1e-6).rounded(.up) } }
        }
    }

    /// In the order in which they follow each other; never empty.
    var steps: [Step]

    /// What is taken first.
    var first: Step { steps[0] }
    var highestDailyMilligrams: Double { steps.map(\.dailyMilligrams).max() ?? 0 }
    var largestSingleMilligrams: Double { steps.map(\.largestSingleMilligrams).max() ?? 0 }
    var smallestSingleMilligrams: Double { steps.map(\.smallestSingleMilligrams).min() ?? 0 }
    var isAsNeeded: Bool { steps.contains(where: \.isAsNeeded) }

    /// The step in force at that moment, counted from the start of the order; the last one goes on.
    func step(at now: Instant, orderStart: Instant?) -> Step {
        var begin = first.start ?? orderStart ?? now
        for step in steps.dropLast() {
            if let start = step.start { begin = start }
            guard let end = step.end ?? step.durationDays.map({ begin + .days($0) }) else { return step }
            if now < end { return step }
            begin = end
        }
        return steps[steps.count - 1]
    }
}

/// The outcome of reading a dose: a number, or what could not be read and where it stands.
enum DoseReading: Hashable, Sendable {
    case understood(DailyDose)
    case notUnderstood(DoseDoubt)

    var dose: DailyDose? { if case .understood(let dose) = self { dose } else { nil } }
}

/// Why a dose was not understood; the element is named as in FHIR.
struct DoseDoubt: Error, Hashable, Sendable {
    enum Reason: String, Hashable, Sendable {
        case noInstructions = "there are no dosage instructions"
        case noDose = "the amount of a dose is missing"
        case unknownUnit = "the unit of the dose is not understood"
        case noConcentration = "the dose is in millilitres and the concentration is not known"
        case noStrength = "the dose counts units and the strength of one is not known"
        case noFrequency = "how often it is taken is missing"
        case unknownTimingCode = "the timing code is not understood"
        case contradiction = "the timing contradicts itself"
        case textDiffers = "text and structure differ"
        case textNotUnderstood = "the written instruction is not understood"
        case outOfRange = "the amount or the timing is out of any range"
    }
    var reason: Reason
    var element: String
    /// What of a written instruction is not understood, without its words.
    var detail: String?
}

extension DailyDose {
    /// When each step begins, as far as that can be told: a step of no known length leaves the next ones open.
    func changes(from orderStart: Instant) -> [Instant] {
        var changes: [Instant] = []
        var begin = orderStart
        for (index, step) in steps.enumerated() {
            if index > 0, let start = step.start { begin = start }
            changes.append(begin)
            guard let end = step.end ?? step.durationDays.map({ begin + .days($0) }) else { break }
            begin = end
        }
        return changes
    }
}
