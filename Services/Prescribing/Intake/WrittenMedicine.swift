import FHIRModels

/// A medicine as it is written: its codes and its text, all that recognising it depends on.
struct WrittenMedicine: Hashable, Sendable {
    /// Each code with its system.
    var codings: [(system: String, code: String)]
    /// The first code, whether or not it has a system.
    var firstCode: String?
    var name: String?

    init(_ concept: FHIRCodeableConcept) {
        codings = concept.codings.compactMap { coding in
            coding.system.flatMap { system in coding.code.map { (system: system, code: $0) } }
        }
        firstCode = concept.codings.lazy.compactMap(\.code).first
        name = concept.name
    }

    /// A longer one is rare, and remembering it would take the place of many.
    var isRemembered: Bool {
        codings.reduce((firstCode ?? "").utf8.count + (name ?? "").utf8.count) {
            $0 + $1.system.utf8.count + $1.code.utf8.count
        } <= 1000
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(firstCode)
    }

    /// Texts are equal by their bytes: codes are passed on as they were written.
    static func == (one: WrittenMedicine, other: WrittenMedicine) -> Bool {
        (one.name == nil) == (other.name == nil) && (one.firstCode == nil) == (other.firstCode == nil)
            && (one.name ?? "").isSameBytes(as: other.name ?? "")
            && (one.firstCode ?? "").isSameBytes(as: other.firstCode ?? "")
            && one.codings.count == other.codings.count
            && zip(one.codings, other.codings).allSatisfy {
                $0.system.isSameBytes(as: $1.system) && $0.code.isSameBytes(as: $1.code)
            }
    }
}
