import EventContracts

/// What a partition remembers of the events it has seen about one patient: a window against near repeats, and the last
/// revision of each entity. Bounded, so it grows with patients and never with the number of events.
struct PatientLedger: Equatable {
    /// Events remembered by id; an event that comes again after so many others of the patient is caught by its
    /// revision or, for hospital resources, by their version.
    static let windowLimit = 64
    /// Entities whose last revision is remembered, the least recently heard of goes first.
    static let entityLimit = 512

    private struct Seen: Equatable {
        var id: UInt64
        var content: UInt64
    }
    private struct Heard: Equatable {
        var entity: UInt64
        var revision: UInt32
    }
    private var window: [Seen] = []
    private var heard: [Heard] = []
    /// Set once the patient was forgotten.
    var forgetting: Forgetting?

    enum Verdict: Equatable {
        case new, repeated
        /// The same id with other bytes.
        case reused
        /// An older (or the same) revision of its entity.
        case outdated
    }

    func verdict(id: UInt64, content: UInt64, entity: UInt64?, revision: Int?) -> Verdict {
        if let seen = window.last(where: { $0.id == id }) {
            return seen.content == content ? .repeated : .reused
        }
        if let entity, let revision, let last = heard.last(where: { $0.entity == entity }),
            UInt32(clamping: revision) <= last.revision
        {
            return .outdated
        }
        return .new
    }

    mutating func note(id: UInt64, content: UInt64, entity: UInt64?, revision: Int?) {
        if window.count >= PatientLedger.windowLimit { window.removeFirst() }
        window.append(Seen(id: id, content: content))
        guard let entity, let revision else { return }
        if let index = heard.firstIndex(where: { $0.entity == entity }) {
            heard.remove(at: index)
        } else if heard.count >= PatientLedger.entityLimit {
            heard.removeFirst()
        }
        heard.append(Heard(entity: entity, revision: UInt32(clamping: revision)))
    }

    // MARK: Bytes

    init() {}

    init(_ bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        window.reserveCapacity(PatientLedger.windowLimit)
        for _ in 0..<(try reader.number()) {
            window.append(Seen(id: try reader.longNumber(), content: try reader.longNumber()))
        }
        for _ in 0..<(try reader.number()) {
            heard.append(Heard(entity: try reader.longNumber(), revision: try reader.number()))
        }
        forgetting = try Forgetting.read(from: &reader)
    }

    var bytes: [UInt8] {
        var writer = ByteWriter(capacity: 8 + 16 * window.count + 12 * heard.count + 16)
        writer.write(UInt32(window.count))
        for seen in window {
            writer.write(seen.id)
            writer.write(seen.content)
        }
        writer.write(UInt32(heard.count))
        for entry in heard {
            writer.write(entry.entity)
            writer.write(entry.revision)
        }
        forgetting?.write(to: &writer)
        return writer.bytes
    }
}
