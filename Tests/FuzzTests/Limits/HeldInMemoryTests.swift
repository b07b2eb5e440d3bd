import EventContracts
import EventLog
import HTTPTypes
import Hummingbird
import MedicationDomain
import Synchronization
import TestSupport
import Testing

@testable import Gateway
@testable import KafkaEventLog

/// Nothing that arrives may take memory without bound: whatever holds something open holds a named number of them.
@Suite struct HeldInMemoryTests {
    @Test func questionsThatWaitHaveANumberLimit() async throws {
        let mailbox = ReplyMailbox()
        for number in 0..<GatewayLimits.waitingQuestions { _ = try await mailbox.expect("q-\(number)") }
        let error = await #expect(throws: LogError.self) { _ = try await mailbox.expect("one more") }
        #expect(error?.remedy == .retry)
        await mailbox.forget("q-0")
        _ = try await mailbox.expect("one more")
    }

    @Test func recordsTheLogDoesNotConfirmHaveAByteLimit() async throws {
        let log = HeldLog()
        let publisher = LogPublisher(log: log, limit: .milliseconds(1))
        let mebibyte = OutgoingRecord(
            topic: .hospitalEvents, message: Message(value: [UInt8](repeating: 0, count: 1_048_576)))
        var codes: [String] = []
        for _ in 0..<70 {
            do { try await publisher.publish([mebibyte]) } catch let error as LogError { codes.append(error.code) }
        }
        // A record takes a little more than its value, so one less than the limit's mebibytes fits.
        #expect(codes.filter { $0 == "no-acknowledgement" }.count == 63)
        #expect(codes.last == "too-much-under-way")
        log.letGo()
        try await eventually("what is confirmed makes room") {
            do { try await publisher.publish([mebibyte]) } catch is LogError { return false }
            return true
        }
    }

    @Test func documentsThatAreBeingReceivedHaveANumberLimit() async throws {
        let door = try await GatewayDoor()
        let input = HTTPInputs.Input(method: .post, path: "/fhir", contentType: FHIRRoutes.fhirJSON)
        try await withThrowingTaskGroup(of: Void.self) { group in
            let bodies = SlowBodies()
            for _ in 0..<GatewayLimits.openDocuments {
                group.addTask {
                    // The one more may have had the last place for a moment.
                    while try await door.send(input, RequestBody(asyncSequence: bodies.next())).status == 503 {}
                }
            }
            try await eventually("one more is refused") {
                let answer = try await door.send(input)
                return answer.status == 503 && answer.text.contains("throttled")
            }
            bodies.finish()
            try await group.waitForAll()
        }
        #expect(try await door.send(input).status == 400, "an empty document is read again")
    }

    @Test func anEventLongerThanAnyIsToldAsAChangeOfEverything() async throws {
        let hub = EventHub(epoch: "e")
        let subscription = try #require(await hub.listen(after: nil))
        let long = String(repeating: "x", count: GatewayLimits.streamEventBytes)
        let report = ChecksReport(
            state: .degraded, asOf: Instant(millisecondsSince1970: 0), services: [],
            quietSources: [QuietSource(source: long, lastHeardAt: Instant(millisecondsSince1970: 0))])
        await hub.publish(.checks(report))
        await hub.publish(.supply)
        await hub.close()
        var told: [String] = []
        for await text in subscription.messages { told.append(text) }
        #expect(told.dropFirst() == ["id: e-1\nevent: reset\ndata: {}\n\n", "id: e-2\nevent: supply\ndata: {}\n\n"])
    }

    @Test func aProducerHoldsSoManyBytesAndNoMore() throws {
        let configuration = KafkaConfiguration(bootstrap: "127.0.0.1:1")
        let properties = try ClientProperties.producer(configuration).values
        let limit = properties.first { $0.name == "queue.buffering.max.kbytes" }?.value
        #expect(limit == "\(configuration.producerQueueKilobytes)")
        #expect(configuration.producerQueueKilobytes * 1024 >= 2 * TopicCatalog.maximumRecordBytes)
    }

    @Test func aConsumerReadsAheadSoManyBytesAndNoMore() throws {
        let configuration = KafkaConfiguration(bootstrap: "127.0.0.1:1")
        let properties = try ClientProperties.consumer(configuration, group: "g").values
        #expect(properties.first { $0.name == "queued.max.messages.kbytes" }?.value == "65536")
    }
}

/// Bodies of requests that do not come to an end before all are let go.
private final class SlowBodies: Sendable {
    private let open = Mutex<[AsyncStream<ByteBuffer>.Continuation]?>([])

    func next() -> AsyncStream<ByteBuffer> {
        let (body, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        let isOver = open.withLock { open in
            open?.append(continuation)
            return open == nil
        }
        if isOver { continuation.finish() }
        return body
    }

    func finish() {
        let bodies = open.withLock { open in
            defer { open = nil }
            return open ?? []
        }
        for body in bodies { body.finish() }
    }
}
