/// Chance that repeats itself: the same seed draws the same numbers on every machine (SplitMix64).
struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// The chance of one input of one target.
    init(seed: UInt64, target: String, number: Int) {
        var mixed = Chance(seed: seed)
        for byte in target.utf8 { mixed.state = (mixed.state ^ UInt64(byte)) &* 0x100_0000_01b3 }
        mixed.state &+= UInt64(number) &* 0x9e37_79b9_7f4a_7c15
        state = mixed.next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// From 0 up to, not including, the limit; 0 when the limit is.
    mutating func below(_ limit: Int) -> Int { limit > 0 ? Int(next() >> 33) % limit : 0 }
    mutating func among(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }
    mutating func oneIn(_ count: Int) -> Bool { below(count) == 0 }
    mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next() >> 24) }
    mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }
}
