/// An insurer's answer to a claim: what is paid, what is not, and why.
///
/// `addItem` is not read: in a pharmacy's benefit check it names other products than the one that was asked for.
public struct FHIRClaimResponse: FHIRResourceContent {
    public static let typeName = "ClaimResponse"
    /// More products than any prescription has.
    public static let maximumItems = 100

    public enum Status: String, Sendable, CaseIterable {
        case active, cancelled, draft
        case enteredInError = "entered-in-error"
    }

    public enum Use: String, Sendable, CaseIterable { case claim, preauthorization, predetermination }
    public enum Outcome: String, Sendable, CaseIterable { case queued, complete, error, partial }

    /// How an amount came about, or why there is none.
    public struct Adjudication: Hashable, Sendable {
        public let category: FHIRCodeableConcept
        public let reason: FHIRCodeableConcept?
        public let amount: Double?
    }

    public struct Item: Hashable, Sendable {
        public let sequence: Int
        /// Those of its details as well.
        public let adjudications: [Adjudication]
        /// CARIN real-time pharmacy benefit check: what restricts the benefit.
        public let restrictions: [FHIRCoding]
        /// CARIN real-time pharmacy benefit check: when the next fill is paid for.
        public let nextFillDate: FHIRDate?
    }

    /// What kept the claim from being processed.
    public struct Problem: Hashable, Sendable {
        /// Nil: the whole claim.
        public let itemSequence: Int?
        public let code: FHIRCodeableConcept
    }

    public let meta: FHIRMeta
    public let contained: [FHIRResource]
    public let status: Status
    public let type: FHIRCodeableConcept
    public let use: Use
    public let patient: FHIRReference
    public let created: FHIRDateTime
    public let insurer: FHIRReference
    /// The claim that is answered.
    public let request: FHIRReference?
    public let outcome: Outcome
    public let disposition: String?
    public let items: [Item]
    /// About the whole claim.
    public let adjudications: [Adjudication]
    public let problems: [Problem]
    public let notes: [String]
    /// The order, for senders whose claim does not travel along (`urn:titrate:prescription`).
    public let prescription: FHIRReference?

    public var patientReference: FHIRReference? { patient }

    init(_ element: FHIRElement) throws(FHIRError) {
        meta = try FHIRMeta(element)
        contained = try element.contained()
        status = try element.required("status", element.code("status"))
        type = try element.required("type", element.value("type"))
        use = try element.required("use", element.code("use"))
        patient = try element.required("patient", element.value("patient"))
        created = try element.required("created", element.dateTime("created"))
        insurer = try element.required("insurer", element.value("insurer"))
        request = try element.value("request")
        outcome = try element.required("outcome", element.code("outcome"))
        disposition = try element.string("disposition")
        let elements = try element.elements("item")
        guard elements.count <= Self.maximumItems else { throw element.failure(.tooManyEntries, "item") }
        var items: [Item] = []
        for item in elements { items.append(try Item(item)) }
        self.items = items
        adjudications = try element.adjudications()
        let errors = try element.elements("error")
        guard errors.count <= Self.maximumItems else { throw element.failure(.tooManyEntries, "error") }
        var problems: [Problem] = []
        for error in errors {
            problems.append(
                Problem(
                    itemSequence: try error.integer("itemSequence", atLeast: 1),
                    code: try error.required("code", error.value("code"))))
        }
        self.problems = problems
        var notes: [String] = []
        for note in try element.elements("processNote") {
            notes.append(try note.required("text", note.string("text")))
        }
        self.notes = notes
        prescription = try element.first(extension: "urn:titrate:prescription")?.value("valueReference")
    }
}

extension FHIRClaimResponse.Item {
    private static let carin = "http://hl7.org/fhir/us/carin-rtpbc/StructureDefinition/"

    fileprivate init(_ element: FHIRElement) throws(FHIRError) {
        sequence = try element.required("itemSequence", element.integer("itemSequence", atLeast: 1))
        var adjudications = try element.required("adjudication", element.adjudications())
        for detail in try element.elements("detail") {
            adjudications += try detail.adjudications()
            for part in try detail.elements("subDetail") { adjudications += try part.adjudications() }
        }
        self.adjudications = adjudications
        var restrictions: [FHIRCoding] = []
        for entry in try element.all(extension: Self.carin + "rtpbc-benefitRestriction") {
            restrictions.append(try entry.required("valueCoding", entry.value("valueCoding")))
        }
        self.restrictions = restrictions
        nextFillDate = try element.first(extension: Self.carin + "rtpbc-nextAvailableFillDate")?.date("valueDate")
    }
}

extension FHIRElement {
    fileprivate func adjudications() throws(FHIRError) -> [FHIRClaimResponse.Adjudication] {
        var adjudications: [FHIRClaimResponse.Adjudication] = []
        for element in try elements("adjudication") {
            adjudications.append(
                FHIRClaimResponse.Adjudication(
                    category: try element.required("category", element.value("category")),
                    reason: try element.value("reason"),
                    amount: try element.element("amount")?.decimal("value")?.value))
        }
        return adjudications
    }

    /// The extensions of that URL, in order.
    func all(extension url: String) throws(FHIRError) -> [FHIRElement] {
        var found: [FHIRElement] = []
        for element in try elements("extension") where try element.string("url") == url { found.append(element) }
        return found
    }

    func first(extension url: String) throws(FHIRError) -> FHIRElement? { try all(extension: url).first }
}
