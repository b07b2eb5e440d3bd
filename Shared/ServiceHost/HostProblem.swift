import EventLog
import KnowledgeFiles
import ServiceRuntime

/// Why a program cannot start, beyond what the modules below it report.
enum HostProblem: Error, Hashable, CustomStringConvertible {
    case cannotCreateFolder(path: String)
    case cannotListen(port: Int)
    case noBootstrapAddress(file: String)
    /// Loading failed with an error that has no file and line; named by its type.
    case knowledge(type: String)

    var description: String {
        switch self {
        case .cannotCreateFolder(let path): "the folder \(path) cannot be created or written; choose one with --data"
        case .cannotListen(let port): "port \(port) on the loopback address cannot be used; choose one with --http-port"
        case .noBootstrapAddress(let file):
            "\(file) held no broker address within the time of --bootstrap-wait; is the broker running?"
        case .knowledge(let type): "the knowledge cannot be loaded (\(type))"
        }
    }
}

/// An ending: its number, and a sentence for the person who reads it.
struct Ending: Hashable {
    let code: HostExitCode
    let sentence: String

    /// Sorts an error by what the operator can do about it. Errors of unknown make are named by type alone: their
    /// texts might carry what they failed on.
    init(of error: any Error) {
        switch error {
        case let error as SettingError: (code, sentence) = (.usage, error.description)
        case let error as ConfigurationError: (code, sentence) = (.usage, error.description)
        case let error as KnowledgeError: (code, sentence) = (.knowledge, error.description)
        case let error as HostProblem: (code, sentence) = (Ending.code(of: error), error.description)
        case let error as StoreError: (code, sentence) = (Ending.code(of: error), error.description)
        case let error as LogError where error.code == "OFFSET_OUT_OF_RANGE":
            code = .dataLost
            sentence =
                "records that were not read yet are gone from the log (\(error.code)); nothing is skipped silently"
        case let error as LogError: (code, sentence) = (.unavailable, "the log refuses: \(error)")
        default: (code, sentence) = (.internalError, "an unexpected error of the program (\(type(of: error)))")
        }
    }

    private static func code(of problem: HostProblem) -> HostExitCode {
        switch problem {
        case .cannotCreateFolder: .cannotCreate
        case .cannotListen, .noBootstrapAddress: .unavailable
        case .knowledge: .knowledge
        }
    }

    private static func code(of error: StoreError) -> HostExitCode {
        switch error {
        case .newerVersion: .newerStore
        case .otherCluster, .otherPartitionCount, .otherService: .otherCluster
        case .folderLocked: .locked
        }
    }
}
