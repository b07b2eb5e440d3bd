/// A pointer to another resource; printing one shows nothing of it, since it may name a patient.
public struct FHIRReference: Hashable, Sendable, FHIRValue, CustomStringConvertible, CustomDebugStringConvertible {
    /// `Patient/123`, `http://host/fhir/Patient/123`, `urn:uuid:…` or `#contained`.
    public let reference: String?
    /// The resource type the sender says it points to.
    public let type: String?
    public let identifier: FHIRIdentifier?
    public let display: String?

    public init(
        reference: String? = nil, type: String? = nil, identifier: FHIRIdentifier? = nil, display: String? = nil
    ) {
        self.reference = reference
        self.type = type
        self.identifier = identifier
        self.display = display
    }

    init(_ element: FHIRElement) throws(FHIRError) {
        reference = try element.string("reference")
        type = try element.string("type")
        identifier = try element.value("identifier")
        display = try element.string("display")
    }

    /// The id inside `#id`, for resources that travel inside the one that points to them.
    public var containedID: String? {
        guard let reference, reference.hasPrefix("#"), reference.count > 1 else { return nil }
        return String(reference.dropFirst())
    }

    /// Type and id in `Patient/123`, with or without a server before and a version behind it.
    public var typeAndID: (type: String, id: String)? {
        if let reference, let slash = reference.utf8.firstIndex(of: UInt8(ascii: "/")),
            !reference.utf8[slash...].dropFirst().contains(UInt8(ascii: "/"))
        {
            // Nearly all are written so: neither a server nor a version.
            let (type, id) = (String(reference[..<slash]), String(reference[slash...].dropFirst()))
            return FHIRName.isTypeName(type) && FHIRName.isID(id) ? (type, id) : nil
        }
        guard let reference = unversioned else { return nil }
        let isAbsolute = reference.hasPrefix("http://") || reference.hasPrefix("https://")
        let parts = reference.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 2, isAbsolute ? parts.count > 4 : parts.count == 2 else { return nil }
        let (type, id) = (String(parts[parts.count - 2]), String(parts[parts.count - 1]))
        guard FHIRName.isTypeName(type), FHIRName.isID(id) else { return nil }
        return (type, id)
    }

    /// The id it points to, also for `urn:uuid:…`; nil for contained resources and what is no reference.
    public var logicalID: String? {
        if let typeAndID { return typeAndID.id }
        guard let reference, reference.hasPrefix("urn:uuid:") else { return nil }
        let id = String(reference.dropFirst("urn:uuid:".count))
        return FHIRName.isID(id) ? id : nil
    }

    /// The id it points to, unless it says that it points to something else: a subject may be a Group.
    public func logicalID(of expected: String) -> String? {
        guard (typeAndID?.type ?? type ?? expected) == expected else { return nil }
        return logicalID
    }

    /// The reference without `/_history/<version>`.
    var unversioned: String? {
        guard let reference else { return nil }
        let parts = reference.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 2, parts[parts.count - 2] == "_history" else { return reference }
        return parts.dropLast(2).joined(separator: "/")
    }

    public var description: String { "<FHIRReference>" }
    public var debugDescription: String { description }
}

/// A business identifier; printing one shows nothing of it.
public struct FHIRIdentifier: Hashable, Sendable, FHIRValue, CustomStringConvertible, CustomDebugStringConvertible {
    /// Who gave it out.
    public let system: String?
    public let value: String?

    public init(system: String? = nil, value: String? = nil) { (self.system, self.value) = (system, value) }

    init(_ element: FHIRElement) throws(FHIRError) {
        system = try element.string("system")
        value = try element.string("value")
    }

    public var description: String { "<FHIRIdentifier>" }
    public var debugDescription: String { description }
}

/// The shapes of names in FHIR.
enum FHIRName {
    /// FHIR `id`: 1 to 64 letters, digits, hyphens and dots.
    static func isID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { isLetter($0) || JSONParser.isDigit($0) || $0 == 0x2D || $0 == 0x2E }
    }

    static func isTypeName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(isLetter)
            && text.utf8.first.map { (0x41...0x5A).contains($0) } == true
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }
}
