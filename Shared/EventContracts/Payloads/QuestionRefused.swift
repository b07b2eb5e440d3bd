/// A question that cannot be answered, with the reason; it leaves on the replies topic like an answer.
public struct QuestionRefused: EventPayload {
    public static let types: [EventType] = ["org.titrate.question.refused.v1"]
    public var requestId: String
    /// Lower case with dashes, as in dead letters.
    public var code: String
    public var message: String

    public init(requestId: String, code: String, message: String) {
        (self.requestId, self.code, self.message) = (requestId, code, message)
    }
}
