/// Something that must never be, with the number of the invariant it breaks (design §5); 0: the run itself stopped.
struct Violation: Error, CustomStringConvertible {
    let invariant: Int
    let what: String
    init(_ invariant: Int, _ what: String) { (self.invariant, self.what) = (invariant, what) }
    var description: String { "invariant \(invariant): \(what)" }
}
