/// Where the gateway listens: a loopback address, until it knows who asks.
struct ListenAddress: Hashable, Sendable {
    static let loopbackHosts: Set<String> = ["127.0.0.1", "localhost", "::1"]

    let host: String
    let port: Int

    /// Throws `ListenAddressError` for any address that others could reach.
    init(host: String = "127.0.0.1", port: Int) throws(ListenAddressError) {
        guard ListenAddress.loopbackHosts.contains(host) else { throw ListenAddressError() }
        (self.host, self.port) = (host, port)
    }

    /// Whether a `Host` header names this machine.
    static func isLoopback(authority: String) -> Bool {
        var host = authority[...]
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]") else { return false }
            host = host[host.index(after: host.startIndex)..<end]
        } else if let colon = host.lastIndex(of: ":") {
            host = host[..<colon]
        }
        return loopbackHosts.contains(host.lowercased())
    }
}

/// The gateway was asked to listen where others could reach it.
struct ListenAddressError: Error, Hashable, CustomStringConvertible {
    var description: String { "the gateway has no sign-in yet, so it listens on loopback only" }
}
