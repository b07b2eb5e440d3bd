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
        /// Where its first word stands among the tokens.
        let position: Int
        /// Set when the name was not written as it is.
        var fault: NameSpelling.Fault?
    }

    private struct Phrase: Sendable {
        let words: [String]
        var target: Target
    }

    /// By first word, longest first.
    private var phrases: [String: [Phrase]] = [:]
    private var spelling: NameSpelling
    /// Single names of single ingredients, for what is cut off in a combination.
    private var single: [String: Int] = [:]
    private(set) var combinations: [Set<Int>] = []

    init(others: Set<String>) { spelling = NameSpelling(others: others) }

    mutating func insertCombination(_ ingredients: [Int]) { combinations.append(Set(ingredients)) }

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
        spelling.insert(words, target.ingredients)
        if target.ingredients.count == 1 { single[first] = target.ingredients[0] }
    }

    /// The names in a text, in their order.
    ///
    /// Where one is found, faults are only looked for in what is joined to it; where none is, in every word.
    func mentions(in text: TextTokens) -> [Mention] {
        let exact = mentions(in: text, allowingFaults: false)
        guard text.words.count <= NameSpelling.mostWords else { return exact }
        return exact.isEmpty || hasJoinedWords(text) ? mentions(in: text, allowingFaults: true) : exact
    }

    private func hasJoinedWords(_ text: TextTokens) -> Bool {
        text.tokens.indices.contains { position in
            text.isMark(["-", "/"], at: position) && text.word(at: position - 1) != nil
                && text.word(at: position + 1) != nil
        }
    }

    private func mentions(in text: TextTokens, allowingFaults: Bool) -> [Mention] {
        var found: [Mention] = []
        var index = 0
        while index < text.words.count {
            guard let phrase = longest(in: text.words[index...]) else {
                if allowingFaults, let mention = misspelt(at: index, in: text, beside: found) { found.append(mention) }
                index += 1
                continue
            }
            let end = index + phrase.words.count
            let isDenied = index > 0 && ["no", "non", "not", "without"].contains(text.words[index - 1])
            let isFree = end < text.words.count && text.words[end] == "free"
            if !isDenied, !isFree, !phrase.target.ingredients.isEmpty {
                found.append(Mention(target: phrase.target, position: text.positions[index]))
            }
            index = end
        }
        return found
    }

    /// A name that is not written as it is; only letters count, and a word that says something else is none.
    private func misspelt(at index: Int, in text: TextTokens, beside found: [Mention]) -> Mention? {
        let word = text.words[index]
        guard word.allSatisfy(\.isLetter), !TextTokens.ordinary.contains(word) else { return nil }
        let position = text.positions[index]
        // A partner is joined to it: `carbidopa-levo`, `acetaminophen/cod`.
        let isJoined = text.isMark(["-", "/"], at: position - 1)
        guard isJoined || found.isEmpty else { return nil }
        let partners = isJoined ? found.last?.target.ingredients ?? [] : []
        guard let meaning = spelling.meaning(of: word, beside: partners, in: combinations, names: single) else {
            return nil
        }
        return Mention(
            target: Target(ingredients: meaning.ingredients), position: position, fault: meaning.fault)
    }

    private func longest(in words: ArraySlice<String>) -> Phrase? {
        words.first.flatMap { phrases[$0] }?.first { words.starts(with: $0.words) }
    }
}
