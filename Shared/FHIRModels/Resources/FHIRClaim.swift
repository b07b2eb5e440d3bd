/// A claim on an insurance, as far as it tells what an answer to it is about.
///
/// It brings no fact of its own, so what it lacks beyond that is no reason to refuse it.
public struct FHIRClaim: FHIRResourceContent {
    public static let typeName = "Claim"

    public struct Item: Hashable, Sendable {
        public let sequence: Int?
        public let productOrService: FHIRCodeableConcept?
    }

    public let meta: FHIRMeta
    public let contained: [FHIRResource]
    public let patient: FHIRReference?
    /// The order it is for.
    public let prescription: FHIRReference?
    public let items: [Item]

    public var patientReference: FHIRReference? { patient }

    init(_ element: FHIRElement) throws(FHIRError) {
        meta = try FHIRMeta(element)
        contained = try element.contained()
        patient = try element.value("patient")
        prescription = try element.value("prescription")
        let elements = try element.elements("item")
        guard elements.count <= FHIRClaimResponse.maximumItems else { throw element.failure(.tooManyEntries, "item") }
        var items: [Item] = []
        for item in elements {
            items.append(
                Item(
                    sequence: try item.integer("sequence", atLeast: 1),
                    productOrService: try item.value("productOrService")))
        }
        self.items = items
    }
}
