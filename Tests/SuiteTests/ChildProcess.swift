import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A child process with its output in a file.
final class ChildProcess: Sendable {
    private let process: Process

    /// - Parameter environment: set besides what this process has.
    init(_ executable: URL, _ arguments: [String], environment: [String: String] = [:], output: URL) throws {
        if !FileManager.default.fileExists(atPath: output.path) { try Data().write(to: output) }
        let handle = try FileHandle(forWritingTo: output)
        try handle.seekToEnd()
        process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
    }

    var isRunning: Bool { process.isRunning }
    /// Of a process that has ended.
    var exitCode: Int32 { process.terminationStatus }
    /// Stopped by SIGSTOP: state T in /proc.
    var isStopped: Bool {
        let file = "/proc/\(process.processIdentifier)/stat"
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return false }
        return text.split(separator: ")").last?.split(separator: " ").first == "T"
    }
    func wait() { process.waitUntilExit() }
    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    func end(with number: Int32) {
        guard process.isRunning else { return }
        kill(process.processIdentifier, number)
        // A stopped process hears nothing but this.
        if number != SIGKILL, isStopped { kill(process.processIdentifier, SIGCONT) }
        process.waitUntilExit()
    }

    /// Runs a command to its end; returns its status and its standard output.
    static func run(_ executable: String, _ arguments: [String], input: [UInt8] = []) throws -> (Int32, [UInt8]) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [executable] + arguments
        let (stdin, stdout) = (Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = FileHandle.nullDevice
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: Data(input))
        try stdin.fileHandleForWriting.close()
        let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, Array(output))
    }
}

/// Short questions to addresses on this machine.
enum LoopbackHTTP {
    static func get(_ path: String, port: Int) async -> (status: Int, body: String)? {
        guard let url = URL(string: "http://127.0.0.1:\(port)\(path)") else { return nil }
        var request = URLRequest(url: url)
        request.timeoutInterval = 3
        guard let (data, response) = try? await URLSession.shared.data(for: request),
            let http = response as? HTTPURLResponse
        else { return nil }
        return (http.statusCode, String(decoding: data, as: UTF8.self))
    }

    /// A port nobody listens on at the moment.
    static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && getsockname(descriptor, generic, &length) == 0
            }
        }
        guard isBound else { throw CocoaError(.fileNoSuchFile) }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
