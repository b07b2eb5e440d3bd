import Foundation

/// Gives back the memory that only the start, or a burst of work, needed, once the process has nothing to do: the C
/// library would keep it.
struct IdleMemory: Sendable {
    /// Of one core: below the first a process rests (the Kafka client asks for news all the time), above the second it
    /// works.
    static let restingShare = 0.15
    static let workingShare = 0.4
    private static let restfulLooks = 2

    private var looks = 0
    private var hasGivenBack = false

    /// Looks once a second until it is cancelled. Joining takes long with little work: before the process is ready it
    /// does not rest.
    static func watch(_ isReady: @Sendable () -> Bool) async {
        var memory = IdleMemory()
        var before = processorSeconds()
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            let now = processorSeconds()
            if isReady(), memory.rests(after: now - before) { giveBack() }
            before = processorSeconds()
        }
    }

    /// Told how many seconds of processor time the last second took; true once in each pause of work.
    mutating func rests(after used: Double) -> Bool {
        if used > Self.workingShare { hasGivenBack = false }
        looks = used < Self.restingShare ? looks + 1 : 0
        guard looks >= Self.restfulLooks, !hasGivenBack else { return false }
        hasGivenBack = true
        return true
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static func giveBack() {
        #if os(Linux)
            _ = trim?(0)
        #endif
    }

    /// glibc's `malloc_trim`, which Swift's view of it leaves out; nil where the C library has none.
    private static let trim: (@convention(c) (Int) -> Int32)? =
        dlsym(nil, "malloc_trim").map { unsafeBitCast($0, to: (@convention(c) (Int) -> Int32).self) }
}
