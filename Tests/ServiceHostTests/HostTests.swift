import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime
import Testing

@testable import ServiceHost

@Suite struct HostTests {
    /// An application that waits until it is cancelled, or longer when it is stubborn.
    struct Sample: HostedApplication {
        static let name = ServiceName.gateway
        static let stubborn = Setting("stubborn", default: "no", help: "Whether it ignores being cancelled.")
        static let settings = [stubborn]
        let isStubborn: Bool
        let release: String

        init(environment: HostEnvironment) throws {
            isStubborn = environment.values[Self.stubborn] == "yes"
            release = environment.dataDirectory.appending(path: "release").path
        }
        var obstacles: [String] { [] }
        func run() async throws {
            if isStubborn {
                await Task.detached {
                    while !FileManager.default.fileExists(atPath: release) { await Task.yield() }
                }.value
            } else {
                let never = AsyncStream<Void>.makeStream()
                for await _ in never.stream {}
                never.continuation.finish()
            }
        }
    }

    @Test func aServiceJoinsIsReadyAndDrainsOnASignal() async throws {
        let host = try RunningHost()
        let patient = "patient-4711"
        try host.log.broker.append([Self.record(about: patient)])
        let running = Task { try await host.run(Workload(service: SampleService.self)) }
        _ = try await host.wait(for: 200, at: "/readyz")
        _ = try await eventually {
            try await host.get("/metrics").body.contains("titrate_consumer_lag") ? true : nil
        }
        let start = ContinuousClock.now
        host.signal(15)
        try await running.value
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(host.ended.value.isEmpty)
        #expect(host.output.output.contains("shutting down"))
        #expect(host.output.output.contains("ended"))
        #expect(!host.output.output.contains(patient))
        let folder = host.folder.url.appending(path: "interaction-check/1")
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "http-port").path))
        #expect(FileManager.default.fileExists(atPath: folder.appending(path: "partition-0000.sqlite").path))
    }

    @Test func anApplicationSharesTheLifecycle() async throws {
        let host = try RunningHost()
        let running = Task { try await host.run(Workload(application: Sample.self)) }
        #expect(try await host.wait(for: 200, at: "/readyz?verbose").contains("\"application\""))
        host.signal(2)
        try await running.value
        #expect(host.ended.value.isEmpty)
    }

    @Test func theDrainLimitAndASecondSignalEndTheProcess() async throws {
        let host = try RunningHost()
        let running = Task {
            try await host.run(
                Workload(application: Sample.self), arguments: ["--stubborn", "yes", "--drain-limit", "50ms"])
        }
        let observed = await Result.of {
            _ = try await host.wait(for: 200, at: "/readyz")
            host.signal(15)
            _ = try await eventually { host.ended.value.contains(HostExitCode.internalError.rawValue) ? true : nil }
            host.signal(15)
            _ = try await eventually { host.ended.value.contains(143) ? true : nil }
        }
        // Whatever was seen, the application is let go, so that the test ends.
        _ = try host.folder.file("release", "")
        try await running.value
        try observed.get()
    }

    @Test func readinessWaitsForTheBootstrapFile() async throws {
        let host = try RunningHost()
        let path = host.folder.url.appending(path: "bootstrap").path
        let running = Task {
            try await host.run(Workload(service: SampleService.self), arguments: ["--bootstrap-file", path])
        }
        #expect(try await host.wait(for: 503, at: "/readyz").contains("broker's address"))
        #expect(try await host.get("/startupz").status == 503)
        _ = try host.folder.file("bootstrap", "127.0.0.1:1\n")
        _ = try await host.wait(for: 200, at: "/readyz")
        host.signal(15)
        try await running.value
    }

    @Test func aSecondProcessOfTheSameInstanceIsRefused() async throws {
        let host = try RunningHost()
        let held = try HostFolder(data: host.folder.url, service: .interactionCheck, instance: "1")
        let error = await #expect(throws: StoreError.self) { try await host.run(Workload(service: SampleService.self)) }
        #expect(Ending(of: try #require(error)).code == .locked)
        withExtendedLifetime(held) {}
    }

    @Test func aDataDirectoryThatCannotBeMadeIsSaid() async throws {
        let host = try RunningHost()
        let file = try host.folder.file("not-a-folder", "")
        let error = await #expect(throws: HostProblem.self) {
            try await host.run(Workload(service: SampleService.self), data: file)
        }
        #expect(Ending(of: try #require(error)).code == .cannotCreate)
    }

    @Test func knowledgeThatCannotBeLoadedIsSaidWithItsPlace() async throws {
        let host = try RunningHost()
        let error = try #require(
            await #expect(throws: (any Error).self) { try await host.run(Workload(service: BrokenService.self)) })
        let ending = Ending(of: error)
        #expect(ending.code == .knowledge)
        #expect(ending.sentence.contains("Knowledge/opioids.yaml:12:5"))
    }

    private static func record(about patient: String) -> OutgoingRecord {
        OutgoingRecord(
            topic: .prescribingEvents,
            message: Message(key: Array(patient.utf8), value: Array(patient.utf8), headers: []))
    }
}
