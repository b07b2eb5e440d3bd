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

    @Test func onlyFilesThatNobodyHasChangedAreDropped() {
        let smaps = """
            1000-3000 r-xp 00000000 fe:00 11 /usr/bin/service
            Rss:                  8 kB
            Anonymous:            0 kB
            VmFlags: rd ex mr mw me
            3000-4000 r--p 00002000 fe:00 11 /usr/bin/service
            Anonymous:            4 kB
            4000-5000 rw-p 00003000 fe:00 11 /usr/bin/service
            Anonymous:            0 kB
            5000-6000 rw-p 00000000 00:00 0 [heap]
            Anonymous:            0 kB
            6000-7000 r--s 00000000 fe:00 12 /data/partition.sqlite
            Anonymous:            0 kB
            7000-8000 r-xp 00000000 00:00 0 [vdso]
            Anonymous:            0 kB
            8000-9000 r-xp 00000000 00:00 0
            Anonymous:            0 kB
            9000-c000 r--p 00000000 fe:00 13 /usr/lib/a library.so
            Anonymous:            0 kB
            """
        #expect(IdleMemory.cleanCode(in: smaps) == [0x1000..<0x3000, 0x9000..<0xc000])
        #expect(IdleMemory.cleanCode(in: "") == [])
    }

    @Test func givingBackLeavesTheProcessAsItWas() {
        let before = (0..<10_000).map { "\($0) is kept" }
        IdleMemory.giveBack(withCode: true)
        IdleMemory.giveBack(withCode: false)
        #expect(before == (0..<10_000).map { "\($0) is kept" })
    }
}
