import EventContracts
import Foundation
import TestSupport
import Testing

extension ProcessTests.FaultTests {
    /// The disk under one service's stores is full for a while.
    ///
    /// The disk is a small file system in memory, which only root can mount; where that is refused, nothing is tried.
    @Suite struct DiskFull {
        private let service = ServiceName.withdrawalMonitor

        @Test(.timeLimit(.minutes(10)), .enabled(if: SmallDisk.isPossible, "mounting a small disk takes root"))
        func aFullDiskStopsPartitionsAloudAndLosesNothing() async throws {
            try await FaultTrial.run("disk full under a service, then freed") { trial, _ in
                let disk = try SmallDisk(at: trial.suite.data(of: service), megabytes: 64)
                defer { disk.remove() }
                try await trial.startAll()
                try await trial.publish(upTo: 0.2)
                try await trial.settle()
                try disk.fill()
                try await trial.publish(upTo: 0.8)
                try await eventually(within: .seconds(60), "readiness turns red and says why") {
                    let answer = await trial.suite.get("/readyz", from: service)
                    return answer?.status == 503 && answer?.body.contains("store-13") ?? false
                }
                try await eventually("the status topic says so, too") {
                    try await trial.suite.latestReports(of: [service]).contains { $0.trouble == "store-13" }
                }
                try disk.free()
                trial.recoveryBegins()
                try await trial.suite.waitUntilReady(service)
                try await trial.publish(upTo: 1)
                try await trial.settle()
                trial.recovered()
                trial.suite.kill(service)
                disk.remove()
                try trial.start(service)
                try await trial.suite.waitUntilReady(service)
            }
        }
    }
}

/// A file system of its own, of a size that a test can fill.
private final class SmallDisk {
    private let folder: URL
    private var isMounted = true
    private var filler: URL { folder.appending(path: "filler") }

    static var isPossible: Bool {
        guard getuid() == 0 else { return false }
        let folder = FileManager.default.temporaryDirectory.appending(path: "titrate-disk-\(UUID().uuidString)")
        guard let disk = try? SmallDisk(at: folder, megabytes: 1) else { return false }
        disk.remove()
        return true
    }

    init(at folder: URL, megabytes: Int) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let (status, _) = try ChildProcess.run(
            "mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m,mode=700", "tmpfs", folder.path])
        guard status == 0 else { throw Unfulfilled("mount ended with \(status)") }
    }

    /// Writes until there is no room for another byte.
    func fill() throws {
        let descriptor = open(filler.path, O_CREAT | O_WRONLY | O_APPEND, 0o600)
        defer { close(descriptor) }
        for size in [1 << 20, 4096, 1] {
            let zeros = [UInt8](repeating: 0, count: size)
            while write(descriptor, zeros, size) > 0 {}
        }
        guard errno == ENOSPC else { throw Unfulfilled("the disk is not full") }
    }

    func free() throws { try FileManager.default.removeItem(at: filler) }

    /// Takes it away, with what is still open in it.
    func remove() {
        guard isMounted else { return }
        isMounted = false
        _ = try? ChildProcess.run("umount", ["-l", folder.path])
    }
}
