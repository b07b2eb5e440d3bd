extension FixedWidthInteger {
    /// The nearest whole number; what lies beyond the type's range is its end, and what is no number is 0.
    ///
    /// Swift's own conversion stops the process there, and numbers of hostile documents go far.
    public init(bounding value: Double) {
        let whole = value.rounded()
        if let exact = Self(exactly: whole) {
            self = exact
        } else {
            self = whole.isNaN ? 0 : whole < 0 ? .min : .max
        }
    }
}
