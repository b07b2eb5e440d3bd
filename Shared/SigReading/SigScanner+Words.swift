import MedicationDomain

/// Words and numbers from where the scanner stands.
extension SigScanner {
    func word(at index: Int) -> String? {
        guard index < tokens.count, case .word(let word) = tokens[index] else { return nil }
        return word
    }

    mutating func takeWords(_ phrase: [String]) -> Bool {
        guard phrase.indices.allSatisfy({ word(at: position + $0) == phrase[$0] }) else { return false }
        position += phrase.count
        return true
    }

    mutating func takeAny(_ phrases: [[String]]) -> Bool {
        for phrase in phrases where takeWords(phrase) { return true }
        return false
    }

    mutating func take(sign: Character) -> Bool {
        guard position < tokens.count, tokens[position] == .sign(sign) else { return false }
        position += 1
        return true
    }

    mutating func takeNumber() -> Double? {
        guard position < tokens.count, case .number(let number) = tokens[position] else { return nil }
        position += 1
        return number
    }

    mutating func takeWhole() -> Int? {
        let start = position
        guard let number = takeQuantity(), number == number.rounded(), (0...10_000).contains(number) else {
            position = start
            return nil
        }
        return Int(number)
    }

    /// `2`, `1.5`, `one`, `one and a half`, `half a`, `one-half`.
    mutating func takeQuantity() -> Double? {
        if takeHalf() { return 0.5 }
        let start = position
        let quantity: Double
        if let number = takeNumber() {
            quantity = number
        } else if let word = word(at: position), let number = SigVocabulary.numbers[word] {
            quantity = number
            position += 1
        } else {
            return nil
        }
        // `one-half` is a half; `one and a half` is not.
        let afterNumber = position
        if quantity == 1, start != position, tokens[start] != .number(1), take(sign: "-"), takeWords(["half"]) {
            _ = takeAny([["of", "a"], ["a"], ["of", "one"]])
            return 0.5
        }
        position = afterNumber
        if quantity == 1, tokens[start] != .number(1), takeWords(["half"]) { return 0.5 }
        if takeWords(["and"]) {
            if takeHalf() || takeNumber() == 0.5 { return quantity + 0.5 }
            position = afterNumber
        }
        return quantity
    }

    private mutating func takeHalf() -> Bool {
        takeAny([
            ["a", "half", "of", "a"], ["one", "half", "of", "a"], ["half", "of", "a"], ["half", "a"], ["a", "half"],
            ["one", "half"], ["half"],
        ])
    }

    /// `a tablet`, where an article stands for one.
    mutating func takeArticle() -> Double? {
        guard let article = word(at: position), article == "a" || article == "an", let unit = word(at: position + 1),
            SigVocabulary.units[unit] != nil
        else { return nil }
        position += 1
        return 1
    }

    mutating func takeRangeSign() -> Bool {
        if take(sign: "-") { return true }
        return takeAny([["to"], ["or"]])
    }
}
