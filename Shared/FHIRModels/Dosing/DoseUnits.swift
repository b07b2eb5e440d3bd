public import MedicationDomain

extension FHIRQuantity {
    /// The unit as a dose unit: the UCUM code decides, other codings and the written unit only without one.
    ///
    /// What is not understood is `.other`, never a guess: the order is then held for a pharmacist.
    public var doseUnit: DoseUnit {
        if let ucumCode { return DoseUnits.byUCUM(ucumCode) }
        for spelling in [code, unit].compactMap(\.self) {
            if let unit = DoseUnits.bySpelling(spelling) { return unit }
        }
        return .other
    }

    /// The amount with its unit; nil without a value. A bounded (`<5 mg`) or negative value is not understood.
    public var doseAmount: DoseAmount? {
        guard let value = value?.value else { return nil }
        return DoseAmount(value, comparator == nil && value >= 0 ? doseUnit : .other)
    }

    /// The length of time in days; nil when value or unit are missing or no time.
    public var days: Double? {
        guard let value = value?.value, comparator == nil, value >= 0, let unit = periodUnit else { return nil }
        return value * unit.days
    }

    /// The unit as a unit of time.
    public var periodUnit: PeriodUnit? {
        if let ucumCode { return PeriodUnit(rawValue: ucumCode) }
        for spelling in [code, unit].compactMap(\.self) {
            if let unit = DoseUnits.period(spelling) { return unit }
        }
        return nil
    }
}

extension FHIRRange {
    /// Both ends in one unit; a range without an upper end is not understood, one without a lower end starts at 0.
    public var doseAmount: DoseAmount? {
        guard let top = high?.doseAmount else { return low?.doseAmount.map { DoseAmount($0.low, .other) } }
        guard let low, let bottom = low.doseAmount else { return DoseAmount(low: 0, high: top.high, top.unit) }
        // Senders often write the unit at one end only.
        let bottomUnit = low.hasUnit ? bottom.unit : top.unit
        let topUnit = high?.hasUnit == true ? top.unit : bottom.unit
        let isUnderstood = bottomUnit == topUnit && bottom.low <= top.high
        return DoseAmount(low: bottom.low, high: top.high, isUnderstood ? topUnit : .other)
    }
}

extension FHIRQuantity {
    var hasUnit: Bool { code != nil || unit != nil }
}

/// The units doses are written in.
enum DoseUnits {
    /// UCUM is case-sensitive: `Mg` would be a megagram. Annotations in braces count pieces.
    static func byUCUM(_ code: String) -> DoseUnit {
        switch code {
        case "mg": return .milligram
        case "ug": return .microgram
        case "g": return .gram
        case "mL", "ml": return .milliliter
        case "1": return .unit
        // Not UCUM, but sent as such; each has one meaning only.
        case "mcg", "µg", "μg": return .microgram
        default:
            let piece = code.hasPrefix("{") && code.hasSuffix("}") ? String(code.dropFirst().dropLast()) : code
            return pieces.contains(piece.lowercased()) ? .unit : .other
        }
    }

    /// Common spellings in any case; nil when unknown. A bare "unit" may be an international one, so it stays out.
    static func bySpelling(_ text: String) -> DoseUnit? {
        var spelling = text.lowercased().filter { !$0.isWhitespace && !"{}.".contains($0) }
        if spelling.hasSuffix("(s)") { spelling.removeLast(3) }
        if pieces.contains(spelling) || spelling == "1" { return .unit }
        return spellings[spelling]
    }

    static func period(_ text: String) -> PeriodUnit? {
        let spelling = text.lowercased().filter { !$0.isWhitespace && !"{}.".contains($0) }
        return PeriodUnit(rawValue: spelling) ?? periods[spelling]
    }

    private static let pieces: Set<String> = [
        "tab", "tabs", "tbl", "tablet", "tablets", "ertab", "cap", "caps", "capsule", "capsules", "ercap", "pill",
        "pills", "packet", "packets", "pckt", "sachet", "sachets", "patch", "patches", "suppository", "suppositories",
        "supp", "each", "ea",
    ]

    private static let spellings: [String: DoseUnit] = [
        "mg": .milligram, "mgs": .milligram, "milligram": .milligram, "milligrams": .milligram,
        "milligramme": .milligram, "milligrammes": .milligram,
        "ug": .microgram, "mcg": .microgram, "mcgs": .microgram, "µg": .microgram, "μg": .microgram,
        "microgram": .microgram, "micrograms": .microgram, "microgramme": .microgram, "microgrammes": .microgram,
        "g": .gram, "gm": .gram, "gms": .gram, "gram": .gram, "grams": .gram, "gramme": .gram, "grammes": .gram,
        "ml": .milliliter, "mls": .milliliter, "milliliter": .milliliter, "milliliters": .milliliter,
        "millilitre": .milliliter, "millilitres": .milliliter, "cc": .milliliter,
    ]

    private static let periods: [String: PeriodUnit] = [
        "sec": .second, "second": .second, "seconds": .second, "minute": .minute, "minutes": .minute, "mins": .minute,
        "hr": .hour, "hrs": .hour, "hour": .hour, "hours": .hour, "day": .day, "days": .day, "week": .week,
        "weeks": .week, "month": .month, "months": .month, "year": .year, "years": .year,
    ]
}
