/// Values of every shape that `Codable` can take.
struct Sample: Codable, Equatable {
    var text: String
    var flag: Bool
    var whole: Int
    var small: Int8
    var large: UInt64
    var number: Double
    var short: Float
    var maybe: String?
    var maybeNumber: Double?
    var items: [Int]
    var gaps: [Int?]
    var matrix: [[Double]]
    var table: [String: Int]
    var byNumber: [Int: String]
    var children: [Child]
    var choice: Choice
    var kind: Kind
    var wrapped: Wrapped
    var nothing: Nothing

    struct Child: Codable, Equatable {
        var zeta: String
        var alpha: Child2?
        struct Child2: Codable, Equatable { var beta: [String: [Wrapped]] }
    }
    enum Choice: Codable, Equatable {
        case none
        case dose(milligrams: Double, times: Int)
        case text(String)
    }
    enum Kind: String, Codable, CaseIterable { case oral, intrathecal }
    struct Wrapped: RawRepresentable, Codable, Hashable { var rawValue: String }
    struct Nothing: Codable, Equatable {}
}

extension Sample {
    /// Another value for every state of the generator.
    init(_ random: inout some RandomNumberGenerator) {
        func text() -> String {
            let pieces = [
                "", "a", "baclofen", "µg", "\"", "\\", "/", "\n", "\t", "\r", "\u{8}", "\u{c}", "\u{0}", "\u{1f}",
                "\u{7f}", "é", "e\u{301}", "😀", "\u{2028}", "ß", "z", "A", " ", "!",
            ]
            return (0..<Int.random(in: 0...5, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                .joined()
        }
        func number() -> Double {
            switch Int.random(in: 0..<8, using: &random) {
            case 0: Double(Int.random(in: -1000...1000, using: &random))
            case 1: Double(Int.random(in: -100_000...100_000, using: &random)) / 1000
            case 2: Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &random)).finite
            case 3:
                [
                    0.0, -0.0, 1e15, 1e16, 9_007_199_254_740_992, .leastNonzeroMagnitude, 1.7976931348623157e308, 0.1,
                    1e-7,
                ]
                .randomElement(using: &random) ?? 0
            case 4: Double.random(in: -1e20...1e20, using: &random).rounded()
            case 5: 1 / Double(Int.random(in: 1...1000, using: &random))
            default: Double.random(in: 0...100, using: &random)
            }
        }
        func some<Value>(_ make: () -> Value) -> [Value] {
            (0..<Int.random(in: 0...4, using: &random)).map { _ in make() }
        }
        func child(_ depth: Int) -> Child {
            let beta =
                Bool.random(using: &random)
                ? Child.Child2(
                    beta: Dictionary(some { (text(), some { Wrapped(rawValue: text()) }) }) { first, _ in first }) : nil
            return Child(zeta: text(), alpha: beta)
        }
        self.text = text()
        flag = Bool.random(using: &random)
        whole = Int.random(in: .min ... .max, using: &random)
        small = Int8.random(in: .min ... .max, using: &random)
        large = UInt64.random(in: .min ... .max, using: &random)
        self.number = number()
        short = Float(Int.random(in: -1000...1000, using: &random)) / 16
        maybe = Bool.random(using: &random) ? text() : nil
        maybeNumber = Bool.random(using: &random) ? number() : nil
        items = some { Int.random(in: -10...10, using: &random) }
        gaps = some { Bool.random(using: &random) ? 1 : nil }
        matrix = some { some { number() } }
        let many = Int.random(in: 0..<8, using: &random) == 0 ? 80 : 3
        table = Dictionary((0..<many).map { (text() + "\($0)", $0) }) { first, _ in first }
        byNumber = Dictionary(some { (Int.random(in: 0...99, using: &random), text()) }) { first, _ in first }
        children = some { child(2) }
        choice = [.none, .dose(milligrams: number(), times: 3), .text(text())].randomElement(using: &random) ?? .none
        kind = Kind.allCases.randomElement(using: &random) ?? .oral
        wrapped = Wrapped(rawValue: text())
        nothing = Nothing()
    }
}

extension Double {
    fileprivate var finite: Double { isFinite ? self : 0 }
}

/// A repeatable generator (SplitMix64).
struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
