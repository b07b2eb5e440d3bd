import HL7v2

/// A system that sends, by what its records say of it, and how its records are read.
struct HospitalSource: Sendable {
    /// MSH-3 and MSH-4 of a sender; nil for any.
    struct Sender: Hashable, Sendable {
        var application: String?
        var facility: String?

        func isSender(_ sender: HL7Sender) -> Bool {
            [(application, sender.application), (facility, sender.facility)].allSatisfy { $0 == nil || $0 == $1 }
        }

        /// Whoever names more is meant: an application of a hospital before the hospital.
        var rank: Int { (application == nil ? 0 : 1) + (facility == nil ? 0 : 2) }
    }

    /// For people, and for the report that it has gone quiet; empty where nobody named it.
    var name: String
    var identity = SourceIdentity.asSent
    /// `ce_source` of its records.
    var origins: Set<String> = []
    /// Records that name no source at all are its.
    var takesUnmarked = false
    var senders: Set<Sender> = []
    var hl7 = HL7Source()
}

/// All systems that send.
struct HospitalSources: Sendable {
    /// The code of records whose source nobody knows: their ids could be anybody's.
    static let unknown = "unknown-source"

    private let sources: [HospitalSource]
    /// Nobody is told apart: whatever comes is of this one.
    private let only: HospitalSource?

    /// One source, whose ids stand as they are sent, and which nothing has to name.
    init(_ hl7: HL7Source = HL7Source()) {
        (sources, only) = ([], HospitalSource(name: "", hl7: hl7))
    }

    /// A single source that says nothing of how to know it takes everything.
    init(_ sources: [HospitalSource]) {
        let isAlone =
            sources.count == 1
            && sources.allSatisfy { $0.origins.isEmpty && $0.senders.isEmpty && !$0.takesUnmarked }
        (self.sources, only) = (sources, isAlone ? sources.first : nil)
    }

    /// The source of a FHIR record; nil when nobody knows it.
    func source(ofOrigin origin: String?) -> HospitalSource? {
        only ?? sources.first { source in origin.map(source.origins.contains) ?? source.takesUnmarked }
    }

    /// The source of a HL7 v2 message, which the header names, else the record's envelope; nil when nobody knows it.
    func source(of sender: HL7Sender, origin: String?) -> HospitalSource? {
        if let only { return only }
        let matches = sources.flatMap { source in
            source.senders.filter { $0.isSender(sender) }.map { (rank: $0.rank, source: source) }
        }
        if let best = matches.max(by: { $0.rank < $1.rank }) { return best.source }
        let isNamed = sender != HL7Sender() || origin != nil
        return sources.first { source in isNamed ? origin.map(source.origins.contains) ?? false : source.takesUnmarked }
    }

    func named(_ name: String) -> HospitalSource? { (only.map { [$0] } ?? sources).first { $0.name == name } }
    var names: [String] { (only.map { [$0] } ?? sources).map(\.name) }
}
