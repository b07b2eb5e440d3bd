import Foundation

/// Gives back what only the start, or a burst of work, needed, once the process has nothing to do.
///
/// The start touches most of the code once (knowledge, migrations, joining) and the C library keeps what a backlog took.
/// Neither is asked for again soon: code comes back from the file page by page, memory from the kernel.
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
        var isFirst = true
        var before = processorSeconds()
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            let now = processorSeconds()
            if isReady(), memory.rests(after: now - before) {
                giveBack(withCode: isFirst)
                isFirst = false
            }
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

    /// After the first rest it is only the heap: code that ran in a burst will run in the next.
    static func giveBack(withCode: Bool) {
        #if os(Linux)
            if withCode, let text = FileManager.default.contents(atPath: "/proc/self/smaps") {
                for mapping in cleanCode(in: String(decoding: text, as: UTF8.self)) {
                    // Refused at worst, and then nothing has changed.
                    madvise(UnsafeMutableRawPointer(bitPattern: mapping.lowerBound), mapping.count, MADV_DONTNEED)
                }
            }
            _ = trim?(0)
        #endif
    }

    /// glibc's `malloc_trim`, which Swift's view of it leaves out; nil where the C library has none.
    private static let trim: (@convention(c) (Int) -> Int32)? =
        dlsym(nil, "malloc_trim").map { unsafeBitCast($0, to: (@convention(c) (Int) -> Int32).self) }

    /// The mappings of `proc(5)`'s smaps that are files, cannot be written, and hold no page that is not the file's:
    /// what is dropped of them is read again from the file, the same.
    static func cleanCode(in smaps: String) -> [Range<UInt>] {
        var mappings: [Range<UInt>] = []
        var current: Range<UInt>?
        for line in smaps.split(separator: "\n") {
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            if words.count >= 5, words[1].count == 4, words[1].hasSuffix("p") {
                let isFile = words.count >= 6 && words[5].hasPrefix("/") && words[1].hasPrefix("r-")
                current = isFile ? range(words[0]) : nil
            } else if words.first == "Anonymous:", let mapping = current {
                if words.dropFirst().first == "0" { mappings.append(mapping) }
                current = nil
            }
        }
        return mappings
    }

    /// Reads `55c0-55d0`, hexadecimal.
    private static func range(_ text: Substring) -> Range<UInt>? {
        let ends = text.split(separator: "-").compactMap { UInt($0, radix: 16) }
        return ends.count == 2 && ends[0] < ends[1] ? ends[0]..<ends[1] : nil
    }
}
