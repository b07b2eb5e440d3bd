import FHIRModels
import HTTPTypes
import Hummingbird

/// A call that is not answered with cards, as an OperationOutcome with its status.
struct CDSRefusal: Error, Hashable, Sendable {
    var status: HTTPResponse.Status
    var outcome: FHIROperationOutcome

    init(_ status: HTTPResponse.Status, _ outcome: FHIROperationOutcome) {
        (self.status, self.outcome) = (status, outcome)
    }

    init(
        _ status: HTTPResponse.Status, _ code: FHIROperationOutcome.IssueType, _ text: String, at element: String? = nil
    ) {
        let expression = [element].compactMap { $0 }.filter { !$0.isEmpty }
        self.init(status, FHIROperationOutcome(.init(.error, code, diagnostics: text, expression: expression)))
    }

    static func missing(_ element: String) -> CDSRefusal {
        CDSRefusal(.badRequest, .required, "The element is needed.", at: element)
    }
    static func bad(_ element: String, _ text: String = "The element cannot be understood.") -> CDSRefusal {
        CDSRefusal(.badRequest, .value, text, at: element)
    }

    var response: Response {
        var response = Response.bytes(outcome.jsonBytes, type: FHIRRoutes.fhirJSON, status: status)
        if status == .serviceUnavailable { response.headers[.retryAfter] = "2" }
        return response
    }
}

/// A JSON object of a call, which names the element it misses.
struct CDSElement {
    let members: [String: JSONValue]
    let path: String

    init(_ value: JSONValue?, at path: String) throws(CDSRefusal) {
        guard case .object(let members)? = value else {
            throw value == nil ? .missing(path) : .bad(path, "An object stands here.")
        }
        (self.members, self.path) = (members, path)
    }

    func place(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    /// Some senders write `null` or an empty text for what they do not say.
    subscript(_ name: String) -> JSONValue? {
        let value = members[name]
        return value == .null || value == .string("") ? nil : value
    }

    func text(_ name: String, upTo limit: Int = 256) throws(CDSRefusal) -> String? {
        guard let value = self[name] else { return nil }
        guard let text = value.text, (1...limit).contains(text.utf8.count) else { throw .bad(place(name)) }
        return text
    }

    func required(_ name: String, upTo limit: Int = 256) throws(CDSRefusal) -> String {
        guard let text = try text(name, upTo: limit) else { throw .missing(place(name)) }
        return text
    }

    func object(_ name: String) throws(CDSRefusal) -> CDSElement {
        try CDSElement(self[name], at: place(name))
    }
}
