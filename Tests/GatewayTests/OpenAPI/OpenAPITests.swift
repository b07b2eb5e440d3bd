import EventContracts
import EventLog
import Foundation
import HTTPTypes
import Hummingbird
import MedicationDomain
import TestSupport
import Testing

@testable import Gateway

/// The document says what the server does: no route without a description, no description without a route, and no answer
/// of another shape.
@Suite struct OpenAPITests {
    typealias Object = [String: Any]

    private static func document(_ desk: Desk) async throws -> Object {
        let answer = try await desk.get("/openapi.json")
        return try #require(try answer.object())
    }

    private func operations(_ document: Object) -> [String: Object] {
        var found: [String: Object] = [:]
        for (path, item) in document["paths"] as? Object ?? [:] {
            for (method, operation) in item as? Object ?? [:] {
                found["\(method.uppercased()) \(path)"] = operation as? Object
            }
        }
        return found
    }

    // MARK: Routes

    @Test func everyRouteIsDescribedAndEveryDescriptionHasARoute() async throws {
        let desk = try Desk()
        let routes = try desk.application.server.router().routes.filter { $0.method != .head }.map { route in
            let parts = route.path.description.split(separator: "/").map { part in
                part.hasPrefix(":") ? "{\(part.dropFirst())}" : String(part)
            }
            return "\(route.method) /\(parts.joined(separator: "/"))"
        }
        let described = operations(try await Self.document(desk))
        #expect(Set(routes) == Set(described.keys))
        #expect(routes.count == Set(routes).count)
    }

    @Test func theDocumentItselfIsWhole() async throws {
        let document = try await Self.document(try Desk())
        #expect(document["openapi"] as? String == "3.1.0")
        let all = operations(document)
        let ids = all.values.compactMap { $0["operationId"] as? String }
        #expect(ids.count == all.count && Set(ids).count == ids.count)
        let tags = Set((document["tags"] as? [Object] ?? []).compactMap { $0["name"] as? String })
        for (name, operation) in all {
            #expect(tags.isSuperset(of: operation["tags"] as? [String] ?? ["none"]), "\(name)")
            let responses = operation["responses"] as? Object ?? [:]
            #expect(responses["default"] != nil && responses.keys.contains { $0.hasPrefix("2") || $0 == "303" })
            let declared = Set(
                (operation["parameters"] as? [Object] ?? []).filter { $0["in"] as? String == "path" }
                    .compactMap { $0["name"] as? String })
            let named = Set(name.split(separator: "{").dropFirst().compactMap { $0.split(separator: "}").first })
            #expect(declared == Set(named.map(String.init)), "\(name)")
        }
        #expect(dangling(document, in: document).isEmpty)
        #expect(unused(document).isEmpty, "a schema nobody points to")
    }

    private func references(_ value: Any) -> [String] {
        switch value {
        case let members as Object:
            let own = (members["$ref"] as? String).map { [$0] } ?? []
            return own + members.values.flatMap(references)
        case let items as [Any]: return items.flatMap(references)
        default: return []
        }
    }

    private func dangling(_ value: Any, in document: Object) -> [String] {
        let components = document["components"] as? Object ?? [:]
        return references(value).filter { reference in
            let parts = reference.split(separator: "/").map(String.init)
            return parts.count != 4 || (components[parts[2]] as? Object)?[parts[3]] == nil
        }
    }

    private func unused(_ document: Object) -> [String] {
        let schemas = ((document["components"] as? Object)?["schemas"] as? Object ?? [:]).keys
        let used = Set(references(document).compactMap { $0.split(separator: "/").last.map(String.init) })
        return schemas.filter { !used.contains($0) }
    }

    // MARK: Answers

    @Test func everyDescribedAnswerIsGivenAndOfItsShape() async throws {
        let document = try await Self.document(try Desk())
        let all = operations(document)
        var given: [String: Set<String>] = [:]
        for example in try await OpenAPIExamples.all() {
            let (answer, name) = (example.answer, example.operation)
            let operation = try #require(all[name], "\(name)")
            let responses = operation["responses"] as? Object ?? [:]
            #expect(answer.status == example.status, "\(name): \(answer.text.prefix(300))")
            let response = try #require(
                responses["\(answer.status)"] as? Object, "\(name) is not described with \(answer.status)")
            given[name, default: []].insert("\(answer.status)")
            #expect(problems(answer, response, document) == [], "\(name) \(answer.status)")
        }
        for (name, operation) in all {
            let described = Set((operation["responses"] as? Object ?? [:]).keys).subtracting(["default"])
            let missing = described.subtracting(given[name] ?? []).subtracting(OpenAPIExamples.elsewhere[name] ?? [])
            #expect(missing.isEmpty, "\(name): nothing here answers \(missing.sorted())")
        }
    }

    private func problems(_ answer: Answer, _ response: Object, _ document: Object) -> [String] {
        let content = response["content"] as? Object ?? [:]
        guard let type = answer.headers[.contentType].map({ String($0.prefix { $0 != ";" }) }) else {
            return content.isEmpty && answer.bytes.isEmpty ? [] : ["there is no content type"]
        }
        guard let media = content[type] as? Object, let schema = media["schema"] as? Object else {
            return ["\(type) is not described"]
        }
        let check = SchemaCheck(document: document)
        guard type.hasSuffix("json") else { return check.problems(answer.text, schema) }
        do {
            return check.problems(try JSONSerialization.jsonObject(with: Data(answer.bytes)), schema)
        } catch {
            return ["it is no JSON"]
        }
    }

    @Test func refusalsOfAnyAddressAreOfTheGeneralShape() async throws {
        let desk = try Desk()
        let document = try await Self.document(desk)
        let responses = (document["components"] as? Object)?["responses"] as? Object ?? [:]
        let refusal = try #require(responses["Refusal"] as? Object)
        let page: HTTPFields = [.accept: "text/html"]
        for answer in [
            try await desk.get("/alerts", authority: "evil.example"), try await desk.get("/nowhere"),
            try await desk.get("/alerts", headers: page, authority: "evil.example"),
            try await desk.send(.put, "/alerts"),
            try await desk.post("/fhir", "{}", headers: [.origin: "http://evil.example"]),
        ] {
            #expect(answer.status >= 400)
            #expect(problems(answer, refusal, document) == [])
        }
    }

    // MARK: The checker

    @Test(arguments: [
        (#"{"type":"object","required":["a"]}"#, #"{}"#), (#"{"type":"string"}"#, "7"),
        (#"{"type":"integer"}"#, "true"), (#"{"type":"boolean"}"#, "1"), (#"{"type":"integer"}"#, "1.5"),
        (#"{"enum":["a"]}"#, #""b""#), (#"{"const":"a"}"#, #""b""#), (#"{"items":{"type":"string"}}"#, "[1]"),
        (#"{"minItems":1}"#, "[]"), (#"{"maxLength":1}"#, #""ab""#), (#"{"minimum":1}"#, "0"),
        (#"{"pattern":"^a$"}"#, #""b""#), (#"{"format":"date"}"#, #""today""#), (#"{"format":"uuid"}"#, #""1""#),
        (#"{"anyOf":[{"type":"string"},{"type":"array"}]}"#, "{}"), (#"{"properties":{"a":{}}}"#, #"{"b":1}"#),
        (#"{"properties":{"a":{"type":"string"}}}"#, #"{"a":1}"#), (##"{"$ref":"#/components/none"}"##, "1"),
        (#"{"additionalProperties":{"type":"string"}}"#, #"{"a":1}"#), (#"{"uniqueItems":true}"#, "[1,1]"),
        (#"{"maxItems":0}"#, "[1]"), (#"{"minLength":1}"#, #""""#), (#"{"maximum":1}"#, "2"),
        (#"{"format":"ipv4"}"#, #""a""#),
    ])
    func aValueOfAnotherShapeIsFound(_ schema: String, _ value: String) throws {
        func read(_ text: String) throws -> Any {
            try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
        }
        let rule = try #require(try read(schema) as? Object)
        #expect(!SchemaCheck(document: [:]).problems(try read(value), rule).isEmpty)
    }

    @Test func twoFilesThatSayTheSameNameAreNoDocument() {
        let base = #"{"paths":{},"components":{"schemas":{"A":{}}}}"#
        let files = ["Assets/openapi/base.json": base, "Assets/openapi/x.json": base]
        #expect(throws: OpenAPIError.self) { try OpenAPIDocument.assemble(files) }
        #expect(throws: OpenAPIError.self) { try OpenAPIDocument.assemble([:]) }
        #expect(throws: (any Error).self) { try OpenAPIDocument.assemble(["Assets/openapi/base.json": "{"]) }
    }
}
