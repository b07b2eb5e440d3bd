import FHIRModels
import HTTPTypes
import Hummingbird
import MedicationDomain

/// What the suite knows, by FHIR: `GET /fhir/{type}?patient=…`, `GET /fhir/{type}/{id}`, `GET /fhir/metadata`.
struct FHIRReadRoutes: Sendable {
    let reading: FHIRReading
    let checks: ChecksWatch
    /// As the gateway is called from outside; empty: as the caller called.
    let publicURL: String

    func add(to router: Router<GatewayRequestContext>) {
        router.get("fhir/metadata") { request, _ in
            try await refusing(request) { .fhir(CapabilityWriting.json(baseURL: baseURL(of: request))) }
        }
        router.get("fhir/:type") { request, context in
            try await refusing(request) { try await search(request, try type(in: context), context) }
        }
        router.get("fhir/:type/:id") { request, context in
            try await refusing(request) {
                try await read(try type(in: context), try context.parameters.require("id"), context)
            }
        }
    }

    private func refusing(_ request: Request, _ body: () async throws -> Response) async throws -> Response {
        do {
            try FHIRReadRoutes.checkForm(request)
            return try await body()
        } catch let refusal as CDSRefusal {
            return refusal.response
        }
    }

    /// FHIR's own word for the form stands above the header's.
    private static func checkForm(_ request: Request) throws(CDSRefusal) {
        let taken: Set = ["json", "application/json", FHIRRoutes.fhirJSON, "text/json"]
        let asked = request.queryItems.last { $0.name == "_format" }?.value
        // A plus is a space where it was not written out.
        if let asked {
            guard taken.contains(asked.replacing(" ", with: "+")) else { throw notAcceptable }
            return
        }
        guard let accept = request.headers[.accept] else { return }
        let wanted = accept.split(separator: ",").map { part in
            part.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
        }
        let isTaken = wanted.contains { taken.contains($0) || ["*/*", "application/*", "text/html"].contains($0) }
        guard isTaken || wanted.isEmpty else { throw notAcceptable }
    }

    private static let notAcceptable = CDSRefusal(
        .notAcceptable, .notSupported, "Answers are \(FHIRRoutes.fhirJSON).")

    private func type(in context: GatewayRequestContext) throws -> FHIRReadType {
        guard let type = FHIRReadType(rawValue: try context.parameters.require("type")) else {
            throw CDSRefusal(.notFound, .notSupported, "Resources of this type are not read here.")
        }
        return type
    }

    private func search(
        _ request: Request, _ type: FHIRReadType, _ context: GatewayRequestContext
    ) async throws -> Response {
        let isStrict = HTTPField.Name("prefer").flatMap { request.headers[$0] }?.contains("handling=strict") ?? false
        let search = try FHIRSearch(type, request.queryItems, isStrict: isStrict)
        context.visit.note(patients: [search.patient])
        let bundle = SearchsetWriting(
            search: search, matches: try await reading.matches(of: search), checks: try await checks.report(),
            baseURL: baseURL(of: request))
        return .fhir(bundle.json)
    }

    private func read(
        _ type: FHIRReadType, _ id: String, _ context: GatewayRequestContext
    ) async throws -> Response {
        guard let match = try await reading.find(type, id) else {
            throw CDSRefusal(.notFound, .notFound, "There is no such resource.")
        }
        // Who was looked at stands in the resource; the address names the resource alone.
        let whom = ["patient", "subject", "for"].compactMap { match.resource[$0]?["reference"]?.text }
            .filter { $0.hasPrefix("Patient/") }.map { PatientID(String($0.dropFirst("Patient/".count))) }
        context.visit.note(patients: whom, objects: ["\(type.rawValue)/\(id)"])
        var response = Response.fhir(match.resource)
        if let version = match.resource["meta"]?["versionId"]?.text { response.headers[.eTag] = "W/\"\(version)\"" }
        return response
    }

    private func baseURL(of request: Request) -> String {
        "\(publicURL.isEmpty ? "http://\(request.head.authority ?? "localhost")" : publicURL)/fhir"
    }
}

extension Response {
    static func fhir(_ resource: JSONValue) -> Response { bytes(resource.bytes, type: FHIRRoutes.fhirJSON) }
}
