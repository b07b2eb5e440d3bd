import AssistanceFiles
import EventContracts
import MedicationDomain

/// Where a file of many patients goes up, and one's own files of the last while.
struct BatchPage: Sendable {
    let title = "Many patients"
    let onAssistance = true
    let onBatch = true
    let checks: ChecksView
    let problem: String?
    let jobs: [BatchJobView]
    let hasJobs: Bool
    let columns: String
    let mostRows: Int
    let mostMebibytes: Int
    let kept: String

    init(_ jobs: [BatchJob], problem: String?, checks: ChecksView, asOf now: Instant) {
        (self.checks, self.problem) = (checks, problem)
        self.jobs = jobs.map { BatchJobView($0, asOf: now) }
        hasJobs = !jobs.isEmpty
        columns = BatchColumns.known.joined(separator: ", ")
        mostRows = GatewayLimits.batchRows
        mostMebibytes = GatewayLimits.batchBytes / 1024 / 1024
        kept = "\(GatewayLimits.batchKept.milliseconds / 3_600_000) hour"
    }
}

/// How far one file is.
struct BatchJobPage: Sendable {
    let title = "Many patients"
    let onAssistance = true
    let onBatch = true
    let checks: ChecksView
    let job: BatchJobView

    init(_ job: BatchJob, checks: ChecksView, asOf now: Instant) {
        (self.checks, self.job) = (checks, BatchJobView(job, asOf: now))
    }
}

struct BatchJobView: Sendable {
    struct ProblemLine: Sendable {
        let line: Int
        let text: String
    }

    let id: String
    let fileName: String
    let started: TimeView
    let goneAt: TimeView?
    let stateWord: String
    let stateClass: String
    let isRunning: Bool
    let done: Int
    let count: Int
    let answered: Int
    let bad: Int
    let unanswered: Int
    let share: String
    let lines: [ProblemLine]
    let moreProblems: Int?
    let rules: String?
    let determinedOn: String

    init(_ job: BatchJob, asOf now: Instant) {
        (id, fileName, started) = (job.id, job.fileName, TimeView(job.startedAt, asOf: now))
        goneAt = job.endedAt.map { TimeView($0 + GatewayLimits.batchKept, asOf: now) }
        isRunning = job.state == .running
        stateClass = job.state == .finished && job.bad + job.unanswered > 0 ? "partly" : job.state.rawValue
        stateWord =
            switch job.state {
            case .running: "Being answered"
            case .finished: job.bad + job.unanswered == 0 ? "Answered" : "Answered, with rows to look at"
            case .unanswered: "Broken off: cost-assistance does not answer"
            case .stopped: "Stopped"
            }
        (done, count, answered, bad, unanswered) = (job.done, job.count, job.answered, job.bad, job.unanswered)
        share = "\(job.count == 0 ? 100 : 100 * job.done / job.count) %"
        lines = job.problems.map { ProblemLine(line: $0.line, text: $0.text) }
        let rest = job.bad + job.unanswered - lines.count
        moreProblems = rest > 0 ? rest : nil
        rules = job.ruleSet?.version
        determinedOn = job.asOf.description
    }
}

/// The same for programs.
struct BatchReport: Encodable, Sendable {
    struct Problem: Encodable, Sendable {
        let line: Int
        let problem: String
    }
    let id: String
    let state: BatchJob.State
    let rows: Int
    let answered: Int
    let badRows: Int
    let unansweredRows: Int
    let problems: [Problem]
    let asOf: CalendarDay
    let goneAt: Instant?

    init(_ job: BatchJob) {
        (id, state, rows) = (job.id, job.state, job.count)
        (answered, badRows, unansweredRows) = (job.answered, job.bad, job.unanswered)
        problems = job.problems.map { Problem(line: $0.line, problem: $0.text) }
        asOf = job.asOf
        goneAt = job.endedAt.map { $0 + GatewayLimits.batchKept }
    }
}

/// How far a file is, for the page that renews itself: nothing of its rows.
struct BatchProgress: Encodable, Sendable {
    let state: BatchJob.State
    let rows: Int
    let answered: Int
    let badRows: Int
    let unansweredRows: Int

    init(_ job: BatchJob) {
        (state, rows) = (job.state, job.count)
        (answered, badRows, unansweredRows) = (job.answered, job.bad, job.unanswered)
    }
}
