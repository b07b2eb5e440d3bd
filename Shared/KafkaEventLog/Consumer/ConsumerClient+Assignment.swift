import CRDKafka
import EventContracts
import EventLog
import Logging

// Rebalances: librdkafka waits for `rd_kafka_assign`, which need not come from inside its callback. So the thread
// goes on polling and serving commands while the caller prepares an assignment or finishes with a revoked one.

extension ConsumerClient {
    func rebalanced(_ code: rd_kafka_resp_err_t, _ list: ClientContext.Partitions?) {
        switch code {
        case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS:
            given(list.map { PartitionList.elements($0).map(\.partition.partition) } ?? [])
        case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS:
            taken()
        default:
            logger.warning("Kafka rebalance failed", metadata: ["code": "\(LogError(code).code)"])
            taken()
        }
    }

    private func given(_ partitions: [Int32]) {
        generation += 1
        let (number, partitions) = (generation, partitions.sorted())
        own(partitions)
        // A member without partitions still has to answer, and its caller hears that it has joined.
        if partitions.isEmpty {
            assign([:])
        } else {
            phase = .awaitingBegin(generation: number, partitions: partitions)
        }
        handOver.push(
            .assigned(
                Assignment(partitions: partitions) { [weak self] start in
                    self?.send(.begin(generation: number, at: start))
                }))
    }

    private func taken() {
        let leaving: [Int32]
        switch phase {
        case .awaitingBegin(_, let partitions): leaving = partitions
        case .consuming: leaving = Set(assigned.map(\.partition)).sorted()
        case .idle, .awaitingComplete: leaving = []
        }
        own([])
        gathering = Gathering()
        handOver.purge()
        guard let handle, !leaving.isEmpty, !isClosing else { return letGo() }
        generation += 1
        let number = generation
        phase = .awaitingComplete(generation: number, deadline: .now + configuration.revocationLimit)
        let isLost = rd_kafka_assignment_lost(handle.pointer) != 0
        handOver.push(
            .revoked(
                Revocation(partitions: leaving, isLost: isLost) { [weak self] in
                    self?.send(.complete(generation: number))
                }))
    }

    func begin(_ number: Int, at start: [TopicPartition: StartOffset]) {
        guard number == generation else { return }
        switch (phase, purpose) {
        case (.awaitingBegin(_, let partitions), .member(let membership)):
            let wanted = ([membership.lead] + membership.coAssigned).flatMap { topic in
                partitions.map { TopicPartition(topic, $0) }
            }
            if let missing = wanted.first(where: { start[$0] == nil }) {
                let message = "no start is named for \(missing.topic) partition \(missing.partition)"
                return stop(LogError(.stop, code: "START_MISSING", message: message))
            }
        case (.idle, .reader): break
        default: return
        }
        do throws(LogError) {
            assign(try offsets(of: start))
        } catch {
            if error.remedy == .stop { return stop(error) }
            logger.warning("the start of an assignment is asked for again", metadata: ["reason": "\(error)"])
            again.append(.begin(generation: number, at: start))
        }
    }

    func complete(_ number: Int) {
        guard case .awaitingComplete(number, _) = phase else { return }
        letGo()
    }

    /// The group does not wait for ever for one member.
    func giveUpWaiting() {
        guard case .awaitingComplete(_, let deadline) = phase, deadline < .now else { return }
        logger.warning("a revocation was not completed in time; letting go")
        letGo()
    }

    private func letGo() {
        if isFlowStopped { startFlow() }
        guard let handle else { return }
        rd_kafka_assign(handle.pointer, nil)
        // A seek that was still to be tried belongs to partitions that are gone.
        for case .seek(let partition, _, let cut) in again { cuts[partition] = cut }
        again.removeAll { if case .seek = $0 { true } else { false } }
        (assigned, pausedByCaller, phase) = ([], [], .idle)
    }

    private func assign(_ offsets: [TopicPartition: Int64]) {
        guard let handle else { return }
        let code = PartitionList(offsets).lend { rd_kafka_assign(handle.pointer, $0) }
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            return stop(LogError(.stop, code: LogError(code).code, message: "assign: \(LogError(code).message)"))
        }
        (assigned, pausedByCaller, isFlowStopped) = (offsets.keys.sorted(), [], false)
        phase = .consuming
    }

    /// Start offsets as librdkafka takes them; what the group committed is asked for here, because
    /// `auto.offset.reset=error` knows no fallback for a group that never did.
    private func offsets(of start: [TopicPartition: StartOffset]) throws(LogError) -> [TopicPartition: Int64] {
        var committed: [TopicPartition: Int64] = [:]
        let asked = start.filter { $0.value == .committed }.map(\.key)
        if let handle, !asked.isEmpty, case .member = purpose {
            let list = PartitionList(asked)
            let code = list.lend {
                rd_kafka_committed(handle.pointer, $0, configuration.requestTimeout.wholeMilliseconds)
            }
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw LogError(code) }
            for element in list.elements {
                guard element.error == RD_KAFKA_RESP_ERR_NO_ERROR else { throw LogError(element.error) }
                committed[element.partition] = element.offset
            }
        }
        var offsets: [TopicPartition: Int64] = [:]
        for (partition, place) in start {
            switch place {
            case .offset(let offset): offsets[partition] = offset
            case .earliest: offsets[partition] = Int64(RD_KAFKA_OFFSET_BEGINNING)
            case .end: offsets[partition] = Int64(RD_KAFKA_OFFSET_END)
            case .committed:
                let known = committed[partition] ?? -1
                offsets[partition] = known >= 0 ? known : Int64(RD_KAFKA_OFFSET_BEGINNING)
            }
        }
        return offsets
    }
}
