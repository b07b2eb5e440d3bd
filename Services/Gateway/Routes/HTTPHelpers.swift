import EventContracts
import HTTPTypes
import Hummingbird

extension Response {
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        bytes(try PayloadCoding.encode(value), type: "application/json", status: status)
    }

    static func html(_ text: String) -> Response { bytes(Array(text.utf8), type: "text/html; charset=utf-8") }

    static func bytes(_ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: type, .contentLength: String(bytes.count)],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    static func seeOther(_ location: String) -> Response {
        Response(status: .seeOther, headers: [.location: location, .contentLength: "0"])
    }
}

extension Request {
    /// Whether a person's browser asks for a page rather than a program for data.
    var wantsPage: Bool { headers[.accept]?.contains("text/html") == true }

    /// The media type without its parameters, in lower case.
    var mediaType: String? {
        headers[.contentType].map { type in
            String(type.prefix { $0 != ";" }).lowercased().filter { $0 != " " }
        }
    }

    /// The fields of a form; whatever its decoder finds wrong is the sender's mistake, be it the encoding or a field.
    func form<Fields: Decodable>(upTo limit: Int, as fields: Fields.Type = Fields.self) async throws -> Fields {
        let bytes = try await body.collect(upTo: limit)
        do {
            return try URLEncodedFormDecoder().decode(Fields.self, from: String(buffer: bytes))
        } catch {
            throw APIError(.badRequest, "bad-form", "The form cannot be read.")
        }
    }

    var traceParent: String? {
        guard let value = HTTPField.Name("traceparent").flatMap({ headers[$0] }), value.utf8.count <= 128,
            value.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) || $0 == 0x2D })
        else { return nil }
        return value
    }

    /// The query of the address, in order.
    var queryItems: [(name: String, value: String)] {
        uri.queryParameters.map { (String($0.key), String($0.value)) }
    }
}
