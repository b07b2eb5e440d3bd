/// Names that are written wrongly or not to their end, where only one medicine can be meant.
struct NameSpelling: Sendable {
    enum Fault { case misspelt, truncated }

    /// A shorter word is too near to too many names.
    static let shortest = 5
    /// No medicine is written in more words; every word is held against every name, and nobody shall stop us by a long text.
    static let mostWords = 40
    /// A word of this length may have two mistakes.
    static let longEnoughForTwo = 8

    /// Words that names consist of or begin with, and what they stand for.
    private var words: [String: Set<[Int]>] = [:]
    /// Medicines and words that are none of the catalogue's names, and must not be taken for one.
    private let others: Set<String>

    init(others: Set<String>) { self.others = others }

    mutating func insert(_ name: [String], _ ingredients: [Int]) {
        guard let first = name.first, first.count >= NameSpelling.shortest, !ingredients.isEmpty else { return }
        words[first, default: []].insert(ingredients)
    }

    /// The only medicine the word can mean; `partners` are ingredients that stand beside it, and `combinations` what
    /// they are combined with: `carbidopa-levo`.
    func meaning(
        of word: String, beside partners: [Int], in combinations: [Set<Int>], names: [String: Int]
    ) -> (ingredients: [Int], fault: Fault)? {
        guard !others.contains(word) else { return nil }
        if let partner = partners.first, word.count >= 3 {
            let mates = names.filter { name, number in
                name.hasPrefix(word) && name != word && number != partner
                    && combinations.contains { $0.contains(partner) && $0.contains(number) }
            }
            if Set(mates.values).count == 1, let mate = mates.values.first { return ([mate], .truncated) }
        }
        guard word.count >= NameSpelling.shortest else { return nil }
        let longer = words.filter { $0.key.hasPrefix(word) && $0.key != word }.reduce(into: Set()) {
            $0.formUnion($1.value)
        }
        if longer.count == 1, let only = longer.first { return (only, .truncated) }
        guard longer.isEmpty else { return nil }
        let most = word.count >= NameSpelling.longEnoughForTwo ? 2 : 1
        var (best, found) = (most + 1, Set<[Int]>())
        for (name, meanings) in words where abs(name.count - word.count) <= most {
            let distance = NameSpelling.distance(Array(word.utf8), Array(name.utf8), atMost: most)
            guard distance <= most, distance <= best else { continue }
            if distance < best { found = [] }
            best = distance
            found.formUnion(meanings)
        }
        guard found.count == 1, let only = found.first, !isAsNear(toAnother: word, within: best) else { return nil }
        return (only, .misspelt)
    }

    private func isAsNear(toAnother word: String, within distance: Int) -> Bool {
        let letters = Array(word.utf8)
        return others.contains { other in
            abs(other.count - word.count) <= distance
                && NameSpelling.distance(letters, Array(other.utf8), atMost: distance) <= distance
        }
    }

    /// Letters put in, left out, exchanged for another or with their neighbour (optimal string alignment).
    static func distance(_ one: [UInt8], _ other: [UInt8], atMost most: Int) -> Int {
        guard abs(one.count - other.count) <= most else { return most + 1 }
        var (before, last, row) = ([Int](), Array(0...other.count), [Int]())
        for i in 0..<one.count {
            row = [i + 1]
            for j in 0..<other.count {
                var least = min(last[j + 1] + 1, row[j] + 1, last[j] + (one[i] == other[j] ? 0 : 1))
                if i > 0, j > 0, one[i] == other[j - 1], one[i - 1] == other[j] {
                    least = min(least, before[j - 1] + 1)
                }
                row.append(least)
            }
            if (row.min() ?? 0) > most { return most + 1 }
            (before, last) = (last, row)
        }
        return last[other.count]
    }
}
