import FHIRModels
import Testing

/// Reads `a.b[0].c` as the steps into a document.
private func steps(_ path: String) -> [String] {
    path.split { ".[".contains($0) }.map { $0.last == "]" ? "[" + $0 : String($0) }
}

extension JSONValue {
    init(_ text: String) throws { self = try JSONValue(parsing: Array(text.utf8)) }

    /// The document with another value at the path, or without it.
    func replacing(_ path: String, with value: JSONValue?) -> JSONValue { replacing(steps(path)[...], with: value) }

    private func replacing(_ steps: ArraySlice<String>, with value: JSONValue?) -> JSONValue {
        guard let step = steps.first else { return value ?? .null }
        let isLast = steps.count == 1
        switch self {
        case .object(var members):
            members[step] =
                isLast ? value : (members[step] ?? .object([:])).replacing(steps.dropFirst(), with: value)
            return .object(members)
        case .array(var items):
            guard let index = Int(step.dropFirst().dropLast()), items.indices.contains(index) else { return self }
            if let changed = isLast ? value : items[index].replacing(steps.dropFirst(), with: value) {
                items[index] = changed
            } else {
                items.remove(at: index)
            }
            return .array(items)
        default: return self
        }
    }

    /// The path of every object, array and primitive in the document.
    var paths: [String] {
        switch self {
        case .object(let members):
            members.sorted { $0.key < $1.key }.flatMap { key, value in
                [key] + value.paths.map { $0.hasPrefix("[") ? key + $0 : "\(key).\($0)" }
            }
        case .array(let items):
            items.enumerated().flatMap { index, value in
                ["[\(index)]"] + value.paths.map { $0.hasPrefix("[") ? "[\(index)]\($0)" : "[\(index)].\($0)" }
            }
        default: []
        }
    }

    func value(at path: String) -> JSONValue? {
        steps(path).reduce(self) { value, step in
            guard step.hasPrefix("["), let index = Int(step.dropFirst().dropLast()) else { return value?[step] }
            return value?.items.flatMap { $0.indices.contains(index) ? $0[index] : nil }
        }
    }
}

func decode(_ text: String, limits: FHIRLimits = .standard) throws -> FHIRResource {
    try FHIRResource.decode(Array(text.utf8), limits: limits)
}

/// The error of a document that must be refused.
func refusal(of bytes: [UInt8], limits: FHIRLimits = .standard) throws -> FHIRError {
    try #require(throws: FHIRError.self) { _ = try FHIRResource.decode(bytes, limits: limits) }
}

func refusal(of text: String) throws -> FHIRError { try refusal(of: Array(text.utf8)) }

/// A repeatable source of chance.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
