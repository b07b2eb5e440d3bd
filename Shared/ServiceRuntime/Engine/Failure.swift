import EventLog
import GRDB

/// What a thrown error means for the partition it came from.
enum Failure: Equatable {
    /// Passing: nothing was kept, try again later (disk full, broker away).
    case passing(code: String)
    /// The partition is no longer ours, or the run was cut: stop without another word.
    case over
    /// The store cannot be read: set it aside and rebuild.
    case corrupted
    /// This record (or this handler) fails every time.
    case lasting

    var isPassing: Bool { self != .lasting }

    init(_ error: any Error) {
        switch error {
        case is NoLongerOurs, is Killed, is CancellationError: self = .over
        case is DamagedBytes: self = .corrupted
        case let error as LogError: self = error.remedy == .reject ? .lasting : .passing(code: error.code)
        case let error as DatabaseError:
            switch error.resultCode.primaryResultCode {
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupted
            case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_NOMEM, .SQLITE_CANTOPEN,
                .SQLITE_READONLY, .SQLITE_PERM:
                self = .passing(code: "store-\(error.resultCode.primaryResultCode.rawValue)")
            default: self = .lasting
            }
        default: self = .lasting
        }
    }
}
