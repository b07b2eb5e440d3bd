import Foundation
import Testing

/// A regression of the hot path is seen here, and not by a clock: seconds belong to a machine and its load, allocations to
/// the code, and what makes the path slower mostly makes more of them. What it costs in time stands in
/// Docs/Performance.md.
@Suite(.serialized) struct HotPathTests {
    /// Allocations a record in a debug build, as last agreed; whoever changes them on purpose says so here.
    private static let agreed: [HotPathWork.Path: Double] = [.interactionCheck: 1105, .prescribing: 3860]
    /// What compilers and libraries may differ by.
    private static let tolerance = 1.05
    private static let environment = ProcessInfo.processInfo.environment
    private static let path = environment["TITRATE_HOT_PATH"]

    /// Run by the test below, with the counter loaded.
    @Test(.enabled(if: path != nil)) func work() throws {
        let path = try #require(Self.path.flatMap(HotPathWork.Path.init(rawValue:)))
        let report = try #require(Self.environment["TITRATE_HOT_PATH_REPORT"])
        try Data("\(try HotPathWork().run(path))".utf8).write(to: URL(filePath: report))
    }

    @Test(.enabled(if: path == nil), arguments: HotPathWork.Path.allCases)
    func aRecordCostsNoMoreThanWasAgreed(_ path: HotPathWork.Path) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "titrate-count-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (counter, report) = (folder.appending(path: "count.so"), folder.appending(path: "report"))
        let source = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Counting/allocation-count.c")
        let (status, words) = try ChildProcess.run(
            "clang", ["-shared", "-fPIC", "-O1", "-Wall", "-o", counter.path, source.path])
        try #require(status == 0, "\(String(decoding: words, as: UTF8.self))")
        let log = folder.appending(path: "log")
        let child = try ChildProcess(
            URL(filePath: CommandLine.arguments[0]),
            ["--testing-library", "swift-testing", "--no-parallel", "--filter", "HotPathTests.work"],
            environment: [
                "LD_PRELOAD": counter.path, "TITRATE_HOT_PATH": path.rawValue,
                "TITRATE_HOT_PATH_REPORT": report.path,
            ], output: log)
        child.wait()
        let last = (try? String(contentsOf: log, encoding: .utf8).suffix(2000)) ?? ""
        try #require(child.exitCode == 0, "\(last)")
        let allocations = try #require(Double(try String(contentsOf: report, encoding: .utf8)), "\(last)")
        let perRecord = allocations / Double(HotPathWork.measured)
        let agreed = try #require(Self.agreed[path])
        print("\(path.rawValue): \(perRecord) allocations a record, \(agreed) agreed")
        #expect(perRecord <= agreed * Self.tolerance, "the hot path asks for more memory")
        // A cut is to be kept: below an old number the next regression would hide.
        #expect(perRecord >= agreed / 1.5, "the hot path asks for much less memory: agree on the new number")
    }
}
