import EventContracts

/// The handlers of a service by topic and type.
struct HandlerTable: Sendable {
    private let byTopic: [TopicName: [EventType: [AnyHandler]]]
    private let byName: [String: AnyHandler]

    init(_ handlers: [AnyHandler]) {
        var byTopic: [TopicName: [EventType: [AnyHandler]]] = [:]
        for handler in handlers {
            for type in handler.types { byTopic[handler.topic, default: [:]][type, default: []].append(handler) }
        }
        self.byTopic = byTopic
        byName = Dictionary(handlers.map { ($0.name, $0) }) { first, _ in first }
    }

    /// In the order the service lists them.
    func handlers(for type: EventType, on topic: TopicName) -> [AnyHandler] { byTopic[topic]?[type] ?? [] }
    /// Where a type of event is heard.
    func topics(of type: EventType) -> Set<TopicName> { Set(byTopic.filter { $0.value[type] != nil }.keys) }
    func handler(named name: String) -> AnyHandler? { byName[name] }
}
