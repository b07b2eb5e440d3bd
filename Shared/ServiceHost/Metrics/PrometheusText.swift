/// A label of a series, its name made legal already.
struct PrometheusLabel: Hashable, Comparable, Sendable {
    let name: String
    let value: String
    static func < (left: Self, right: Self) -> Bool { (left.name, left.value) < (right.name, right.value) }
}

/// The text form Prometheus reads, version 0.0.4.
enum PrometheusText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    static func sample(_ name: String, _ labels: [PrometheusLabel], _ value: Double) -> String {
        let inner = labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",")
        return inner.isEmpty ? "\(name) \(number(value))" : "\(name){\(inner)} \(number(value))"
    }

    static func type(_ name: String, _ type: String) -> String { "# TYPE \(name) \(type)" }

    /// Whole numbers without a fraction, as people write them.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value) { return String(whole) }
        return String(value)
    }

    /// `titrate.event.age` becomes `titrate_event_age`.
    static func name(_ label: String) -> String {
        let legal = label.unicodeScalars.map { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)) ? Character(scalar) : "_"
        }
        guard let first = legal.first else { return "_" }
        return ("0"..."9").contains(first) ? "_" + String(legal) : String(legal)
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
