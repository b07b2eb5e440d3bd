import AssistanceFiles
import EventContracts
import EventLog
import Foundation
import MedicationDomain

/// Answers files of many patients, a few questions at a time, and keeps the answers for a while.
actor BatchDesk {
    enum Refusal: Error {
        case empty, tooManyRows, tooManyRunning, tooManyOfOne
        case header(BatchColumns.Problem)
    }

    private let desk: AssistanceDesk
    private let now: @Sendable () -> Instant
    private var jobs: [String: BatchJob] = [:]
    private var tasks: [String: Task<Void, Never>] = [:]

    init(desk: AssistanceDesk, now: @escaping @Sendable () -> Instant) { (self.desk, self.now) = (desk, now) }

    /// Reads the whole file before anything is asked: a header that is not understood stops it at once.
    ///
    /// Throws `Refusal`.
    func begin(_ bytes: [UInt8], named fileName: String, for owner: BatchOwner) throws -> BatchJob {
        let (columns, records) = try Self.read(bytes)
        removeExpired()
        let running = jobs.values.filter { $0.state == .running }
        guard running.count(where: { $0.owner == owner }) < GatewayLimits.runningBatchesOfOne else {
            throw Refusal.tooManyOfOne
        }
        guard running.count < GatewayLimits.runningBatches else { throw Refusal.tooManyRunning }
        makeRoom(for: owner)
        let job = BatchJob(
            id: UUID().uuidString.lowercased(), owner: owner, fileName: fileName, startedAt: now(), asOf: now().day,
            columns: columns, count: records.count)
        jobs[job.id] = job
        // It goes on when the request that brought it has long been answered; whoever removes the job ends it.
        tasks[job.id] = Task { await run(job.id, columns, records) }
        return job
    }

    private static func read(_ bytes: [UInt8]) throws -> (BatchColumns, [CSVRecord]) {
        var rest = bytes[...]
        var reader = try CSVReader {
            defer { rest = [] }
            return Array(rest)
        }
        reader.mostFields = BatchColumns.mostColumns
        guard let first = try reader.next() else { throw Refusal.empty }
        let columns: BatchColumns
        do {
            columns = try BatchColumns(header: first)
        } catch {
            throw Refusal.header(error)
        }
        reader.mostFields = columns.names.count
        var records: [CSVRecord] = []
        while let record = try reader.next() {
            guard records.count < GatewayLimits.batchRows else { throw Refusal.tooManyRows }
            records.append(record)
        }
        guard !records.isEmpty else { throw Refusal.empty }
        return (columns, records)
    }

    // MARK: What there is

    /// Nil for somebody else's, as for one that is gone.
    func job(_ id: String, of owner: BatchOwner) -> BatchJob? {
        removeExpired()
        return jobs[id].flatMap { $0.owner == owner ? $0 : nil }
    }

    func jobs(of owner: BatchOwner) -> [BatchJob] {
        removeExpired()
        return jobs.values.filter { $0.owner == owner }.sorted { ($1.startedAt, $1.id) < ($0.startedAt, $0.id) }
    }

    /// False when there is none of that name.
    func remove(_ id: String, of owner: BatchOwner) -> Bool {
        guard jobs[id]?.owner == owner else { return false }
        tasks.removeValue(forKey: id)?.cancel()
        jobs[id] = nil
        return true
    }

    /// Ends everything; the gateway stops.
    func close() {
        for task in tasks.values { task.cancel() }
        (tasks, jobs) = ([:], [:])
    }

    /// Returns when the file has been answered.
    func finish(_ id: String) async { await tasks[id]?.value }

    private func removeExpired() {
        let instant = now()
        jobs = jobs.filter { _, job in
            job.endedAt.map { instant.since($0) < GatewayLimits.batchKept } ?? true
        }
    }

    /// The oldest that have ended make room: first the owner's own, then anybody's.
    private func makeRoom(for owner: BatchOwner) {
        func removeOldest(_ isMeant: (BatchJob) -> Bool, until most: Int) {
            let standing = jobs.values.filter(isMeant)
            let ended = standing.filter { $0.state != .running }.sorted { $0.startedAt < $1.startedAt }
            for job in ended.prefix(max(0, standing.count - most + 1)) { jobs[job.id] = nil }
        }
        removeOldest({ $0.owner == owner }, until: GatewayLimits.keptBatchesOfOne)
        removeOldest({ _ in true }, until: GatewayLimits.keptBatches)
    }

    // MARK: Asking

    private func run(_ id: String, _ columns: BatchColumns, _ records: [CSVRecord]) async {
        let day = jobs[id]?.asOf ?? now().day
        var silent = 0
        await withTaskGroup(of: (Int, Outcome).self) { group in
            var next = 0
            func askNext() {
                guard next < records.count else { return }
                let (index, record, desk) = (next, records[next], desk)
                next += 1
                group.addTask { (index, await Self.outcome(of: record, columns, day, desk)) }
            }
            for _ in 0..<GatewayLimits.batchQuestions { askNext() }
            for await (index, outcome) in group {
                take(outcome, for: records[index], at: index, in: id)
                silent = outcome.isSilence ? silent + 1 : 0
                guard silent < GatewayLimits.silentRows, !Task.isCancelled else { break }
                askNext()
            }
            group.cancelAll()
            for await (index, outcome) in group { take(outcome, for: records[index], at: index, in: id) }
            guard !Task.isCancelled else { return }
            while next < records.count {
                take(.silence, for: records[next], at: next, in: id)
                next += 1
            }
        }
        tasks[id] = nil
        let isGivenUp = silent >= GatewayLimits.silentRows
        jobs[id]?.end(Task.isCancelled ? .stopped : isGivenUp ? .unanswered : .finished, at: now())
    }

    private enum Outcome: Sendable {
        case determined(AssistanceDetermination)
        case problem(BatchColumns.Problem)
        case silence

        var isSilence: Bool { if case .silence = self { true } else { false } }
    }

    private static func outcome(
        of record: CSVRecord, _ columns: BatchColumns, _ day: CalendarDay, _ desk: AssistanceDesk
    ) async -> Outcome {
        let question: AssistanceRequest
        do {
            question = try columns.question(record, asOf: day)
        } catch {
            return .problem(error)
        }
        // A question may be lost; asking it again is harmless.
        for _ in 0..<2 where !Task.isCancelled {
            switch try? await desk.ask(question).answer {
            case .determined(let answer): return .determined(answer)
            case .refused(let refused):
                return .problem(BatchColumns.problem(.init(code: refused.code, message: refused.message)))
            case .silent, nil: continue
            }
        }
        return .silence
    }

    private func take(_ outcome: Outcome, for record: CSVRecord, at index: Int, in id: String) {
        switch outcome {
        case .determined(let answer): jobs[id]?.take(answer, for: record, at: index)
        case .problem(let problem): jobs[id]?.take(problem, for: record, at: index)
        case .silence: jobs[id]?.takeSilence(for: record, at: index)
        }
    }
}
