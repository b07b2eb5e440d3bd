import Dispatch

/// Threads for the engines: transactions block, and must not hold up what answers health checks and pages.
final class EngineExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "titrate.engine", qos: .userInitiated, attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
