public import MedicationDomain

/// The answer to a CoverageEligibilityRequest.
public struct FHIRCoverageEligibilityResponse: Hashable, Sendable {
    public enum Outcome: String, Sendable, CaseIterable { case queued, complete, error, partial }

    /// One thing that may pay, and what it says.
    public struct Item: Hashable, Sendable {
        /// What was asked about, as it was asked; lacking it a category stands there (R4, rule ces-1).
        public var product: JSONValue?
        public var name: String
        public var description: String
        public var isExcluded: Bool
        /// Money a month, as a benefit's limits; empty when nothing is known of it.
        public var monthlyCost: Cost?
        /// What to bring.
        public var documents: [String]
        /// Where to apply.
        public var href: String?
        /// The result in one word, for machines, in an extension.
        public var result: String
        /// Inputs that would settle it, for machines.
        public var missing: [String]

        public init(
            product: JSONValue?, name: String, description: String, isExcluded: Bool,
            monthlyCost: Cost? = nil, documents: [String], href: String?, result: String,
            missing: [String]
        ) {
            self.product = product
            self.name = name
            self.description = description
            self.isExcluded = isExcluded
            self.monthlyCost = monthlyCost
            self.documents = documents
            self.href = href
            self.result = result
            self.missing = missing
        }
    }

    /// Dollars, from the lowest to the highest.
    public struct Cost: Hashable, Sendable {
        public var low: String
        public var high: String
        public init(low: String, high: String) { (self.low, self.high) = (low, high) }
    }

    /// What is known of an insurance the request named.
    public struct Insurance: Hashable, Sendable {
        public var coverage: JSONValue
        /// Nil when it cannot be told.
        public var isInForce: Bool?
        public var items: [Item]
        public init(coverage: JSONValue, isInForce: Bool? = nil, items: [Item] = []) {
            (self.coverage, self.isInForce, self.items) = (coverage, isInForce, items)
        }
    }

    public static let resultExtension = "urn:titrate:fhir:assistance-result"
    public static let missingExtension = "urn:titrate:fhir:assistance-missing"

    public var request: FHIRCoverageEligibilityRequest
    /// When the answer was made.
    public var created: Instant
    public var outcome: Outcome
    public var disposition: String
    public var insurances: [Insurance]

    public init(
        to request: FHIRCoverageEligibilityRequest, created: Instant, outcome: Outcome, disposition: String,
        insurances: [Insurance]
    ) {
        (self.request, self.created, self.outcome) = (request, created, outcome)
        (self.disposition, self.insurances) = (disposition, insurances)
    }

    /// The resource as `application/fhir+json`; the same value gives the same bytes.
    public var jsonBytes: [UInt8] {
        let echo = request.echo
        var members: [String: JSONValue] = [
            "resourceType": .string("CoverageEligibilityResponse"), "status": .string("active"),
            "purpose": .array(request.purposes.map { .string($0.rawValue) }), "patient": echo.patient,
            "created": .string(created.description), "request": requestReference, "outcome": .string(outcome.rawValue),
            "disposition": .string(disposition), "insurer": echo.insurer,
        ]
        members.merge(echo.serviced) { first, _ in first }
        if !insurances.isEmpty { members["insurance"] = .array(insurances.map(\.json)) }
        // What the request's references point to inside it has to travel with the answer.
        let contained = request.containedTargets
        if !contained.isEmpty { members["contained"] = .array(contained) }
        return JSONValue.object(members).bytes
    }

    /// By id, or by the request's own identifier; a request with neither is told by its type.
    private var requestReference: JSONValue {
        let type = FHIRCoverageEligibilityRequest.typeName
        if let id = request.meta.id { return .object(["reference": .string("\(type)/\(id)")]) }
        if let first = request.echo.identifiers?.items?.first {
            return .object(["type": .string(type), "identifier": first])
        }
        return .object(["type": .string(type), "display": .string("the request this record answers")])
    }
}

extension FHIRCoverageEligibilityResponse.Insurance {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = ["coverage": coverage]
        if let isInForce { members["inforce"] = .bool(isInForce) }
        if !items.isEmpty { members["item"] = .array(items.map(\.json)) }
        return .object(members)
    }
}

extension FHIRCoverageEligibilityResponse.Item {
    fileprivate var json: JSONValue {
        let response = FHIRCoverageEligibilityResponse.self
        var extensions: [JSONValue] = [
            .object(["url": .string(response.resultExtension), "valueCode": .string(result)])
        ]
        extensions += missing.map {
            .object(["url": .string(response.missingExtension), "valueString": .string($0)])
        }
        var members: [String: JSONValue] = [
            "extension": .array(extensions), "excluded": .bool(isExcluded), "name": .string(name),
            "description": .string(description),
        ]
        if let product {
            members["productOrService"] = product
        } else {
            members["category"] = .object(["text": .string("Medicines")])
        }
        if let monthlyCost {
            members["benefit"] = .array([
                Self.benefit("lowest monthly cost", monthlyCost.low),
                Self.benefit("highest monthly cost", monthlyCost.high),
            ])
        }
        if !documents.isEmpty {
            members["authorizationSupporting"] = .array(documents.map { .object(["text": .string($0)]) })
        }
        if let href { members["authorizationUrl"] = .string(href) }
        return .object(members)
    }

    private static func benefit(_ text: String, _ amount: String) -> JSONValue {
        var money: [String: JSONValue] = ["currency": .string("USD")]
        if let number = JSONNumber(amount) { money["value"] = .number(number) }
        return .object(["type": .object(["text": .string(text)]), "allowedMoney": .object(money)])
    }
}
