/// A code from a code system.
public struct FHIRCoding: Hashable, Sendable, FHIRValue {
    /// The code system's URL, such as `http://snomed.info/sct`.
    public let system: String?
    public let code: String?
    public let display: String?

    public init(system: String? = nil, code: String? = nil, display: String? = nil) {
        (self.system, self.code, self.display) = (system, code, display)
    }

    init(_ element: FHIRElement) throws(FHIRError) {
        system = try element.string("system")
        code = try element.string("code")
        display = try element.string("display")
    }
}

/// One meaning, in any number of code systems and as text.
public struct FHIRCodeableConcept: Hashable, Sendable, FHIRValue {
    public let codings: [FHIRCoding]
    public let text: String?

    public init(codings: [FHIRCoding] = [], text: String? = nil) { (self.codings, self.text) = (codings, text) }

    init(_ element: FHIRElement) throws(FHIRError) {
        codings = try element.values("coding")
        text = try element.string("text")
    }

    /// The first code of that code system.
    public func code(in system: String) -> String? {
        codings.first { $0.system == system && $0.code != nil }?.code
    }

    /// The text, or lacking it the first display.
    public var name: String? { text ?? codings.lazy.compactMap(\.display).first }
}

extension FHIRElement {
    /// A concept whose codes are a closed list of one code system, such as `Condition.clinicalStatus`.
    func conceptCode<Code: RawRepresentable<String>>(
        _ name: String, in system: String, as type: Code.Type = Code.self
    ) throws(FHIRError) -> Code? {
        guard let concept = try element(name) else { return nil }
        for coding in try concept.elements("coding") {
            guard let code = try coding.string("code") else { continue }
            let codingSystem = try coding.string("system")
            guard codingSystem == nil || codingSystem == system else { continue }
            guard let known = Code(rawValue: code) else { throw coding.failure(.unknownCode, "code") }
            return known
        }
        throw failure(.unknownCode, name)
    }
}
