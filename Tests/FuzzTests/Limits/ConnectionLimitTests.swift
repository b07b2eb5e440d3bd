import Hummingbird
import HummingbirdCore
import Logging
import Testing

@testable import Gateway
@testable import ServiceHost

/// Servers accept so many connections and no more.
@Suite struct ConnectionLimitTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func limit(of configuration: ApplicationConfiguration, atMost bound: Int) throws -> Int {
        var delegate = try #require(configuration.availableConnectionsDelegate)
        var count = 0
        while count <= bound, delegate.isAcceptingNewConnections() {
            delegate.connectionOpened()
            count += 1
        }
        return count
    }

    @Test func theGatewayAcceptsSoManyConnections() throws {
        let configuration = GatewayApplication.configuration(of: try ListenAddress(port: 0), logger: logger)
        #expect(try limit(of: configuration, atMost: 10_000) == GatewayLimits.connections)
    }

    @Test func theHealthServerAcceptsSoManyConnections() throws {
        let configuration = HealthServer.configuration(port: 0, logger: logger)
        #expect(try limit(of: configuration, atMost: 10_000) == HealthServer.connectionLimit)
    }
}
