/// Numbers as people read them on an alert.
enum DoseText {
    /// `12.5`, and `80` rather than `80.0`.
    static func number(_ value: Double) -> String {
        let rounded = (value * 1000).rounded() / 1000
        guard rounded == rounded.rounded(), abs(rounded) < 1e15 else { return "\(rounded)" }
        return "\(Int64(rounded))"
    }
}
