public import MedicationDomain

/// What every resource says about itself.
public struct FHIRMeta: Hashable, Sendable {
    public let id: String?
    public let versionId: String?
    public let lastUpdated: Instant?
    /// Something in the resource changes its meaning in a way we do not know (`modifierExtension` anywhere
    /// outside contained resources, or `implicitRules`); such a resource must not be acted on as if it did not.
    public let hasModifierExtension: Bool

    init(_ resource: FHIRElement) throws(FHIRError) {
        id = try resource.id("id")
        let meta = try resource.element("meta")
        versionId = try meta?.id("versionId")
        lastUpdated = try meta?.instant("lastUpdated")
        hasModifierExtension =
            resource.members["implicitRules"] != nil
            || resource.members.contains { FHIRMeta.changesMeaning($0.key, $0.value) }
    }

    private static func changesMeaning(_ name: String, _ value: JSONValue) -> Bool {
        if name == "modifierExtension" { return true }
        if name == "contained" { return false }
        return switch value {
        case .object(let members): members.contains { changesMeaning($0.key, $0.value) }
        case .array(let items): items.contains { changesMeaning(name, $0) }
        case .null, .bool, .number, .string: false
        }
    }
}

extension FHIRElement {
    fileprivate func id(_ name: String) throws(FHIRError) -> String? {
        guard let text = try string(name) else { return nil }
        guard FHIRName.isID(text) else { throw failure(.invalidFormat, name) }
        return text
    }
}
