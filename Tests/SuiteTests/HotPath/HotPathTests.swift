import Foundation
import Testing

/// A regression of the hot path is seen here, and not by a clock: seconds belong to a machine and its load, instructions to
/// the code. What they mean in time stands in Docs/Performance.md.
@Suite(.serialized) struct HotPathTests {
    /// Instructions a record in a debug build, as last agreed; whoever changes them on purpose says so here.
    private static let agreed: [HotPathWork.Path: Double] = [.interactionCheck: 1_000_000, .prescribing: 10_000_000]
    /// What compilers and libraries may differ by.
    private static let tolerance = 1.1
    private static let path = ProcessInfo.processInfo.environment["TITRATE_HOT_PATH"]

    /// Run by the test below, under the tool that counts.
    @Test(.enabled(if: path != nil)) func work() throws {
        try HotPathWork().run(try #require(Self.path.flatMap(HotPathWork.Path.init(rawValue:))))
    }

    @Test(.enabled(if: path == nil), arguments: HotPathWork.Path.allCases)
    func aRecordCostsNoMoreThanWasAgreed(_ path: HotPathWork.Path) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "titrate-count-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (log, counts) = (folder.appending(path: "log"), folder.appending(path: "counts"))
        let child = try ChildProcess(
            URL(filePath: "/usr/bin/valgrind"),
            [
                "--tool=callgrind", "--toggle-collect=*countedForTheHotPath*", "--callgrind-out-file=\(counts.path)",
                CommandLine.arguments[0], "--testing-library", "swift-testing", "--no-parallel", "--filter",
                "HotPathTests.work",
            ], environment: ["TITRATE_HOT_PATH": path.rawValue], output: log)
        child.wait()
        let words = try String(contentsOf: log, encoding: .utf8)
        try #require(child.exitCode == 0, "\(words.suffix(2000))")
        let report = try String(contentsOf: counts, encoding: .utf8)
        let line = try #require(
            report.split(separator: "\n").first { $0.hasPrefix("summary:") }, "\(words.suffix(2000))")
        let instructions = try #require(Double(line.dropFirst("summary:".count).trimmingCharacters(in: .whitespaces)))
        let perRecord = instructions / Double(HotPathWork.measured)
        let agreed = try #require(Self.agreed[path])
        print("\(path.rawValue): \(Int(perRecord)) instructions a record, \(Int(agreed)) agreed")
        #expect(perRecord <= agreed * Self.tolerance, "the hot path has become slower")
        // A cut is to be kept: the next regression would hide below the old number.
        #expect(perRecord >= agreed / Self.tolerance / 1.2, "the hot path has become faster: agree on the new number")
    }
}
