import EventContracts
import Foundation
import TestSupport
import Testing

/// The gateway as it ends TLS itself, asked by a client that checks the certificate.
extension ProcessTests {
    @Suite struct TransportSecurityTests {
        /// A key and a certificate of its own for `localhost`, made for this run.
        private static func makeCertificate(in folder: URL, named name: String) throws -> (certificate: URL, key: URL) {
            let (certificate, key) = (folder.appending(path: "\(name).pem"), folder.appending(path: "\(name).key"))
            let (status, _) = try ChildProcess.run(
                "openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-out",
                    certificate.path, "-keyout", key.path,
                ])
            #expect(status == 0)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key.path)
            return (certificate, key)
        }

        private static func ask(_ suite: RunningSuite, _ path: String, _ options: [String]) throws -> (Int32, String) {
            let (status, output) = try ChildProcess.run(
                "curl", ["-sS", "-i", "--max-time", "10"] + options + ["https://localhost:\(suite.gatewayPort)\(path)"])
            return (status, String(decoding: output, as: UTF8.self))
        }

        @Test(.timeLimit(.minutes(3))) func thePagesAreThereByTLSAndByNothingElse() async throws {
            let suite = try await RunningSuite()
            let own = try Self.makeCertificate(in: suite.directory, named: "own")
            let other = try Self.makeCertificate(in: suite.directory, named: "other")
            try suite.start(
                .gateway, ["--tls-certificate-file", own.certificate.path, "--tls-key-file", own.key.path])
            try await suite.waitUntilReady(.gateway)
            let (status, answer) = try Self.ask(suite, "/worklist", ["--cacert", own.certificate.path])
            #expect(status == 0 && answer.contains("200"), "\(answer.prefix(300))")
            #expect(answer.lowercased().contains("strict-transport-security"))
            let old = try Self.ask(suite, "/worklist", ["--cacert", own.certificate.path, "--tls-max", "1.1"])
            #expect(old.0 != 0 && old.1.isEmpty)
            #expect(try Self.ask(suite, "/worklist", ["--cacert", other.certificate.path]).0 != 0)
            // Who speaks no TLS gets no page.
            #expect(await suite.page("/worklist")?.status != 200)
        }

        @Test func filesThatCannotBeUsedAreNamed() async throws {
            let folder = FileManager.default.temporaryDirectory.appending(path: "titrate-tls-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let own = try Self.makeCertificate(in: folder, named: "own")
            let other = try Self.makeCertificate(in: folder, named: "other")
            let open = folder.appending(path: "open.key")
            try FileManager.default.copyItem(at: own.key, to: open)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: open.path)
            let tries: [([String], String)] = [
                (["--tls-certificate-file", own.certificate.path], "tls-key-file"),
                (["--tls-key-file", own.key.path], "tls-certificate-file"),
                (["--tls-certificate-file", own.certificate.path, "--tls-key-file", open.path], "others can read"),
                (["--tls-certificate-file", own.certificate.path, "--tls-key-file", other.key.path], "not the key"),
                (
                    ["--tls-certificate-file", own.key.path, "--tls-key-file", own.key.path],
                    "no PEM file with a certificate"
                ),
                (
                    ["--tls-certificate-file", own.certificate.path, "--tls-key-file", "/nowhere"],
                    "no file that can be read"
                ),
            ]
            for (arguments, words) in tries {
                let log = folder.appending(path: "\(UUID().uuidString).log")
                let process = try ChildProcess(
                    RunningSuite.binaries.appending(path: "gateway"),
                    ["serve", "--bootstrap", "127.0.0.1:1", "--data", folder.path] + arguments, output: log)
                try await eventually(within: .seconds(30), "it ends") { !process.isRunning }
                let said = try String(contentsOf: log, encoding: .utf8)
                #expect(process.exitCode != 0 && said.contains(words), "\(arguments): \(said)")
            }
        }
    }
}
