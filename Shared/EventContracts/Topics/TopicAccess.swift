/// Who may do what on Kafka: one principal for each program of the suite, and one for each kind of outsider.
///
/// The table is data, because programs do not know each other; a test holds it against every program's own definition.
public struct TopicAccess: Codable, Hashable, Sendable {
    /// The name of the principal, without what the cluster puts before it.
    public let principal: String
    /// Topics it reads; reading includes asking how long they are.
    public private(set) var reads: [TopicName]
    /// Topics it writes; writing includes asking how they are divided.
    public private(set) var writes: [TopicName]
    /// Topics it only asks about.
    public private(set) var describes: [TopicName]
    /// Consumer groups it is a member of.
    public let groups: [String]
    /// How the names begin under which it reads without a group. Kafka's clients ask for a coordinator by such a name,
    /// though nothing is joined or committed under it; nil when it only writes.
    public let readerPrefix: String?
    /// Whether it makes the suite's topics.
    public let createsTopics: Bool

    init(
        _ principal: String, reads: [TopicName] = [], writes: [TopicName] = [], describes: [TopicName] = [],
        groups: [String] = [], readerPrefix: String? = nil, createsTopics: Bool = false
    ) {
        self.principal = principal
        (self.reads, self.writes, self.describes) = (reads.sorted(), writes.sorted(), describes.sorted())
        (self.groups, self.readerPrefix, self.createsTopics) = (groups.sorted(), readerPrefix, createsTopics)
    }

    /// Everybody, the suite's own programs first.
    public static let all: [TopicAccess] = services + [gateway] + outsiders

    /// What that program of the suite may do.
    public static func of(_ service: ServiceName) -> TopicAccess {
        all.first { $0.principal == service.rawValue } ?? TopicAccess(service.rawValue)
    }

    // MARK: The four services

    private static let services = [
        service(
            .prescribing,
            hears: [.hospitalEvents, .prescribingIntake, .alertResponses, .requests(to: .prescribing)],
            says: [.prescribingIntake, .prescribingEvents, .replies(of: .prescribing)],
            moreGroups: ["prescribing-intake.v1"]),
        service(
            .interactionCheck,
            hears: [
                .prescribingEvents, .withdrawalEvents, .alertResponses, .requests(to: .interactionCheck),
                .status(of: .prescribing), .status(of: .withdrawalMonitor),
            ], says: [.replies(of: .interactionCheck), .sources(of: .interactionCheck)]),
        service(
            .withdrawalMonitor,
            hears: [.prescribingEvents, .alertResponses, .requests(to: .withdrawalMonitor)],
            says: [.withdrawalEvents, .replies(of: .withdrawalMonitor)]),
        service(
            .costAssistance,
            hears: [
                .prescribingEvents, .withdrawalEvents, .alertResponses, .requests(to: .costAssistance),
            ], says: [.replies(of: .costAssistance)]),
    ]

    /// What every service does besides: it raises alerts, reports on itself and refuses records; and it reads back what
    /// it said, so that a lost store can be built again.
    private static func service(
        _ name: ServiceName, hears: [TopicName], says: [TopicName] = [], moreGroups: [String] = []
    ) -> TopicAccess {
        let own = says + [.alerts(of: name), .status(of: name), .deadLetters(of: name)]
        return TopicAccess(
            name.rawValue, reads: Array(Set(hears + own.filter { $0 != .replies(of: name) })), writes: own,
            groups: ["\(name.rawValue).v1"] + moreGroups, readerPrefix: "\(name.rawValue)-")
    }

    // MARK: The gateway

    private static let asked: [ServiceName] = [.costAssistance, .prescribing, .interactionCheck]

    /// It is no member of any group: every replica reads everything.
    private static let gateway = TopicAccess(
        ServiceName.gateway.rawValue,
        reads: TopicCatalog.alertingServices.map { .alerts(of: $0) } + ServiceName.allCases.map { .status(of: $0) }
            + [.prescribingEvents, .withdrawalEvents, .alertResponses] + asked.map { .replies(of: $0) }
            // Looked through when somebody asks: earlier look-ups, why records were refused, what is relied upon.
            + [.requests(to: .costAssistance)] + ServiceName.allCases.map { .deadLetters(of: $0) }
            + TopicCatalog.watchingServices.map { .sources(of: $0) },
        writes: [.hospitalEvents, .alertResponses, .status(of: .gateway), .audit] + asked.map { .requests(to: $0) },
        readerPrefix: "\(ServiceName.gateway.rawValue)-")

    // MARK: Outside the suite

    private static let outsiders = [
        TopicAccess("hospital", writes: [.hospitalEvents]),
        TopicAccess(
            "pharmacy", reads: TopicCatalog.alertingServices.map { .alerts(of: $0) } + [.withdrawalEvents],
            writes: [.alertResponses]),
        // `cost-assistance cases` in the hands of finance staff.
        TopicAccess(
            "finance", reads: [.alerts(of: .costAssistance), .replies(of: .costAssistance)],
            writes: [.alertResponses, .requests(to: .costAssistance)], readerPrefix: "cost-assistance-cases"),
        TopicAccess("auditor", reads: [.audit]),
        // `titrate` in an operator's hands: publish, watch, forget, topics.
        TopicAccess(
            "operator", reads: TopicCatalog.all.map(\.name),
            writes: [.hospitalEvents, .prescribingIntake] + TopicCatalog.answeringServices.map { .requests(to: $0) },
            readerPrefix: "titrate", createsTopics: true),
    ]
}
