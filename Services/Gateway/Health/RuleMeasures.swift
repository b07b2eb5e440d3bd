import GRDB
import MedicationDomain

/// The measures of all rules, counted no more often than they are worth: whoever asks meanwhile gets the last count.
actor RuleMeasures {
    static let worth = Span.seconds(30)

    private let model: ReadModel
    private let now: @Sendable () -> Instant
    private var last: (at: Instant, measures: [RuleMeasure])?
    private var counting: Task<[RuleMeasure], any Error>?

    init(model: ReadModel, now: @escaping @Sendable () -> Instant) { (self.model, self.now) = (model, now) }

    func current() async throws -> (at: Instant, measures: [RuleMeasure]) {
        let instant = now()
        if let last, instant.since(last.at) < Self.worth, last.at.since(instant) < Self.worth { return last }
        let task = counting ?? Task { [model] in try await model.store.database.read(RuleMeasureQuery.all(in:)) }
        counting = task
        defer { counting = nil }
        let measures = try await task.value
        last = (instant, measures)
        return (instant, measures)
    }
}
