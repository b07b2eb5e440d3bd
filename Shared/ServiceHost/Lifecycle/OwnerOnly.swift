public import Foundation

/// What the process writes belongs to its owner alone, whatever the shell that started it allows.
///
/// Stores hold patients; so do a core file and anything a library writes beside a store.
public enum OwnerOnly {
    /// What an operator sets to have the Swift runtime tell where a program crashed; without registers it shows no
    /// memory, and a patient may be in that memory.
    public static let backtraceVariable = "SWIFT_BACKTRACE"
    public static let backtraceWithoutMemory = "enable=yes,registers=none,interactive=no"

    /// For the whole process, at its very start: new files are 0600, new folders 0700, and a crash leaves neither a
    /// core file nor, unless the operator asked for it, the runtime's report with pieces of memory.
    public static func begin() {
        umask(0o077)
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        // Refused only where a core file is impossible already.
        _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        guard getenv(backtraceVariable) == nil else { return }
        for number in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGQUIT] { signal(number, SIG_DFL) }
    }

    /// Takes a folder that stood there before, and everything in it, away from everybody else.
    ///
    /// What cannot be changed (another owner's file) is returned by its path, to be told.
    public static func tighten(_ folder: URL) -> [String] {
        let below = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        let files = [folder] + (below?.allObjects ?? []).compactMap { $0 as? URL }
        return files.map(\.path).filter { !tighten($0) }
    }

    /// One file or folder, and nothing below it; false when it cannot be changed.
    static func tighten(_ path: String) -> Bool {
        var status = stat()
        // Gone in the meantime, or a link to what is none of ours: nothing to take away.
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFLNK else { return true }
        let open = status.st_mode & 0o077
        return open == 0 || chmod(path, status.st_mode & 0o700) == 0
    }
}
