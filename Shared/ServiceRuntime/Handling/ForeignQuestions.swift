public import EventContracts

/// Documents in another standard's form that a service answers as they are: other systems need not know our envelope.
public struct ForeignQuestions: Sendable {
    /// The media type they travel under, without parameters.
    public var contentType: String
    /// The type of event they are taken for.
    public var type: EventType

    public init(contentType: String, type: EventType) { (self.contentType, self.type) = (contentType, type) }

    /// By its media type or, lacking one, by how it begins: a JSON object.
    func isMeant(by message: Message) -> Bool {
        if let named = message.header("content-type") {
            return named.hasPrefix(contentType) || named.hasPrefix(MediaType.json)
        }
        return message.value?.first { $0 > 0x20 } == UInt8(ascii: "{")
    }
}
