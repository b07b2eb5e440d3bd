/// Something that reads what anybody may send, with a maker of inputs that try it.
protocol FuzzTarget {
    associatedtype Input

    /// As it stands in reports, traces and `TITRATE_FUZZ_TARGET`.
    static var name: String { get }
    /// Inputs of the round that runs with every test.
    static var shortRound: Int { get }
    /// Its part of a long run, in thousandths of all inputs.
    static var share: Int { get }

    init() async throws
    /// One input; the same chance makes the same one.
    mutating func makeInput(_ chance: inout Chance) -> Input
    /// Reads it as the suite does; throws a `Complaint` when a promise is broken.
    mutating func read(_ input: Input) async throws -> Verdict
}

/// How an input was answered.
enum Verdict {
    case accepted
    /// With everything the refusal says, in all its forms.
    case refused(telling: String)
}

/// A promise of the suite that an input has broken.
struct Complaint: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
