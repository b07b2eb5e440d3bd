public import MedicationDomain

extension FHIRRate {
    /// An amount in every `period` of `unit`.
    public struct OverTime: Hashable, Sendable {
        public let amount: DoseAmount
        public let period: Double
        public let unit: PeriodUnit
    }

    /// The rate as amount and time; nil when it is not written as one per the other.
    public var overTime: OverTime? {
        switch self {
        case .ratio(let ratio):
            guard let amount = ratio.numerator?.doseAmount, let denominator = ratio.denominator,
                let unit = denominator.periodUnit, let period = denominator.value?.value, period > 0
            else { return nil }
            return OverTime(amount: amount, period: period, unit: unit)
        case .quantity(let quantity): return quantity.overTime(from: quantity, to: quantity)
        case .range(let range):
            guard let low = range.low, let high = range.high, low.code ?? low.unit == high.code ?? high.unit else {
                return nil
            }
            return high.overTime(from: low, to: high)
        }
    }
}

extension FHIRQuantity {
    /// Takes a unit such as `ug/d`, `mg/(24.h)` or `mcg/day` apart.
    fileprivate func overTime(from low: FHIRQuantity, to high: FHIRQuantity) -> FHIRRate.OverTime? {
        let parts = (code ?? unit ?? "").split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, low.comparator == nil, high.comparator == nil, let lowest = low.value?.value,
            let highest = high.value?.value, lowest >= 0, lowest <= highest
        else { return nil }
        let amountUnit =
            ucumCode == nil ? DoseUnits.bySpelling(String(parts[0])) ?? .other : DoseUnits.byUCUM(String(parts[0]))
        let time = parts[1].filter { !"(). ".contains($0) }
        let count = time.prefix(while: \.isNumber)
        guard let unit = DoseUnits.period(String(time.dropFirst(count.count))),
            let period = count.isEmpty ? 1 : Double(String(count)), period > 0
        else { return nil }
        return FHIRRate.OverTime(
            amount: DoseAmount(low: lowest, high: highest, amountUnit), period: period, unit: unit)
    }
}
