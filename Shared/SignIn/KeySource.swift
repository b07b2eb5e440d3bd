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
public struct AddressKeySource: KeySource {
    /// The address is neither `https` nor on loopback.
    public struct Insecure: Error, Hashable, CustomStringConvertible {
        public var description: String { "keys are fetched by https, or by http from this machine" }
    }

    private let url: URL

    /// Throws `Insecure`.
    public init(_ url: URL) throws(Insecure) {
        guard SafeAddress.isSafe(url) else { throw Insecure() }
        self.url = url
    }

    public func load() async throws -> KeySet {
        var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData)
        request.setValue("application/json", forHTTPHeaderField: "accept")
        let (data, status) = try await PlainClient.answer(to: request)
        guard status == 200 else { throw KeySet.Unusable() }
        return try await KeySet(document: data)
    }
}
