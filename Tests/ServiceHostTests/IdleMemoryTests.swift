import Testing

@testable import ServiceHost

@Suite struct IdleMemoryTests {
    @Test func aPauseOfWorkIsToldOnce() {
        var memory = IdleMemory()
        let busy = 0.9
        let told = [busy, 0.01, 0.01, 0.01, 0.2, 0.01, 0.01].map { memory.rests(after: $0) }
        #expect(told == [false, false, true, false, false, false, false])
        let again = [busy, 0.01, 0.2, 0.01, 0.01, 0.01].map { memory.rests(after: $0) }
        #expect(again == [false, false, false, false, true, false])
    }

    @Test func givingBackLeavesTheProcessAsItWas() {
        let before = (0..<10_000).map { "\($0) is kept" }
        IdleMemory.giveBack()
        #expect(before == (0..<10_000).map { "\($0) is kept" })
    }
}
