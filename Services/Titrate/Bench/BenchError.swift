import EventContracts
import EventLog

/// Why there are no figures.
enum BenchError: Error, CustomStringConvertible {
    case badOption(String)
    case brokerDidNotStart
    case notBuilt(String, remedy: String)
    case childDidNotStart(String, log: String)
    case childEnded(String)
    case noMetrics
    case noAnswer(String)
    case noTopic(TopicName)
    case topicInUse(TopicName)
    case offsetGap(TopicPartition, Int64, Int64)
    case cannotWrite(String)
    case stalled(String, done: Int, of: Int)

    var description: String {
        switch self {
        case .badOption(let problem): problem
        case .brokerDidNotStart: "the embedded broker did not start"
        case .notBuilt(let name, let remedy): "\(name) is not there; it comes with: \(remedy)"
        case .childDidNotStart(let name, let log): "\(name) did not become ready; its last words:\n\(log)"
        case .childEnded(let name): "\(name) ended while it was measured; figures of two processes are not one figure"
        case .noMetrics: "the service did not answer with its metrics"
        case .noAnswer(let reason): "no answer from the gateway: \(reason)"
        case .noTopic(let topic): "there is no topic \(topic); create the suite's topics with titrate topics"
        case .topicInUse(let topic):
            "\(topic) holds records. The bench publishes orders of invented patients there, which belongs on no Kafka "
                + "that serves a hospital; --allow-used-topics for a Kafka made for measuring"
        case .offsetGap(let place, let expected, let found):
            "\(place.topic) partition \(place.partition) goes on at \(found), not at \(expected): records were dropped"
        case .cannotWrite(let path): "cannot write \(path)"
        case .stalled(let name, let done, let all): "\(name) stands still at \(done) of \(all)"
        }
    }
}
