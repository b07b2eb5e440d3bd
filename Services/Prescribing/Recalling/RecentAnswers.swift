import Synchronization

/// Answers of a pure function, by exactly what was asked: a hospital writes the same sig for patient after patient.
///
/// Nothing here can be out of date: an entry only says what the answer to a question is, whoever asks it and whenever.
/// Their number is bounded; what was not asked for a while goes first.
final class RecentAnswers<Question: Hashable & Sendable, Answer: Sendable>: Sendable {
    private struct Kept {
        var younger: [Question: Answer] = [:]
        var older: [Question: Answer] = [:]

        mutating func keep(_ answer: Answer, to question: Question, half: Int) {
            if younger.count >= half, younger[question] == nil { (older, younger) = (younger, [:]) }
            younger[question] = answer
        }
    }

    private let kept = Mutex(Kept())
    private let half: Int

    init(limit: Int) { half = max(1, limit / 2) }

    var count: Int {
        kept.withLock { kept in kept.younger.count + kept.older.keys.filter { kept.younger[$0] == nil }.count }
    }

    /// The answer given before, or else a new one, which is found without anybody waiting for it.
    func answer(to question: Question, _ find: () -> Answer) -> Answer {
        if let known = known(question) { return known }
        let answer = find()
        kept.withLock { $0.keep(answer, to: question, half: half) }
        return answer
    }

    private func known(_ question: Question) -> Answer? {
        kept.withLock { kept in
            if let answer = kept.younger[question] { return answer }
            guard let answer = kept.older[question] else { return nil }
            kept.keep(answer, to: question, half: half)
            return answer
        }
    }

    /// Lets go of everything, where a patient is to be forgotten: what was written may name them.
    func forget() { kept.withLock { $0 = Kept() } }
}
