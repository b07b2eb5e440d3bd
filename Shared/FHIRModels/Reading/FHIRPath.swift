/// Where an element stands, as a chain of names that is only written out when an error needs it.
final class FHIRPath: Sendable {
    private let parent: FHIRPath?
    private let name: String
    private let index: Int?

    init(_ name: String, index: Int? = nil, in parent: FHIRPath? = nil) {
        (self.name, self.index, self.parent) = (name, index, parent)
    }

    func child(_ name: String, _ index: Int? = nil) -> FHIRPath { FHIRPath(name, index: index, in: self) }

    var text: String {
        let own = index.map { "\(name)[\($0)]" } ?? name
        guard let parent else { return own }
        return "\(parent.text).\(own)"
    }
}
