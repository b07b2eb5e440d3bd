import EventContracts
import EventLog

extension RunningSuite {
    /// Everything that stands on these topics.
    func records(on topics: [TopicName]) async throws -> [Record] {
        try await patiently { try await self.readRecords(on: topics) }
    }

    /// The test reads through the same broker that it disturbs: what passes by itself is asked again.
    func patiently<Answer>(_ ask: () async throws -> Answer) async throws -> Answer {
        let limit = ContinuousClock.now + .seconds(60)
        while true {
            do {
                return try await ask()
            } catch let error as LogError where error.remedy == .retry && ContinuousClock.now < limit {
                continue
            }
        }
    }

    private func readRecords(on topics: [TopicName]) async throws -> [Record] {
        var places: [TopicPartition] = []
        for topic in topics {
            for number in 0..<(try await log.partitionCount(of: topic) ?? 0) {
                places.append(TopicPartition(topic, Int32(number)))
            }
        }
        let ranges = try await log.offsets(of: places).filter { !$0.value.isEmpty }
        guard !ranges.isEmpty else { return [] }
        let reader = try log.makeReader(from: ranges.mapValues { .offset($0.earliest) })
        var open = ranges.mapValues(\.end)
        var records: [Record] = []
        let limit = ContinuousClock.now + .seconds(30)
        while !open.isEmpty, ContinuousClock.now < limit, let batch = try await reader.next(waiting: .milliseconds(100))
        {
            records += batch
            for record in batch where record.offset + 1 >= open[record.partition] ?? .max {
                open[record.partition] = nil
            }
        }
        await reader.close()
        guard open.isEmpty else { throw LogError(.retry, code: "half", message: "not read to the end in time") }
        return records
    }
}
