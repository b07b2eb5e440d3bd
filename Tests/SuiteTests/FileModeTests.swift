import EventContracts
import EventLog
import Foundation
import TestSupport
import Testing

extension ProcessTests {
    /// Stores, ports, locks and logs belong to whoever runs the suite, and to nobody else.
    @Suite(.serialized) struct FileModeTests {
        @Test(.timeLimit(.minutes(3))) func nobodyElseMayReadWhatServicesWriteWhateverTheUmask() async throws {
            let suite = try await RunningSuite(opensFiles: true, dataFolder: "data")
            let folder = suite.dataDirectory
            // Left behind by somebody who took less care.
            let old = folder.appending(path: "interaction-check/1/partition-0000.sqlite.damaged")
            try FileManager.default.createDirectory(
                at: old.deletingLastPathComponent(), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o755])
            try Data("old".utf8).write(to: old)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: old.path)
            try await suite.startAll()
            var hospital = Hospital()
            hospital.addPatient("private")
            hospital.addBaclofen("private")
            let producer = try suite.log.makeProducer()
            try await producer.append(hospital.records.map(Hospital.record))
            await producer.close(within: .seconds(5))
            try await eventually("the supply is projected") {
                try await !suite.records(on: [.withdrawalEvents]).isEmpty
            }
            let modes = try FileModes(below: folder)
            print(modes.summary)
            // The root may be somebody's to share; what stands in it is not.
            let own = modes.open.filter { $0 != folder.path }
            #expect(own.isEmpty, "\(own)")
            for needed in [".sqlite", ".sqlite-wal", ".sqlite-shm", "lock", "http-port", ".damaged"] {
                #expect(modes.names.contains { $0.hasSuffix(needed) }, "no \(needed) was seen")
            }
            #expect(modes.names.contains("read-model.sqlite"))
        }

        @Test(.timeLimit(.minutes(3))) func nobodyElseMayReadWhatTheSuiteCommandWrites() async throws {
            let folder = FileManager.default.temporaryDirectory.appending(
                path: "titrate-up-\(UUID().uuidString.prefix(8))")
            defer { _ = try? FileManager.default.removeItem(at: folder) }
            let (data, output) = (folder.appending(path: "data"), folder.appending(path: "output.txt"))
            // A log of an earlier run that everybody could read.
            let logs = data.appending(path: "logs")
            try FileManager.default.createDirectory(at: logs, withIntermediateDirectories: true)
            try Data("old\n".utf8).write(to: logs.appending(path: "prescribing.log"))
            let binary = RunningSuite.binaries.appending(path: "titrate").path
            let port = String(try LoopbackHTTP.freePort())
            let address = data.appending(path: "address").path
            let up = try ChildProcess(
                URL(filePath: "/bin/sh"),
                [
                    "-c", "umask 0000; exec \"$0\" \"$@\"", binary, "up", "--data", data.path, "--port", port,
                    "--bootstrap-file", address,
                ], output: output)
            try await eventually(within: .seconds(90), "the suite is ready") {
                FileManager.default.fileExists(atPath: address)
            }
            let modes = try FileModes(below: data)
            up.end(with: SIGINT)
            print(modes.summary)
            let own = modes.open.filter { $0 != data.path }
            #expect(own.isEmpty, "\(own)")
            #expect(modes.names.count { $0.hasSuffix(".log") } == 6)
        }
    }
}

/// The rights on everything below a folder.
private struct FileModes {
    private(set) var names: Set<String> = []
    /// What others may do anything with.
    private(set) var open: [String] = []

    init(below folder: URL) throws {
        let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        for path in [folder.path] + (found?.allObjects ?? []).compactMap({ ($0 as? URL)?.path }) {
            // What is gone in the meantime (a lock, a journal) was nobody's to read either.
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
                let rights = attributes[.posixPermissions] as? Int
            else { continue }
            names.insert(String(path.split(separator: "/").last ?? ""))
            if rights & 0o077 != 0 { open.append(path) }
        }
    }

    var summary: String { "\(names.count) names of files and folders seen, \(open.count) open to others" }
}
