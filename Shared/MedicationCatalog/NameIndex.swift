/// Finds the names of the catalogue in a text: whole words only, the longest name first.
struct NameIndex: Sendable {
    /// What a name stands for.
    struct Target: Hashable, Sendable {
        /// Entries, in the order in which strengths are written; empty for words that are no medicine.
        var ingredients: [Int]
        /// Products that carry this brand name.
        var products: [Int] = []
    }

    /// A name found in a text.
    struct Mention: Hashable {
        let target: Target
    }

    private struct Phrase: Sendable {
        let words: [String]
        var target: Target
    }

    /// By first word, longest first.
    private var phrases: [String: [Phrase]] = [:]

    /// What a name stands for already, when it is taken.
    func target(of name: String) -> Target? {
        let words = TextTokens(name).words
        return words.first.flatMap { phrases[$0] }?.first { $0.words == words }?.target
    }

    /// Makes a name known; one that stands for something already is replaced.
    mutating func insert(_ name: String, _ target: Target) {
        let words = TextTokens(name).words
        guard let first = words.first else { return }
        var list = phrases[first, default: []].filter { $0.words != words }
        list.append(Phrase(words: words, target: target))
        phrases[first] = list.sorted { ($1.words.count, $0.words.joined()) < ($0.words.count, $1.words.joined()) }
    }

    /// The names in a text, in their order.
    func mentions(in text: TextTokens) -> [Mention] {
        var found: [Mention] = []
        var index = 0
        while index < text.words.count {
            guard let phrase = longest(in: text.words[index...]) else {
                index += 1
                continue
            }
            let end = index + phrase.words.count
            let isDenied = index > 0 && ["no", "non", "not", "without"].contains(text.words[index - 1])
            let isFree = end < text.words.count && text.words[end] == "free"
            if !isDenied, !isFree, !phrase.target.ingredients.isEmpty { found.append(Mention(target: phrase.target)) }
            index = end
        }
        return found
    }

    private func longest(in words: ArraySlice<String>) -> Phrase? {
        words.first.flatMap { phrases[$0] }?.first { words.starts(with: $0.words) }
    }
}
