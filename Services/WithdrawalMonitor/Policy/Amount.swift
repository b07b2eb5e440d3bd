/// Writes amounts for people: `30`, `22.5`, never `30.0`.
enum Amount {
    static func text(_ value: Double) -> String {
        let hundredths = (value * 100).rounded()
        guard hundredths.magnitude < 1e15 else { return "\(value)" }
        let whole = Int64(hundredths)
        let (units, rest) = (whole / 100, Int(whole % 100).magnitude)
        if rest == 0 { return "\(units)" }
        let sign = whole < 0 && units == 0 ? "-" : ""
        let digits = rest % 10 == 0 ? "\(rest / 10)" : rest < 10 ? "0\(rest)" : "\(rest)"
        return "\(sign)\(units).\(digits)"
    }

    static func days(_ count: Int) -> String { count == 1 ? "1 day" : "\(count) days" }

    /// Whole times `part` fits into `amount`; a rounding error of a millionth is no missing tablet.
    static func whole(_ amount: Double, by part: Double) -> Int {
        guard part > 0 else { return 0 }
        let count = (amount / part + 1e-6).rounded(.down)
        return count < 1_000_000 ? Int(count) : 1_000_000
    }
}
