/// Words, numbers and signs of a sig, in lower case.
struct SigTokens {
    enum Token: Hashable {
        case word(String)
        case number(Double)
        case sign(Character)
    }
    private(set) var tokens: [Token] = []

    init(_ text: String) {
        for piece in SigTokens.plain(text).split(whereSeparator: \.isWhitespace) {
            split(SigTokens.withoutAbbreviationDots(String(piece)))
        }
        joinFractions()
        joinRepeats()
    }

    /// Signs and fractions that are written in more than one way.
    private static func plain(_ text: String) -> String {
        var plain = ""
        for character in text.lowercased().replacing("-tube", with: "tube") {
            switch character {
            case "½": plain += " 1/2"
            case "¼": plain += " 1/4"
            case "¾": plain += " 3/4"
            case "⅓": plain += " 1/3"
            case "–", "—", "‑", "−": plain += "-"
            case "×": plain += "x"
            case "µ", "μ": plain += "u"
            default: plain.append(character)
            }
        }
        return plain
    }

    /// `p.o.` and `t.i.d.` are abbreviations, `tab.` ends in one; the dot of a number stays.
    private static func withoutAbbreviationDots(_ piece: String) -> String {
        guard piece.contains("."), !piece.contains(where: \.isNumber) else { return piece }
        let letters = piece.split(separator: ".", omittingEmptySubsequences: true)
        if letters.count > 1, letters.allSatisfy({ $0.filter(\.isLetter).count <= 1 }) { return letters.joined() }
        return piece.hasSuffix(".") ? String(piece.dropLast()) + " ." : piece
    }

    private mutating func split(_ piece: String) {
        var rest = Substring(piece)
        while let first = rest.first {
            if first == " " {
                rest.removeFirst()
            } else if first.isASCII, first.isNumber || first == "." && rest.dropFirst().first?.isNumber == true {
                tokens.append(.number(SigTokens.takeNumber(&rest)))
            } else if first.isLetter {
                let word = rest.prefix { $0.isLetter || $0 == "'" }
                tokens.append(.word(word.filter { $0 != "'" }))
                rest = rest.dropFirst(word.count)
            } else {
                tokens.append(.sign(first))
                rest.removeFirst()
            }
        }
    }

    /// `10`, `2.5`, `.5`; `2,000` with exactly three digits behind the comma.
    private static func takeNumber(_ rest: inout Substring) -> Double {
        var digits = String(rest.prefix { $0.isASCII && $0.isNumber })
        rest = rest.dropFirst(digits.count)
        while rest.first == ",", !digits.isEmpty, digits.count <= 3 {
            let group = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            guard group.count == 3 else { break }
            digits += group
            rest = rest.dropFirst(4)
        }
        if rest.first == ".", rest.dropFirst().first?.isNumber == true {
            let fraction = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            digits += "." + fraction
            rest = rest.dropFirst(1 + fraction.count)
        }
        return Double(digits) ?? Double("0" + digits) ?? .infinity
    }

    /// `1/2`, `1 1/2`, `1-1/2`.
    private mutating func joinFractions() {
        var joined: [Token] = []
        var index = 0
        while index < tokens.count {
            guard index + 2 < tokens.count, case .number(let above) = tokens[index], tokens[index + 1] == .sign("/"),
                case .number(let below) = tokens[index + 2], [2, 3, 4].contains(below), above >= 1, above < below
            else {
                joined.append(tokens[index])
                index += 1
                continue
            }
            var value = above / below
            if joined.last == .sign("-"), joined.count > 1, case .number(let whole) = joined[joined.count - 2],
                whole == whole.rounded()
            {
                joined.removeLast(2)
                value += whole
            } else if case .number(let whole)? = joined.last, whole == whole.rounded() {
                joined.removeLast()
                value += whole
            }
            joined.append(.number(value))
            index += 3
        }
        tokens = joined
    }

    /// `3 (three) times` and `one (1) tablet` say one number twice; two different ones are left to be doubted.
    private mutating func joinRepeats() {
        var joined: [Token] = []
        var index = 0
        while index < tokens.count {
            joined.append(tokens[index])
            if index + 3 < tokens.count, tokens[index + 1] == .sign("("), tokens[index + 3] == .sign(")"),
                let value = SigTokens.value(tokens[index]), value == SigTokens.value(tokens[index + 2])
            {
                index += 3
            }
            index += 1
        }
        tokens = joined
    }

    private static func value(_ token: Token) -> Double? {
        switch token {
        case .number(let number): number
        case .word(let word): SigVocabulary.numbers[word]
        case .sign: nil
        }
    }
}
