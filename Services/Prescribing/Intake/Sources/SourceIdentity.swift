import Crypto
import Foundation
import MedicationDomain

/// How one source's ids become the suite's: those of two assigners never meet, whatever they send.
///
/// `<assigner>.<id>`, and `<assigner>..<hash>` for ids that begin with a dot or would grow beyond 64 bytes. An
/// assigner holds no dot, so the first one ends it, and what stands behind it tells which of the two it is.
struct SourceIdentity: Hashable, Sendable {
    /// As sent: there is one source only, or all of them number together.
    static let asSent = SourceIdentity()

    var assigner: String?
    /// Hides patients' numbers from whoever does not hold it.
    var key: PatientKey?

    /// As long as FHIR allows an id to be.
    private static let longestID = 64

    func id(_ sent: String) -> String {
        guard let assigner else { return sent }
        let isPlain = sent.utf8.first != UInt8(ascii: ".")
        let plain = "\(assigner).\(sent)"
        guard isPlain, plain.utf8.count <= SourceIdentity.longestID else {
            return "\(assigner)..\(SourceIdentity.digits(SHA256.hash(data: Data(sent.utf8))))"
        }
        return plain
    }

    func patient(_ sent: String) -> String {
        guard key != nil else { return id(sent) }
        return "\(assigner.map { "\($0)." } ?? "")\(patientPart(sent))"
    }

    /// What stands for the patient in ids made of it: never the number that a key is to hide.
    func patientPart(_ sent: String) -> String {
        guard let key else { return sent }
        // The assigner goes in, so that the same number at two hospitals shows no likeness; no assigner holds a 0.
        let named = Data((assigner ?? "").utf8) + [0] + Data(sent.utf8)
        return SourceIdentity.digits(HMAC<SHA256>.authenticationCode(for: named, using: key.value))
    }

    /// 160 bits: nobody finds two ids of one hash.
    private static func digits(_ hash: some Sequence<UInt8>) -> String {
        hash.prefix(20).map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0\(text)" : text
        }.joined()
    }
}

/// The secret behind patients' ids; shown by nobody.
struct PatientKey: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let value: SymmetricKey
    /// As few bytes as HMAC-SHA256 gains anything from.
    static let leastBytes = 32

    /// Nil when it is too short to be a secret.
    init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count >= PatientKey.leastBytes else { return nil }
        value = SymmetricKey(data: Data(bytes))
    }

    static func == (one: PatientKey, other: PatientKey) -> Bool { one.value == other.value }
    func hash(into hasher: inout Hasher) { hasher.combine(value.bitCount) }
    var description: String { "<key>" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: [Mirror.Child]()) }
}
