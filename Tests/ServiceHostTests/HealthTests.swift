import EventContracts
import Foundation
import Logging
import ServiceRuntime
import Testing

@testable import ServiceHost

@Suite struct HealthTests {
    private func work(_ obstacles: Mutexed<[String]>) -> StartedWork {
        let input = ServiceStatus.InputProgress(
            topic: .prescribingEvents, nextOffset: 5, endOffset: 9, processedThrough: nil)
        return StartedWork(
            checkNames: ["log", "group", "partitions"], run: {}, obstacles: { obstacles.value },
            partitions: { [3: PartitionReport(phase: .live, inputs: [input])] })
    }

    @Test func readinessFollowsTheWorkThroughItsLife() {
        let state = HealthState()
        let obstacles = Mutexed(["group: not joined yet"])
        #expect(!state.hasStarted && !state.isReady)
        state.started(work(obstacles))
        #expect(state.hasStarted && !state.isReady)
        obstacles.set { $0 = [] }
        #expect(state.isReady)
        obstacles.set { $0 = ["log: _ALL_BROKERS_DOWN"] }
        #expect(!state.isReady)
        obstacles.set { $0 = [] }
        #expect(state.isReady)
        state.drains()
        #expect(!state.isReady && state.hasStarted)
    }

    @Test func aShutdownBeforeTheStartStaysAShutdown() {
        let state = HealthState()
        state.drains()
        state.started(work(Mutexed([])))
        #expect(state.obstacles == ["shutdown: draining"])
    }

    @Test func obstaclesAreSortedUnderTheirChecks() {
        let checks = HealthCheck.sorted(
            ["log: down", "partition 3: disk-full", "partition 4: rebuilding", "pages: cold"],
            expected: ["log", "group", "partitions"])
        #expect(checks.map(\.name) == ["log", "group", "partitions", "pages"])
        #expect(checks.map(\.isPassing) == [false, true, false, false])
        #expect(checks[2].obstacles == ["partition 3: disk-full", "partition 4: rebuilding"])
    }

    @Test func theProbesAnswerOverLoopback() async throws {
        let state = HealthState()
        let obstacles = Mutexed(["log: _TRANSPORT"])
        let folder = try TemporaryFolder()
        let portFile = folder.url.appending(path: "http-port")
        let server = HealthServer(
            state: state,
            metrics: HostMetrics(registry: PrometheusRegistry(), service: .gateway, state: state),
            port: 0, portFile: portFile, logger: LogCapture().logger())
        let running = Task { try await server.run() }
        let port = try await eventually { server.boundPort }
        func status(_ path: String) async throws -> Int { try await Loopback.get(path, port: port).status }

        #expect(try await status("/livez") == 200)
        #expect(try await status("/startupz") == 503)
        #expect(try await status("/readyz") == 503)
        state.loaded(KnowledgeStamp(version: "7", hash: "abc"))
        state.started(work(obstacles))
        #expect(try await status("/startupz") == 200)
        #expect(try await status("/readyz") == 503)
        let red = try await Loopback.get("/readyz?verbose", port: port)
        #expect(red.status == 503)
        #expect(red.body.contains(#"{"name":"log","ok":false,"obstacles":["_TRANSPORT"]}"#))
        #expect(red.body.contains(#"{"name":"knowledge","ok":true,"note":"7 abc"}"#))
        #expect(red.body.contains(#"{"name":"partitions","ok":true,"note":"3 live"}"#))
        obstacles.set { $0 = [] }
        #expect(try await status("/readyz") == 200)
        #expect(try await status("/livez") == 200)
        let metrics = try await Loopback.get("/metrics", port: port)
        #expect(metrics.body.contains("titrate_ready{service=\"gateway\"} 1"))
        let place = "service=\"gateway\",topic=\"prescribing.events.v1\",partition=\"3\""
        #expect(metrics.body.contains("titrate_consumer_lag{\(place)} 4"))
        #expect(metrics.body.contains("process_start_time_seconds"))
        #expect(try await status("/other") == 404)

        let file = try await eventually { FileManager.default.contents(atPath: portFile.path) }
        #expect(String(decoding: file, as: UTF8.self) == "\(port)\n")
        running.cancel()
        _ = await running.result
        #expect(!FileManager.default.fileExists(atPath: portFile.path))
    }

    @Test func aTakenPortIsSaid() async throws {
        let state = HealthState()
        func server(_ port: Int) -> HealthServer {
            HealthServer(
                state: state, metrics: HostMetrics(registry: PrometheusRegistry(), service: .gateway, state: state),
                port: port, portFile: nil, logger: LogCapture().logger())
        }
        let first = server(0)
        let running = Task { try await first.run() }
        let port = try await eventually { first.boundPort }
        await #expect(throws: HostProblem.cannotListen(port: port)) { try await server(port).run() }
        running.cancel()
        _ = await running.result
    }
}
