import HTTPTypes
import Hummingbird
import MedicationDomain

/// Refuses what no client of ours sends: addresses and headers that are too long, ways out of a folder, control
/// characters, and heads that two programs on the way could read differently.
struct RequestLimits: RouterMiddleware {
    static let longestPath = 4 * 1024
    static let mostHeaderBytes = 24 * 1024

    var wholeBody = GatewayLimits.wholeBody
    let now: @Sendable () -> Instant

    func handle(
        _ request: Request, context: GatewayRequestContext,
        next: (Request, GatewayRequestContext) async throws -> Response
    ) async throws -> Response {
        if let refusal = RequestLimits.refusal(of: request.head) { throw refusal }
        var request = request
        let (end, whole) = (now() + wholeBody, request.body)
        // Looked at when something comes: where nothing comes, the connection is closed.
        request.body = RequestBody(
            asyncSequence: whole.map { part in
                guard now() < end else {
                    throw APIError(.requestTimeout, "too-slow", "The body took too long.")
                }
                return part
            })
        return try await next(request, context)
    }

    static func refusal(of head: HTTPRequest) -> APIError? {
        let path = head.path ?? ""
        guard path.utf8.count <= longestPath else {
            return APIError(.uriTooLong, "address-too-long", "The address is too long.")
        }
        let bytes = head.headerFields.reduce(0) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 4 }
        guard bytes <= mostHeaderBytes else {
            return APIError(.requestHeaderFieldsTooLarge, "headers-too-long", "The headers are too long.")
        }
        guard isPlain(path) else {
            return APIError(.badRequest, "bad-address", "The address holds what no address here holds.")
        }
        let hasTwoLengths =
            head.headerFields[values: .contentLength].count > 1
            || (head.headerFields[.contentLength] != nil && head.headerFields[.transferEncoding] != nil)
        guard !hasTwoLengths, head.headerFields[values: .authorization].count <= 1,
            head.headerFields[values: .cookie].reduce(0, { $0 + $1.utf8.count }) <= 8 * 1024
        else { return APIError(.badRequest, "bad-headers", "The headers contradict each other.") }
        return nil
    }

    /// Also as it reads once decoded, and once more for those who decode twice: no `..`, no control character.
    private static func isPlain(_ target: String) -> Bool {
        guard target.hasPrefix("/"), target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return false }
        var path = Array(target.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") })
        for _ in 0..<3 {
            guard path.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }),
                !path.split(separator: UInt8(ascii: "/")).contains(where: { $0 == [0x2E] || $0 == [0x2E, 0x2E] })
            else { return false }
            path = decoded(path)
        }
        return true
    }

    /// Bytes, because what is no UTF-8 can lead out as well; what is no escape stays as it is.
    private static func decoded(_ path: [UInt8]) -> [UInt8] {
        var (bytes, index): ([UInt8], Int) = ([], 0)
        while index < path.count {
            if path[index] == UInt8(ascii: "%"), index + 2 < path.count,
                let byte = UInt8(String(decoding: path[index + 1...index + 2], as: UTF8.self), radix: 16)
            {
                bytes.append(byte)
                index += 3
            } else {
                bytes.append(path[index])
                index += 1
            }
        }
        return bytes
    }
}
