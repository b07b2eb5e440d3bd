/// How long a kidney function value may be relied on, by what it says and of whom.
///
/// The numbers come from a service's knowledge (house rulings 7.4); how they fit together is the same for all.
public struct KidneyValueAge: Hashable, Sendable {
    /// mL/min/1.73 m²: a value from here on changes slowly.
    public var goodFrom: Double
    /// Years: from here on kidneys fail faster.
    public var olderFrom: Double
    /// Of a good value of somebody who is not older.
    public var longest: Span
    /// Of a lower value, of an older patient, or of one whose kidneys are at risk whatever the value says.
    public var longestAtRisk: Span
    /// Of a patient in hospital.
    public var longestInpatient: Span

    public init(goodFrom: Double, olderFrom: Double, longest: Span, longestAtRisk: Span, longestInpatient: Span) {
        self.goodFrom = goodFrom
        self.olderFrom = olderFrom
        self.longest = longest
        self.longestAtRisk = longestAtRisk
        self.longestInpatient = longestInpatient
    }

    /// The longest age at which the value still counts. Somebody of unknown age may be old.
    ///
    /// - Parameters:
    ///   - value: mL/min/1.73 m².
    ///   - years: the patient's age; nil when it is unknown.
    public func limit(of value: Double, years: Int?, isAtRisk: Bool, isInpatient: Bool) -> Span {
        if isInpatient { return longestInpatient }
        let isOlder = years.map { Double($0) >= olderFrom } ?? true
        return isAtRisk || isOlder || value < goodFrom ? longestAtRisk : longest
    }
}
