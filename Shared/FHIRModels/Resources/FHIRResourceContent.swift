/// What all resources have in common; printing one shows its type only.
public protocol FHIRResourceContent: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The name in `resourceType`.
    static var typeName: String { get }
    var meta: FHIRMeta { get }
    /// Resources that travel inside this one and are pointed to by `#id`.
    var contained: [FHIRResource] { get }
    /// The patient it is about; a Patient points to itself.
    var patientReference: FHIRReference? { get }
}

extension FHIRResourceContent {
    public var id: String? { meta.id }
    public var description: String { "<\(Self.typeName)>" }
    public var debugDescription: String { description }

    /// The contained resource a `#id` reference points to.
    public func resolveContained(_ reference: FHIRReference) -> FHIRResource? {
        guard let id = reference.containedID else { return nil }
        return contained.first { $0.meta?.id == id }
    }
}

extension FHIRResource: CustomStringConvertible, CustomDebugStringConvertible {
    /// The name in `resourceType`.
    public var typeName: String {
        if case .unsupported(let type) = self { return type }
        return content.map { type(of: $0).typeName } ?? ""
    }

    /// Nil for types that are not read.
    public var meta: FHIRMeta? { content?.meta }
    public var patientReference: FHIRReference? { content?.patientReference }
    public var description: String { content?.description ?? "<unsupported resource>" }
    public var debugDescription: String { description }
}

extension FHIRElement {
    /// The contained resources; FHIR does not nest them.
    func contained() throws(FHIRError) -> [FHIRResource] {
        var resources: [FHIRResource] = []
        for element in try elements("contained") {
            guard element.members["contained"] == nil else { throw element.failure(.tooDeep, "contained") }
            let resource = try FHIRResource(element)
            if resource.content != nil, resource.meta?.id == nil { throw element.failure(.missingElement, "id") }
            resources.append(resource)
        }
        return resources
    }
}
