/// A text that stands for patient data: it sings when an error repeats more than a few characters of it.
enum Canary {
    static let text = "qzvxkjwyhbqgzdfpq"
    /// So many characters in a row are no accident any more.
    static let telling = 5

    private static let runs: Set<UInt64> = {
        let bytes = Array(text.utf8)
        return Set((0...(bytes.count - telling)).map { start in bytes[start..<(start + telling)].reduce(0, joined) })
    }()

    private static func joined(_ run: UInt64, _ byte: UInt8) -> UInt64 {
        // Case may change on the way, so it does not count.
        let lower = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
        return (run << 8 | UInt64(lower)) & 0xff_ffff_ffff
    }

    /// Whether the text gives some of the canary away.
    static func isTold(by text: String) -> Bool {
        var (run, count) = (UInt64(0), 0)
        for byte in text.utf8 {
            run = joined(run, byte)
            count += 1
            if count >= telling, runs.contains(run) { return true }
        }
        return false
    }
}
