public import EventContracts
public import Foundation

/// The folder of one instance of one service, held by one process at a time.
public final class InstanceFolder: StoreFolder {
    public let url: URL
    private let lock: Int32

    /// Creates `<data>/<service>/<instance>` (readable by its owner only) and locks it.
    ///
    /// Throws `StoreError.folderLocked` when another process has it.
    public init(data: URL, service: ServiceName, instance: String) throws {
        url = data.appending(path: service.rawValue).appending(path: instance)
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let path = url.appending(path: "lock").path
        let descriptor = Foundation.open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteNoPermission) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            Foundation.close(descriptor)
            throw StoreError.folderLocked(path: url.path)
        }
        lock = descriptor
    }

    deinit { Foundation.close(lock) }

    /// `partition-0007.sqlite`.
    public func store(of partition: Int32) -> URL {
        let digits = String(partition)
        let padding = String(repeating: "0", count: max(0, 4 - digits.count))
        return url.appending(path: "partition-\(padding)\(digits).sqlite")
    }

    /// A new file is its owner's alone.
    func open(_ partition: Int32, for definition: ServiceDefinition) throws -> PartitionStore {
        let path = store(of: partition).path
        let isNew = !FileManager.default.fileExists(atPath: path)
        let store = try PartitionStore(path: path, definition: definition)
        if isNew { try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path) }
        return store
    }

    func setAside(_ partition: Int32, suffix: String) throws {
        let path = store(of: partition).path
        for file in PartitionStore.files(of: path) where FileManager.default.fileExists(atPath: file) {
            try FileManager.default.moveItem(atPath: file, toPath: "\(file).\(suffix)")
        }
    }

    func remove(_ partition: Int32) throws {
        let path = store(of: partition).path
        for file in PartitionStore.files(of: path) where FileManager.default.fileExists(atPath: file) {
            try FileManager.default.removeItem(atPath: file)
        }
    }
}
