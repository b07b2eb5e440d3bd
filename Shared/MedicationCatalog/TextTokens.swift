import Foundation

/// A medicine's text cut into words, numbers and the marks between them; case, accents and apostrophes are gone.
struct TextTokens {
    enum Token: Hashable {
        case word(String)
        /// The number and how it was written.
        case number(Double, String)
        case mark(Character)
    }

    let tokens: [Token]
    /// Words and numbers only, as names are compared.
    let words: [String]
    /// For each word, where it stands among the tokens.
    let positions: [Int]

    init(_ text: String) {
        var lexer = Lexer(TextTokens.folded(text))
        tokens = lexer.all()
        var (words, positions): ([String], [Int]) = ([], [])
        for (position, token) in tokens.enumerated() {
            switch token {
            case .word(let word): words.append(word)
            case .number(_, let written): words.append(written)
            case .mark: continue
            }
            positions.append(position)
        }
        (self.words, self.positions) = (words, positions)
    }

    func word(at position: Int) -> String? {
        guard tokens.indices.contains(position), case .word(let word) = tokens[position] else { return nil }
        return word
    }

    func number(at position: Int) -> Double? {
        guard tokens.indices.contains(position), case .number(let number, _) = tokens[position] else { return nil }
        return number
    }

    func isMark(_ marks: [Character], at position: Int) -> Bool {
        guard tokens.indices.contains(position), case .mark(let mark) = tokens[position] else { return false }
        return marks.contains(mark)
    }

    /// Lower case without accents; the micro sign becomes a `u`.
    private static func folded(_ text: String) -> [Character] {
        let lower = text.lowercased()
        guard !lower.utf8.allSatisfy({ $0 < 0x80 }) else { return Array(lower) }
        let micro = lower.replacingOccurrences(of: "\u{B5}", with: "u").replacingOccurrences(of: "\u{3BC}", with: "u")
        return Array(micro.folding(options: [.diacriticInsensitive, .widthInsensitive], locale: nil))
    }
}

/// Walks over the signs of a text once.
private struct Lexer {
    private let signs: [Character]
    private var position = 0

    init(_ signs: [Character]) { self.signs = signs }

    mutating func all() -> [TextTokens.Token] {
        var found: [TextTokens.Token] = []
        while position < signs.count {
            let sign = signs[position]
            if isDigit(position) || (sign == "." && isDigit(position + 1)) {
                found.append(number())
            } else if sign == "#", isDigit(position + 1) {
                position += 1
                let digits = take { $0.isDigit($1) }
                found.append(.word("#" + digits))
            } else if sign.isLetter {
                let word = take { $0.signs[$1].isLetter || $0.isApostrophe($1) }
                found.append(.word(word.filter(\.isLetter)))
            } else {
                if !sign.isWhitespace { found.append(.mark(sign)) }
                position += 1
            }
        }
        return found
    }

    /// A comma before exactly three digits groups thousands, any other one between digits is a decimal comma.
    private mutating func number() -> TextTokens.Token {
        var text = take { $0.isDigit($1) }
        while position < signs.count, signs[position] == ",", isDigit(position + 1) {
            position += 1
            let digits = take { $0.isDigit($1) }
            text += digits.count == 3 ? digits : "." + digits
        }
        if position < signs.count, signs[position] == ".", isDigit(position + 1), !text.contains(".") {
            position += 1
            text += "." + take { $0.isDigit($1) }
        }
        if text.hasPrefix(".") { text = "0" + text }
        guard text.utf8.count <= Lexer.longestNumber, let value = Double(text) else { return .word(text) }
        return .number(value, text)
    }

    /// More signs than any strength has; with more, a quotient of two of them could leave the range of numbers.
    private static let longestNumber = 24

    private mutating func take(while holds: (Lexer, Int) -> Bool) -> String {
        let start = position
        while position < signs.count, holds(self, position) { position += 1 }
        return String(signs[start..<position])
    }

    private func isDigit(_ index: Int) -> Bool { index < signs.count && signs[index].isASCII && signs[index].isNumber }
    private func isApostrophe(_ index: Int) -> Bool {
        ["'", "\u{2019}"].contains(signs[index]) && index + 1 < signs.count && signs[index + 1].isLetter
    }
}
