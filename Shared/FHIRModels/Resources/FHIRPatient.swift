/// The patient, as far as a dose depends on them: no name and no address is read.
public struct FHIRPatient: FHIRResourceContent {
    public static let typeName = "Patient"

    public enum Gender: String, Sendable, CaseIterable { case male, female, other, unknown }

    public let meta: FHIRMeta
    public let contained: [FHIRResource]
    public let identifiers: [FHIRIdentifier]
    /// False when the record is no longer in use; nil when not said.
    public let isActive: Bool?
    public let gender: Gender?
    public let birthDate: FHIRDate?
    /// Nil when not said.
    public let isDeceased: Bool?
    public let deceasedAt: FHIRDateTime?
    public let links: [Link]

    public var patientReference: FHIRReference? {
        meta.id.map { FHIRReference(reference: "Patient/\($0)", type: "Patient") }
    }

    init(_ element: FHIRElement) throws(FHIRError) {
        meta = try FHIRMeta(element)
        contained = try element.contained()
        identifiers = try element.values("identifier")
        isActive = try element.boolean("active")
        gender = try element.code("gender")
        birthDate = try element.date("birthDate")
        switch try element.choice("deceased", ["Boolean", "DateTime"]) {
        case "Boolean": (isDeceased, deceasedAt) = (try element.boolean("deceasedBoolean"), nil)
        case "DateTime": (isDeceased, deceasedAt) = (true, try element.dateTime("deceasedDateTime"))
        default: (isDeceased, deceasedAt) = (nil, nil)
        }
        links = try element.values("link")
    }

    /// Another record of the same person.
    public struct Link: Hashable, Sendable, FHIRValue {
        public enum Kind: String, Sendable, CaseIterable {
            case replaces, refer, seealso
            case replacedBy = "replaced-by"
        }

        public let other: FHIRReference
        public let type: Kind

        init(_ element: FHIRElement) throws(FHIRError) {
            other = try element.required("other", element.value("other"))
            type = try element.required("type", element.code("type"))
        }
    }
}
