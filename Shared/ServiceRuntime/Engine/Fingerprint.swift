import Crypto
import EventContracts

/// Stable hashes: the same bytes give the same number on every machine and in every version.
enum Fingerprint {
    /// The first 64 bits of SHA-256.
    static func number(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash = SHA256()
        if bytes.withContiguousStorageIfAvailable({ hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }) == nil {
            hash.update(data: Array(bytes))
        }
        return hash.finalize().prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The same, as SQLite keeps it.
    static func signed(_ bytes: some Sequence<UInt8>) -> Int64 { Int64(bitPattern: number(bytes)) }

    /// The id of an announcement: the same cause, handler, entity and revision give the same id on every run.
    static func eventID(cause: String, handler: String, entity: String, revision: Int) -> String {
        hexadecimal("\(cause)\n\(handler)\n\(entity)\n\(revision)", bytes: 16)
    }

    static func hexadecimal(_ text: String, bytes count: Int) -> String {
        let hash = Array(SHA256.hash(data: Array(text.utf8)).prefix(count))
        return String(unsafeUninitializedCapacity: 2 * hash.count) { buffer in
            var place = 0
            for byte in hash {
                buffer[place] = digit(byte >> 4)
                buffer[place + 1] = digit(byte & 15)
                place += 2
            }
            return place
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// A name given by somebody else, fit to be carried in headers of ours: a number made by a machine (a UUID, 16 or
    /// more hexadecimal digits) as it is, anything else as its hash, for it may say who the patient is.
    static func opaque(_ name: String) -> String {
        let digits = name.utf8.lazy.filter { $0 != UInt8(ascii: "-") }
        return digits.count >= 16 && digits.allSatisfy(isDigit) ? name : hexadecimal(name, bytes: 16)
    }

    /// Continues the trace of the cause, or begins one, with a span of its own for this event.
    static func traceParent(continuing parent: String?, event id: String) -> String {
        let parts = parent?.split(separator: "-") ?? []
        // Whatever else stands there is the sender's own text, which is not carried on.
        let isUsable = parts.count >= 4 && parts[1].utf8.count == 32 && parts[1].utf8.allSatisfy(isDigit)
        let trace = isUsable ? String(parts[1]) : hexadecimal("trace \(id)", bytes: 16)
        return "00-\(trace)-\(hexadecimal("span \(id)", bytes: 8))-01"
    }
}
