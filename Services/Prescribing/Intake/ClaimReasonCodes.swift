import EventContracts
import FHIRModels

/// What the codes of insurers mean.
struct ClaimReasonCodes: Hashable, Sendable {
    enum Meaning: Hashable, Sendable {
        /// Nothing stands in the way.
        case paid
        /// Paid with a restriction that may not concern this fill.
        case restricted(ClaimReason.Kind)
        case rejected(ClaimReason.Kind)

        var kind: ClaimReason.Kind? {
            switch self {
            case .paid: nil
            case .restricted(let kind), .rejected(let kind): kind
            }
        }
    }

    private var byCode: [String: Meaning] = [:]

    /// False when the code stands there already.
    mutating func add(_ meaning: Meaning, system: String, code: String) -> Bool {
        byCode.updateValue(meaning, forKey: Self.key(system, code)) == nil
    }

    /// Nil for a code, or a system, that nobody here knows.
    func meaning(of coding: FHIRCoding) -> Meaning? {
        guard let system = coding.system, let code = coding.code else { return nil }
        return byCode[Self.key(system, code)]
    }

    /// Insurers write `1` and `01`, `n1` and `N1`.
    private static func key(_ system: String, _ code: String) -> String {
        let plain = code.drop { $0 == "0" }
        return "\(system)|\(plain.isEmpty ? code : String(plain).uppercased())"
    }
}
