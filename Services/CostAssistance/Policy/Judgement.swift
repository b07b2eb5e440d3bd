/// Yes, no, or not known: an input that is missing never becomes a yes or a no.
enum Truth: Hashable, Sendable { case yes, no, unknown }

/// What one criterion came to, and why.
struct Judgement: Hashable, Sendable {
    var truth: Truth
    /// Inputs that would settle it; empty unless it is unknown.
    var missing: Set<String> = []
    /// In plain words, in the order they were looked at.
    var lines: [String] = []
    /// The dated values it stands on.
    var readings: [Reading] = []

    static func decided(_ holds: Bool, _ line: String, readings: [Reading] = []) -> Judgement {
        Judgement(truth: holds ? .yes : .no, lines: [line], readings: readings)
    }

    static func unknown(missing: Set<String>, _ line: String, readings: [Reading] = []) -> Judgement {
        Judgement(truth: .unknown, missing: missing, lines: [line], readings: readings)
    }

    /// Every part holds; one that fails decides, whatever is unknown beside it.
    static func all(_ parts: [Judgement]) -> Judgement { combine(parts, decisive: .no, otherwise: .yes) }

    /// One part holds; it decides, whatever is unknown beside it.
    static func any(_ parts: [Judgement]) -> Judgement { combine(parts, decisive: .yes, otherwise: .no) }

    /// Kleene's three-valued logic: only parts that are still unknown can settle what is unknown.
    private static func combine(_ parts: [Judgement], decisive: Truth, otherwise: Truth) -> Judgement {
        var result = Judgement(truth: otherwise)
        let unknown = parts.filter { $0.truth == .unknown }
        if parts.contains(where: { $0.truth == decisive }) {
            result.truth = decisive
        } else if !unknown.isEmpty {
            result.truth = .unknown
            result.missing = unknown.reduce(into: []) { $0.formUnion($1.missing) }
        }
        result.lines = parts.flatMap(\.lines)
        result.readings = parts.flatMap(\.readings)
        return result
    }
}
