import Foundation

extension Decimal {
    /// Digits as they are, without rounding: `22024.8`.
    var plainText: String { "\(self)" }

    /// An amount for reading: `22,024.80`.
    var dollars: String {
        let parts = rounded(to: 2).plainText.split(separator: ".")
        var whole = ""
        for (index, digit) in (parts.first ?? "0").reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3), digit != "-" { whole.append(",") }
            whole.append(digit)
        }
        let cents = parts.count > 1 ? String(parts[1]) : ""
        return "$" + whole.reversed() + "." + cents + String(repeating: "0", count: max(0, 2 - cents.count))
    }

    /// Nearest, halves away from zero.
    func rounded(to digits: Int) -> Decimal {
        var (result, source) = (Decimal(), self)
        NSDecimalRound(&result, &source, digits, .plain)
        return result
    }

    /// Reads `1234` or `1234.5`, nothing else; nil for anything that is no plain amount.
    init?(amount text: String) {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        let areDigits = parts.allSatisfy { part in
            (1...12).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        guard (1...2).contains(parts.count), areDigits else { return nil }
        self.init(string: text, locale: Locale(identifier: "en_US_POSIX"))
    }
}
