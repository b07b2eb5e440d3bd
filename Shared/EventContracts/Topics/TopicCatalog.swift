public import MedicationDomain

// Every topic of the suite, with what a broker must be told about it.

extension TopicName {
    public static let hospitalEvents: TopicName = "hospital.events.v1"
    public static let prescribingIntake: TopicName = "prescribing.intake.v1"
    public static let prescribingEvents: TopicName = "prescribing.events.v1"
    public static let withdrawalEvents: TopicName = "withdrawal-monitor.events.v1"
    public static let alertResponses: TopicName = "gateway.alert-responses.v1"
    public static let audit: TopicName = "gateway.audit.v1"

    public static func alerts(of service: ServiceName) -> TopicName { named(service, "alerts") }
    public static func requests(to service: ServiceName) -> TopicName { named(service, "requests") }
    public static func replies(of service: ServiceName) -> TopicName { named(service, "replies") }
    public static func status(of service: ServiceName) -> TopicName { named(service, "status") }
    public static func deadLetters(of service: ServiceName) -> TopicName { named(service, "dead-letters") }

    /// Whether what a service stands on can be relied upon, as it sees it.
    public static func sources(of service: ServiceName) -> TopicName { named(service, "sources") }

    private static func named(_ service: ServiceName, _ what: String) -> TopicName {
        TopicName(rawValue: "\(service.rawValue).\(what).v1")
    }
}

/// How a topic is to be created.
public struct TopicSpecification: Hashable, Sendable {
    public enum Retention: Hashable, Sendable {
        case forever
        case limited(Span)
        /// The newest record per key is kept.
        case compacted
    }

    public let name: TopicName
    /// Placed by patient, so it has the suite's partition count.
    public let isKeyedByPatient: Bool
    public let retention: Retention
    public let maximumRecordBytes: Int

    public init(
        name: TopicName, isKeyedByPatient: Bool = true, retention: Retention = .forever,
        maximumRecordBytes: Int = TopicCatalog.maximumRecordBytes + 256 * 1024
    ) {
        (self.name, self.isKeyedByPatient) = (name, isKeyedByPatient)
        (self.retention, self.maximumRecordBytes) = (retention, maximumRecordBytes)
    }
}

public enum TopicCatalog {
    /// Partitions of every patient-keyed topic unless the operator chose otherwise, once.
    public static let defaultPartitionCount = 12
    /// The largest record the suite reads or writes (wire contracts, "Bad input").
    public static let maximumRecordBytes = 4 * 1024 * 1024
    /// Services that raise alerts.
    public static let alertingServices: [ServiceName] = [
        .prescribing, .interactionCheck, .withdrawalMonitor, .costAssistance,
    ]
    /// Services that answer questions.
    public static let answeringServices: [ServiceName] = [
        .prescribing, .interactionCheck, .withdrawalMonitor, .costAssistance,
    ]
    /// Services that watch what they stand on.
    public static let watchingServices: [ServiceName] = [.interactionCheck]
    /// Household data expires with the assistance topics.
    public static let assistanceRetention = Span.days(90)
    public static let questionRetention = Span.hours(1)

    public static let all: [TopicSpecification] = {
        var topics = [
            TopicName.hospitalEvents, .prescribingIntake, .prescribingEvents, .withdrawalEvents, .alertResponses,
            .audit,
        ].map { clinical($0) }
        topics += alertingServices.map { clinical(.alerts(of: $0)) }
        topics += answeringServices.flatMap { service in
            [TopicName.requests(to: service), .replies(of: service)].map {
                specification($0, retention: .limited(questionRetention))
            }
        }
        topics += ServiceName.allCases.map { specification(.status(of: $0), retention: .compacted) }
        topics += watchingServices.map { specification(.sources(of: $0), retention: .compacted) }
        topics += ServiceName.allCases.map { clinical(.deadLetters(of: $0)) }
        return topics.sorted { $0.name < $1.name }
    }()

    private static func clinical(_ name: TopicName) -> TopicSpecification {
        specification(name, retention: name == .alerts(of: .costAssistance) ? .limited(assistanceRetention) : .forever)
    }

    private static func specification(
        _ name: TopicName, retention: TopicSpecification.Retention
    ) -> TopicSpecification {
        // A dead letter carries a whole refused record and our headers on top of it.
        TopicSpecification(
            name: name, isKeyedByPatient: true, retention: retention,
            maximumRecordBytes: maximumRecordBytes + 256 * 1024)
    }
}
