public import MedicationDomain

/// Whether something that a service's verdicts stand on can be relied upon: another service of the suite, or a hospital
/// system that feeds it.
///
/// It is about no patient; in the patient's place stands a name that no hospital can send (`PatientID.source`).
public struct SourceReport: EntityPayload {
    /// From the best to the worst.
    public enum Condition: String, Codable, Sendable, CaseIterable, Comparable {
        case reliable
        /// A hospital system that has not been heard for longer than it should.
        case quiet
        case lagging, rebuilding, stopped, silent

        public static func < (left: Self, right: Self) -> Bool {
            (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
        }
    }

    public static let types: [EventType] = ["org.titrate.source.degraded.v1", "org.titrate.source.restored.v1"]
    public var type: EventType { Self.types[condition == .reliable ? 1 : 0] }

    /// The service's name, or `hospital.` and the name of the hospital system.
    public var source: String
    public var condition: Condition
    /// Groups of patients (partitions) it cannot be relied upon for, of how many.
    public var affectedPartitions: Int
    public var partitionCount: Int
    /// Everything it had to say before this moment is known; nil when that is not known.
    public var notCheckedSince: Instant?
    public var observedAt: Instant

    public init(
        source: String, condition: Condition, affectedPartitions: Int, partitionCount: Int,
        notCheckedSince: Instant? = nil, observedAt: Instant
    ) {
        self.source = source
        self.condition = condition
        self.affectedPartitions = affectedPartitions
        self.partitionCount = partitionCount
        self.notCheckedSince = notCheckedSince
        self.observedAt = observedAt
    }

    public var patientId: PatientID { .source(source) }
    public var entityID: EntityID { .of(patientId, "source", ResourceID(source)) }

    /// Whether the other report says something else about the source, apart from when it was seen.
    public func differs(from other: SourceReport) -> Bool {
        (condition, affectedPartitions, partitionCount)
            != (other.condition, other.affectedPartitions, other.partitionCount)
    }
}

extension PatientID {
    private static let sourcePrefix = "urn:titrate:source:"

    /// Stands where a patient would, for what concerns all patients that a source tells of. FHIR ids hold no colon.
    public static func source(_ name: String) -> PatientID { PatientID(sourcePrefix + name) }

    /// The source it names; nil for a patient.
    public var sourceName: String? {
        rawValue.hasPrefix(Self.sourcePrefix) ? String(rawValue.dropFirst(Self.sourcePrefix.count)) : nil
    }
}
