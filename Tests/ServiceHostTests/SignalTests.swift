import Foundation
import Testing

@testable import ServiceHost

@Suite struct SignalTests {
    @Test func aTrappedSignalArrivesInTheStreamAndDoesNotKill() async {
        let signals = await ShutdownSignals.trap()
        kill(getpid(), SIGTERM)
        var iterator = signals.makeAsyncIterator()
        #expect(await iterator.next() == SIGTERM)
    }
}
