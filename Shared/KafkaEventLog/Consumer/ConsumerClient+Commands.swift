import CRDKafka
import EventContracts
import EventLog
import Logging

// What callers ask for, done on the poll thread.

extension ConsumerClient {
    /// How long a seek may block the thread before it is tried again.
    private static let seekMilliseconds: Int32 = 1_000

    func run(_ command: Command) {
        switch command {
        case .begin(let generation, let start): begin(generation, at: start)
        case .complete(let generation): complete(generation)
        case .pause(let partitions):
            pausedByCaller.formUnion(partitions)
            change(partitions, with: rd_kafka_pause_partitions)
        case .resume(let partitions):
            pausedByCaller.subtract(partitions)
            if !isFlowStopped { change(partitions, with: rd_kafka_resume_partitions) }
        case .seek(let partition, let offset, let cut): seek(partition, to: offset, cut: cut)
        case .commit(let offsets, let continuation): commit(offsets, continuation)
        }
    }

    func stopFlow() {
        isFlowStopped = true
        change(assigned, with: rd_kafka_pause_partitions)
    }

    func startFlow() {
        isFlowStopped = false
        change(assigned.filter { !pausedByCaller.contains($0) }, with: rd_kafka_resume_partitions)
    }

    private func change(
        _ partitions: [TopicPartition],
        with function: (OpaquePointer?, UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?) -> rd_kafka_resp_err_t
    ) {
        let own = partitions.filter(assigned.contains)
        guard let handle, !own.isEmpty else { return }
        let code = PartitionList(own).lend { function(handle.pointer, $0) }
        if code != RD_KAFKA_RESP_ERR_NO_ERROR {
            stop(LogError(.stop, code: LogError(code).code, message: "pause or resume"))
        }
    }

    /// From the cut on, only records read after the seek reach the caller.
    private func seek(_ partition: TopicPartition, to offset: Int64, cut: Int) {
        guard let handle, assigned.contains(partition) else { return cuts[partition] = cut }
        let list = PartitionList([partition: offset])
        var failure = list.lend {
            rd_kafka_seek_partitions(handle.pointer, $0, Self.seekMilliseconds).map { LogError(taking: $0) }
        }
        if failure == nil, let code = list.elements.first?.error, code != RD_KAFKA_RESP_ERR_NO_ERROR {
            failure = LogError(code)
        }
        guard let failure else { return cuts[partition] = cut }
        // A partition that was assigned a moment ago is not ready to be moved yet.
        logger.debug("seek is tried again", metadata: ["reason": "\(failure)"])
        again.append(.seek(partition, offset: offset, cut: cut))
    }

    /// The answer comes through the consumer's own queue, so a poll delivers it; the number finds its caller.
    private func commit(_ offsets: [TopicPartition: Int64], _ continuation: CheckedContinuation<Void, any Error>) {
        guard let handle, let queue = waker.pointer else { return continuation.resume(throwing: LogError.closed) }
        commitNumber += 1
        commits[commitNumber] = continuation
        let number = UnsafeMutableRawPointer(bitPattern: commitNumber)
        let code = PartitionList(offsets).lend { list in
            rd_kafka_commit_queue(
                handle.pointer, list, queue,
                { client, code, _, number in
                    guard let client, let number else { return }
                    ClientContext.from(rd_kafka_opaque(client))?.committed?(Int(bitPattern: number), code)
                }, number)
        }
        if code != RD_KAFKA_RESP_ERR_NO_ERROR { committed(commitNumber, code) }
    }

    func committed(_ number: Int, _ code: rd_kafka_resp_err_t) {
        guard let continuation = commits.removeValue(forKey: number) else { return }
        if code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR__NO_OFFSET {
            continuation.resume()
        } else {
            continuation.resume(throwing: LogError(code))
        }
    }
}
