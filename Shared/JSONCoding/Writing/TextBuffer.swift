/// The bytes of a text as it grows: nothing is asked of them but to come one behind the other, which an array, never sure
/// that it is alone, does for more.
struct TextBuffer {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    /// Whoever makes it gives it back.
    init(capacity: Int = 1024) {
        base = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    func deallocate() { base.deallocate() }

    /// What stands there until something is added.
    var written: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        if count == capacity { grow(by: 1) }
        base[count] = byte
        count += 1
    }

    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        if count + bytes.count > capacity { grow(by: bytes.count) }
        (base + count).initialize(from: start, count: bytes.count)
        count += bytes.count
    }

    /// The bytes with a mark before and behind them.
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>, between mark: UInt8) {
        if count + bytes.count + 2 > capacity { grow(by: bytes.count + 2) }
        base[count] = mark
        if let start = bytes.baseAddress { (base + count + 1).initialize(from: start, count: bytes.count) }
        count += bytes.count + 2
        base[count - 1] = mark
    }

    /// Puts no more bytes than stand there in place of those from `start` on.
    mutating func replace(from start: Int, with bytes: UnsafeBufferPointer<UInt8>) {
        count = start
        append(bytes)
    }

    private mutating func grow(by more: Int) {
        // Most texts fit from the beginning; those that do not are documents.
        capacity = max(capacity < 65_536 ? capacity * 4 : capacity * 2, count + more)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.initialize(from: base, count: count)
        base.deallocate()
        base = larger
    }
}
