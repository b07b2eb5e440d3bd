public import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Where an issuer's keys come from.
public protocol KeySource: Sendable {
    /// The keys as they stand there now.
    func load() async throws -> KeySet
}

/// A JWKS document in a file; whoever renews the keys writes it anew.
public struct FileKeySource: KeySource {
    private let url: URL
    public init(_ url: URL) { self.url = url }
    public func load() async throws -> KeySet { try await KeySet(document: try Data(contentsOf: url)) }
}

/// A JWKS document at an `https` address (or `http` on loopback), asked anew each time.
///
/// By Foundation's own client: an address is asked every few minutes, for which no HTTP client needs to be built.
public struct AddressKeySource: KeySource {
    static let patience: TimeInterval = 5

    /// The address is neither `https` nor on loopback.
    public struct Insecure: Error, Hashable, CustomStringConvertible {
        public var description: String { "keys are fetched by https, or by http from this machine" }
    }

    private let url: URL

    /// Throws `Insecure`.
    public init(_ url: URL) throws(Insecure) {
        let isLoopback = ["127.0.0.1", "localhost", "::1", "[::1]"].contains(url.host()?.lowercased() ?? "")
        guard url.scheme == "https" || (url.scheme == "http" && isLoopback) else { throw Insecure() }
        self.url = url
    }

    public func load() async throws -> KeySet {
        var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData)
        request.timeoutInterval = AddressKeySource.patience
        request.setValue("application/json", forHTTPHeaderField: "accept")
        let settings = URLSessionConfiguration.ephemeral
        settings.timeoutIntervalForResource = AddressKeySource.patience
        let session = URLSession(configuration: settings, delegate: NoRedirects(), delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        let (data, response) = try await session.data(for: request)
        guard (response as? HTTPURLResponse)?.statusCode == 200 else { throw KeySet.Unusable() }
        return try await KeySet(document: data)
    }

    /// Whoever answers at the address says the keys, and nobody it points to.
    private final class NoRedirects: NSObject, URLSessionTaskDelegate, Sendable {
        func urlSession(
            _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
            newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
        ) { completionHandler(nil) }
    }
}
