/// An amount of substance written in a text: `10 mg`, `500 mcg/mL`, or one part of `5/325`.
struct WrittenAmount: Hashable {
    var milligrams: Double
    /// The volume it is in; nil where none is written.
    var milliliters: Double?
    /// Where it stands among the tokens.
    var position = 0
}

extension TextTokens {
    /// The amounts of a text in their order.
    ///
    /// Rates (`25 mcg/hr`), amounts by weight (`2 mg/kg`) and numbers without unit say nothing about one unit.
    /// - Parameter partsCount: how many ingredients there are; only several can share `5/325`.
    func amounts(partsCount: Int) -> [WrittenAmount] {
        var (found, position): ([WrittenAmount], Int) = ([], 0)
        while position < tokens.count {
            if let (amounts, next) = series(at: position, partsCount: partsCount) ?? single(at: position) {
                // Nothing of a medicine is no strength: a tablet of 0 mg would make every dose of it 0 mg.
                found += amounts.filter { $0.milligrams > 0 && $0.milligrams.isFinite }.map {
                    WrittenAmount(milligrams: $0.milligrams, milliliters: $0.milliliters, position: position)
                }
                position = next
            } else {
                position += 1
            }
        }
        return found
    }

    /// `5/325`, `300-30 mg`, `7.5-325 mg/15 mL`; without a unit milligrams are meant.
    private func series(at start: Int, partsCount: Int) -> ([WrittenAmount], Int)? {
        guard let first = number(at: start) else { return nil }
        var (numbers, position) = ([first], start + 1)
        while isMark(["/", "-", "\u{2013}"], at: position), let next = number(at: position + 1) {
            numbers.append(next)
            position += 2
        }
        guard numbers.count > 1 else { return nil }
        // For a single substance this is a range or a date, not the strength of its parts.
        guard partsCount > 1, numbers.count <= partsCount else { return ([], position) }
        guard let unit = word(at: position).flatMap(milligrams) else {
            return (numbers.map { WrittenAmount(milligrams: $0) }, position)
        }
        let (volume, next) = per(at: position + 1)
        guard volume != .other else { return ([], next) }
        return (numbers.map { WrittenAmount(milligrams: $0 * unit, milliliters: volume.milliliters) }, next)
    }

    private func single(at start: Int) -> ([WrittenAmount], Int)? {
        guard let number = number(at: start), let unit = word(at: start + 1).flatMap(milligrams) else { return nil }
        // `2.000 µg` is two thousand where a comma marks decimals, and two where a point does.
        guard !hasThousandPoint(at: start) || isForeign else { return ([], start + 2) }
        let factor: Double = hasThousandPoint(at: start) ? 1000 : 1
        let (volume, next) = per(at: start + 2)
        guard volume != .other else { return ([], next) }
        return ([WrittenAmount(milligrams: number * factor * unit, milliliters: volume.milliliters)], next)
    }

    private func hasThousandPoint(at position: Int) -> Bool {
        guard tokens.indices.contains(position), case .number(_, let written) = tokens[position] else { return false }
        return written.hasSuffix(".000") && !written.hasPrefix("0.")
    }

    private enum Per: Equatable {
        case unit, volume(Double), other
        var milliliters: Double? {
            if case .volume(let milliliters) = self { milliliters } else { nil }
        }
    }

    /// What an amount is given per: a volume, one unit, or something else such as an hour or a kilogram.
    private func per(at position: Int) -> (Per, Int) {
        if word(at: position) == "over" { return (.other, position + 1) }
        guard isMark(["/"], at: position) || ["per", "in"].contains(word(at: position) ?? "") else {
            return (.unit, position)
        }
        let count = number(at: position + 1)
        let unitPosition = position + (count == nil ? 1 : 2)
        let unit = word(at: unitPosition) ?? ""
        switch unit {
        case "ml", "milliliter", "milliliters", "millilitre", "millilitres", "cc":
            let milliliters = count ?? 1
            return (milliliters > 0 ? .volume(milliliters) : .other, unitPosition + 1)
        case "h", "hr", "hrs", "hour", "hours", "d", "day", "kg", "m", "min", "minute", "dose", "actuation", "spray":
            return (.other, unitPosition + 1)
        default: return (.unit, position)
        }
    }

    /// Milligrams in one of the unit; nil for words that are no unit of mass.
    private func milligrams(_ unit: String) -> Double? {
        switch unit {
        case "mg", "mgs", "milligram", "milligrams": 1
        case "mcg", "mcgs", "ug", "microgram", "micrograms": 0.001
        case "g", "gm", "gram", "grams": 1000
        default: nil
        }
    }
}
