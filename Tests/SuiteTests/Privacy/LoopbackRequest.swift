import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A request to an address on this machine, and all of what came back.
struct LoopbackRequest {
    var method = "GET"
    var path: String
    var headers: [String: String] = [:]
    var body: [UInt8]?

    /// What an answer shows to whoever asked: status, header fields, body.
    struct Answer {
        let status: Int
        let bytes: Data
        let fields: String
        var shown: Data { Data("\(status) \(fields)\n".utf8) + bytes }
    }

    func send(to port: Int) async -> Answer? {
        guard let url = URL(string: "http://127.0.0.1:\(port)\(path)") else { return nil }
        var request = URLRequest(url: url)
        request.timeoutInterval = 20
        request.httpMethod = method
        request.httpBody = body.map { Data($0) }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        guard let (data, response) = try? await URLSession.shared.data(for: request),
            let http = response as? HTTPURLResponse
        else { return nil }
        return Answer(status: http.statusCode, bytes: data, fields: "\(http.allHeaderFields)")
    }
}
