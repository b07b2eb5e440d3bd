import EventContracts
import Foundation

/// What programmes ask beyond the fields of a request, and how every input is asked for in words.
struct Questions: Hashable, Sendable {
    struct Question: Hashable, Sendable {
        var id: String
        var ask: String
        /// The answers it allows; empty: a number.
        var choices: [String]

        func allows(_ answer: String) -> Bool {
            choices.isEmpty ? (Decimal(amount: answer).map { $0 >= 0 } ?? false) : choices.contains(answer)
        }
        var answerWords: String { choices.isEmpty ? "a number" : "one of \(choices.joined(separator: ", "))" }
    }

    var asked: [String: Question] = [:]
    /// A request's own fields, by name.
    var inputs: [String: String] = [:]

    /// The words to ask for what an answer says is missing; nil where no patient could tell.
    func words(for missing: String) -> String? {
        if missing.hasPrefix(Self.prefix) { return asked[String(missing.dropFirst(Self.prefix.count))]?.ask }
        return inputs[Self.base(missing)]
    }

    static let prefix = "answers."
    static func name(_ id: String) -> String { prefix + id }

    /// `householdMembers[1].taxDependent` as `householdMembers.taxDependent`.
    private static func base(_ missing: String) -> String {
        var (text, isIndex) = ("", false)
        for character in missing {
            if character == "[" { isIndex = true }
            if !isIndex { text.append(character) }
            if character == "]" { isIndex = false }
        }
        return text
    }
}

/// Which questions to put next: those that would settle most.
enum NextQuestions {
    struct Next: Hashable, Sendable {
        /// The input's name, as `missing` has it.
        var input: String
        var ask: String
        /// Programmes that wait for it, and those that wait for nothing else.
        var opens: Int
        var settles: Int
    }

    /// An input that alone settles a programme counts before one that is needed among others.
    static func choose(_ missing: [[String]], _ questions: Questions, most: Int = 2) -> [Next] {
        var waiting: [String: Next] = [:]
        for inputs in missing {
            for input in Set(inputs) {
                guard let ask = questions.words(for: input) else { continue }
                var next = waiting[input] ?? Next(input: input, ask: ask, opens: 0, settles: 0)
                next.opens += 1
                if inputs.count == 1 { next.settles += 1 }
                waiting[input] = next
            }
        }
        return Array(
            waiting.values.sorted { left, right in
                if left.settles + left.opens != right.settles + right.opens {
                    return left.settles + left.opens > right.settles + right.opens
                }
                return left.input < right.input
            }.prefix(most))
    }
}

// MARK: - In an answer

extension NextQuestions {
    /// So many questions stand in an answer: nobody is asked more at once.
    static let mostInAnswer = 3

    /// The questions to put next, with the programmes that wait for them; nil when there is nothing to ask.
    static func inWords(_ options: [AssistanceOption], _ questions: Questions) -> [AssistanceQuestion]? {
        let next = choose(options.compactMap(\.missing), questions, most: mostInAnswer).map { next in
            let waiting = options.filter { $0.missing?.contains(next.input) == true }
            let (settles, opens) = (
                waiting.filter { Set($0.missing ?? []).count == 1 }.map(\.name),
                waiting.filter { Set($0.missing ?? []).count > 1 }.map(\.name)
            )
            return AssistanceQuestion(
                input: next.input, ask: next.ask, answers: questions.answers(to: next.input),
                settles: settles.isEmpty ? nil : settles, opens: opens.isEmpty ? nil : opens)
        }
        return next.isEmpty ? nil : next
    }
}

extension Questions {
    /// What was answered, as it was asked; nil when nothing was.
    func inWords(_ answers: [String: String]) -> [AssistanceQuestion]? {
        let answered = answers.keys.sorted().compactMap { id in
            asked[id].map { AssistanceQuestion(input: Self.name(id), ask: $0.ask, answers: $0.choices) }
        }
        return answered.isEmpty ? nil : answered
    }

    /// Nil for a request's own field.
    fileprivate func answers(to input: String) -> [String]? {
        guard input.hasPrefix(Self.prefix) else { return nil }
        return asked[String(input.dropFirst(Self.prefix.count))]?.choices
    }
}
