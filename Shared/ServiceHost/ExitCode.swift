/// What the number says with which a program of the suite ends; the numbers are those of `sysexits.h`.
public enum HostExitCode: Int32, Sendable, CaseIterable {
    case success = 0
    case usage = 64
    case knowledge = 65
    case unavailable = 69
    case internalError = 70
    case cannotCreate = 73
    case dataLost = 74
    case locked = 75
    case otherCluster = 76
    case newerStore = 77

    /// One line for `--help`.
    public var meaning: String {
        switch self {
        case .success: "ended as asked (SIGTERM, SIGINT)"
        case .usage: "a flag, variable or line of the file cannot be used"
        case .knowledge: "the knowledge cannot be loaded; file and line are printed"
        case .unavailable: "no broker address in time, the log refuses, or the HTTP port is taken"
        case .internalError: "an error of the program itself, or the drain limit was reached"
        case .cannotCreate: "the data directory cannot be created or written"
        case .dataLost: "the log no longer holds records that were not read yet"
        case .locked: "another process uses the instance's folder"
        case .otherCluster: "the store belongs to another cluster, partition count or service"
        case .newerStore: "a later version has written the store"
        }
    }
}
