import EventContracts
import EventLog
import Logging
import MedicationDomain

/// Replies to the gateway's questions, handed to whoever waits for them by correlation id.
actor ReplyMailbox {
    private var waiting: [String: AsyncStream<CloudEvent>.Continuation] = [:]

    /// To be called before the question is published, so that no reply is too fast.
    ///
    /// Throws `LogError` when as many wait as may.
    func expect(_ id: String) throws(LogError) -> AsyncStream<CloudEvent> {
        guard waiting.count < GatewayLimits.waitingQuestions else {
            throw LogError(.retry, code: "too-many-questions", message: "as many questions wait as may")
        }
        let (stream, continuation) = AsyncStream.makeStream(of: CloudEvent.self)
        waiting[id] = continuation
        return stream
    }

    func deliver(_ event: CloudEvent) {
        guard let id = event.correlationID, let continuation = waiting.removeValue(forKey: id) else { return }
        continuation.yield(event)
        continuation.finish()
    }

    func forget(_ id: String) { waiting.removeValue(forKey: id)?.finish() }
}

/// Reads replies from the end of their topics on; what was said before the gateway started was not said to it.
struct ReplyFollower: Sendable {
    static let topics = QuestionLine.answering.map { TopicName.replies(of: $0) }
    /// How often a topic that was not there is looked for again.
    static let roundsBeforeLookingAgain = 20

    let log: any EventLog
    let mailbox: ReplyMailbox
    let logger: Logger

    func run() async {
        var positions: [TopicPartition: StartOffset] = [:]
        while !Task.isCancelled {
            do {
                try await follow(&positions)
            } catch is CancellationError {
                return
            } catch {
                logger.warning("replies could not be read", metadata: ["error": "\(type(of: error))"])
            }
            do { try await Task.sleep(for: .seconds(1)) } catch { return }
        }
    }

    private func follow(_ positions: inout [TopicPartition: StartOffset]) async throws {
        var isComplete = true
        for topic in ReplyFollower.topics {
            guard let count = try await log.partitionCount(of: topic) else {
                isComplete = false
                continue
            }
            let new = (0..<Int32(count)).map { TopicPartition(topic, $0) }.filter { positions[$0] == nil }
            // The present end, as a number: who begins again later begins there, and loses nothing in between.
            for (partition, end) in try await log.ends(of: new) { positions[partition] = .offset(end) }
        }
        guard !positions.isEmpty else { return }
        let reader = try log.makeReader(from: positions)
        do {
            var rounds = 0
            while !Task.isCancelled, isComplete || rounds < ReplyFollower.roundsBeforeLookingAgain,
                let records = try await reader.next(waiting: .milliseconds(250))
            {
                rounds += 1
                for record in records {
                    positions[record.partition] = .offset(record.offset + 1)
                    do {
                        await mailbox.deliver(try CloudEvent(record.message))
                    } catch {
                        logger.warning("skipped an unreadable reply", metadata: ["code": "\(error.code.rawValue)"])
                    }
                }
            }
        } catch {
            await reader.close()
            throw error
        }
        await reader.close()
    }
}
