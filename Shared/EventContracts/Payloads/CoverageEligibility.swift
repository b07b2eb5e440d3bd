/// Media types of what travels on the topics.
public enum MediaType {
    public static let json = "application/json"
    public static let fhirJSON = "application/fhir+json"
}

/// A FHIR R4 CoverageEligibilityRequest as it came, byte for byte.
///
/// It is read by whoever answers it, so that what is wrong with it can be told in FHIR's own words.
public struct CoverageEligibilityQuestion: EventPayload {
    public static let types: [EventType] = ["org.titrate.coverage-eligibility.requested.v1"]
    public static var contentType: String { MediaType.fhirJSON }
    /// UTF-8 JSON of the resource.
    public var resource: [UInt8]

    public init(resource: [UInt8]) { self.resource = resource }

    public static func decode(_ json: [UInt8], type: EventType) throws -> Self { Self(resource: json) }
    public func encode() throws -> [UInt8] { resource }
}

/// The answer to it: a CoverageEligibilityResponse, or an OperationOutcome that names what cannot be meant.
public struct CoverageEligibilityAnswer: EventPayload {
    public enum Outcome: String, Codable, Sendable, CaseIterable { case determined, refused }
    public static let types: [EventType] = [
        "org.titrate.coverage-eligibility.determined.v1", "org.titrate.coverage-eligibility.refused.v1",
    ]
    public static var contentType: String { MediaType.fhirJSON }
    public var type: EventType { Self.types[outcome == .determined ? 0 : 1] }

    public var outcome: Outcome
    /// UTF-8 JSON of the resource.
    public var resource: [UInt8]

    public init(_ outcome: Outcome, resource: [UInt8]) { (self.outcome, self.resource) = (outcome, resource) }

    public static func decode(_ json: [UInt8], type: EventType) throws -> Self {
        guard let index = types.firstIndex(of: type) else { throw PayloadError(code: .typeMismatch, path: "$") }
        return Self(index == 0 ? .determined : .refused, resource: json)
    }
    public func encode() throws -> [UInt8] { resource }
}
