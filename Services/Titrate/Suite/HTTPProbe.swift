import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A short question to a service's own loopback address.
enum HTTPProbe {
    static func get(_ url: URL) async -> (status: Int, body: String)? {
        var request = URLRequest(url: url)
        request.timeoutInterval = 2
        guard let (data, response) = try? await URLSession.shared.data(for: request),
            let http = response as? HTTPURLResponse
        else { return nil }
        return (http.statusCode, String(decoding: data.prefix(500), as: UTF8.self))
    }
}
