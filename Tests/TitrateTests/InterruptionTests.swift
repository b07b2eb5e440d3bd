import Foundation
import Testing

@testable import Titrate

@Suite(.serialized, .timeLimit(.minutes(1))) struct InterruptionTests {
    @Test func workThatEndsInTimeDoesNotUseTheSignalUp() async throws {
        let interruption = Interruption([SIGUSR1])
        #expect(try await interruption.racing { true } == true)
        // A wait that was over at once would win against work that takes a while.
        let second = try await interruption.racing {
            for _ in 0..<2000 { await Task.yield() }
            return true
        }
        #expect(second == true)
    }

    @Test func aSignalEndsTheWait() async throws {
        let interruption = Interruption([SIGUSR2])
        _ = try await interruption.racing { true }
        kill(getpid(), SIGUSR2)
        await interruption.wait()
        // Whoever comes after the signal does not wait either.
        await interruption.wait()
    }
}
