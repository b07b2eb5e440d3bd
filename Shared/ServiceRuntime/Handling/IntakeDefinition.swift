public import EventContracts
public import EventLog
public import MedicationDomain

/// A stateless stage in front of a service: it reads records of any shape and placement and forwards them, keyed and
/// validated, one patient per record. Its place in the log is the group's committed offset; after a crash it repeats
/// itself under the same event ids, which the stage behind it ignores.
public struct IntakeDefinition: Sendable {
    public var source: TopicName
    public var target: TopicName
    /// Pure: the same record gives the same result.
    public var read: @Sendable (Record) -> IntakeResult
    /// A source that has been silent for longer is reported as quiet.
    public var quietAfter: Span

    public init(
        source: TopicName, target: TopicName, quietAfter: Span = .minutes(15),
        read: @escaping @Sendable (Record) -> IntakeResult
    ) {
        self.source = source
        self.target = target
        self.quietAfter = quietAfter
        self.read = read
    }
}

/// What one record became.
public struct IntakeResult: Sendable {
    /// At most one per patient.
    public var forwarded: [any PatientPayload]
    /// Set: the whole record goes to the dead letters, once, whatever was forwarded of it.
    public var refusal: Refusal?
    /// Resource types that are none of ours, counted.
    public var ignored: [String]
    /// The system that sent it, as far as the record says; a code, no patient data.
    public var origin: String?
    /// The envelope the record came in, where the reader has read it: it need not be read again.
    public var envelope: CloudEvent?

    public init(
        forwarded: [any PatientPayload] = [], refusal: Refusal? = nil, ignored: [String] = [], origin: String? = nil
    ) {
        self.forwarded = forwarded
        self.refusal = refusal
        self.ignored = ignored
        self.origin = origin
    }
}

/// A payload that names its patient.
public protocol PatientPayload: EventPayload {
    var patientId: PatientID { get }
}

extension HospitalFacts: PatientPayload {}
extension TitrationRequest: PatientPayload {}
