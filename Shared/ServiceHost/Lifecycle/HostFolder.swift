import EventContracts
import Foundation
import ServiceRuntime

/// The folder of this instance, held by this process before it says anything in its name.
///
/// The stores have a lock of their own; this one comes first, so that a second process cannot overwrite the port
/// under which the first is found.
final class HostFolder: Sendable {
    let url: URL
    private let lock: Int32

    /// Throws `HostProblem.cannotCreateFolder` or `StoreError.folderLocked`.
    init(data: URL, service: ServiceName, instance: String) throws {
        url = data.appending(path: service.rawValue).appending(path: instance)
        do {
            try FileManager.default.createDirectory(
                at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw HostProblem.cannotCreateFolder(path: url.path)
        }
        let descriptor = open(url.appending(path: "host.lock").path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw HostProblem.cannotCreateFolder(path: url.path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw StoreError.folderLocked(path: url.path)
        }
        lock = descriptor
    }

    deinit { close(lock) }

    var portFile: URL { url.appending(path: "http-port") }
}
