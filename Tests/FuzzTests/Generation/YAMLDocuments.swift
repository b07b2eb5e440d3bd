/// The shipped knowledge files of one module, as material for wrong ones.
struct YAMLDocuments {
    /// Long lists are cut down to a few of their entries, so that an input is read in a moment.
    private static let entriesKept = 3

    let names: [String]
    private let lines: [[Substring]]

    init(_ texts: [String: String]) {
        let files = texts.filter { $0.key.hasSuffix(".yaml") && !$0.key.hasSuffix(".cases.yaml") }
            .sorted { $0.key < $1.key }
        names = files.map(\.key)
        lines = files.map { $0.value.split(separator: "\n", omittingEmptySubsequences: false) }
    }

    /// One file, shortened where asked for, with a few mistakes in it.
    func make(isWhole: Bool = false, _ chance: inout Chance) -> (name: String, text: String) {
        let index = chance.below(names.count)
        var text = isWhole ? lines[index] : shortened(lines[index], &chance)
        for _ in 0..<chance.below(4) { change(&text, &chance) }
        var bytes = Array(text.joined(separator: "\n").utf8)
        if chance.oneIn(4) { ByteDamage.apply(to: &bytes, times: 1...2, &chance) }
        return (names[index], String(decoding: bytes, as: UTF8.self))
    }

    /// Keeps what stands at the top, and of each list below it a few entries that stand together.
    private func shortened(_ lines: [Substring], _ chance: inout Chance) -> [Substring] {
        let starts = lines.indices.filter { lines[$0].hasPrefix("  - ") || lines[$0].hasPrefix("- ") }
        guard starts.count > Self.entriesKept else { return lines }
        let first = chance.below(starts.count - Self.entriesKept)
        let kept = starts[first]..<starts[first + Self.entriesKept]
        return lines.indices.filter { index in
            index < starts[0] || kept.contains(index)
        }.map { lines[$0] }
    }

    private static let fragments = [
        "&a", "*a", "&a [*a, *a]", "? [a, b]", "? *a", "!!binary aGk=", "!!set {a}", "!<tag:x> b", "| ", ">-", "|9",
        "- - - -",
        "[[[[[[[[", "{{{{{{{{", "{a: {b: {c: 1}}}}", "\"\\uD800\"", "\"\\x00\"", "'", "\"", "%YAML 9.9", "---", "...",
        "\t",
        "#", "@", "`", "~", "null", "NULL", ".nan", ".inf", "0o17", "0x1F", "1_000", "12:30:45", "yes", "<<: *a",
        "2026-02-30", "9999-12-31", "0000-00-00", "-0.0", "1e3", "\u{85}", "\u{2028}", "\u{FEFF}",
    ]

    private func change(_ text: inout [Substring], _ chance: inout Chance) {
        guard !text.isEmpty else { return text = [Substring(chance.pick(Self.fragments))] }
        let place = chance.below(text.count)
        switch chance.below(10) {
        case 0: text.remove(at: place)
        case 1: text.insert(text[place], at: place)
        case 2: text.swapAt(place, chance.below(text.count))
        case 3: text[place] = "  " + text[place]
        case 4: text[place] = text[place].dropFirst(2)
        case 5:
            let other = lines[chance.below(lines.count)]
            let start = chance.below(other.count)
            text.insert(contentsOf: other[start..<min(other.count, start + 5)], at: place)
        case 6 where chance.oneIn(10):
            let mark = chance.pick(["[", "{", "- ", "? ", "a: "])
            text[place] += Substring(String(repeating: mark, count: chance.among(20...2000)))
        default: text[place] = Substring(withOtherValue(text[place], &chance))
        }
    }

    /// What stands behind the colon becomes something else.
    private func withOtherValue(_ line: Substring, _ chance: inout Chance) -> String {
        let value: String
        switch chance.below(4) {
        case 0: value = HostileValues.number(&chance)
        case 1: value = "\"\(HostileValues.text(&chance))\""
        case 2: value = Canary.text
        default: value = chance.pick(Self.fragments)
        }
        guard let colon = line.firstIndex(of: ":") else { return "\(line) \(value)" }
        return "\(line[...colon]) \(value)"
    }
}
