import EventContracts
import MedicationDomain

/// Which edition of every hospital resource was taken in: repeats and older ones have no effect.
struct ResourceEditions: Codable, Hashable, Sendable {
    struct Edition: Codable, Hashable, Sendable {
        var version: SourceVersion
        /// FNV-1a over the understood content.
        var content: UInt64
        /// Counts up with every edition taken in: the oldest entries are forgotten first.
        var place: Int
    }

    enum Arrival: Hashable, Sendable { case new, repeated, outdated, reused }

    /// Editions remembered per patient.
    static let limit = 2000

    private(set) var byResource: [String: Edition] = [:]
    /// Older editions that came after newer ones.
    private(set) var outdatedCount = 0
    private(set) var taken = 0

    init() {}

    /// As they were kept.
    init(_ byResource: [String: Edition], outdatedCount: Int, taken: Int) {
        (self.byResource, self.outdatedCount, self.taken) = (byResource, outdatedCount, taken)
    }

    /// Notes the fact unless it brings nothing new.
    mutating func take(_ fact: HospitalFact) throws -> Arrival {
        let content = ResourceEditions.fingerprint(try fact.content.encode())
        let arrival = arrival(of: fact.version, content: content, resource: fact.resource)
        switch arrival {
        case .new:
            taken += 1
            byResource[fact.resource] = Edition(version: fact.version, content: content, place: taken)
            forgetOldest()
        case .outdated: outdatedCount += 1
        case .repeated, .reused: break
        }
        return arrival
    }

    private func arrival(of version: SourceVersion, content: UInt64, resource: String) -> Arrival {
        guard let known = byResource[resource] else { return .new }
        switch version.isNewer(than: known.version) {
        case true?: return .new
        case false? where known.version.isNewer(than: version) == true: return .outdated
        case false?: return content == known.content ? .repeated : .reused
        case nil:
            if content == known.content { return .repeated }
            // A hospital that begins to count editions says something newer than before it did.
            return known.version == SourceVersion() && version != SourceVersion() ? .new : .reused
        }
    }

    private mutating func forgetOldest() {
        guard byResource.count > ResourceEditions.limit else { return }
        let oldest = byResource.min { $0.value.place < $1.value.place }
        if let oldest { byResource[oldest.key] = nil }
    }

    static func fingerprint(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
