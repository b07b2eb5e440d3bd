/// Where the gateway listens: a loopback address, unless somebody stands before it and everybody signs in.
struct ListenAddress: Hashable, Sendable {
    static let loopbackHosts: Set<String> = ["127.0.0.1", "localhost", "::1"]

    let host: String
    let port: Int

    /// Throws `ListenAddressError` for an address that others could reach, unless it is guarded.
    init(host: String = "127.0.0.1", port: Int, guardedBy guardians: Guardians = .none) throws(ListenAddressError) {
        guard ListenAddress.loopbackHosts.contains(host) || guardians == .all else { throw ListenAddressError() }
        (self.host, self.port) = (host, port)
    }

    /// What must be there before others may reach the gateway.
    struct Guardians: OptionSet, Sendable {
        let rawValue: Int
        /// Everybody signs in, by an issuer that is not the development key.
        static let signIn = Guardians(rawValue: 1)
        /// TLS is ended here, or by a proxy as the operator said.
        static let transport = Guardians(rawValue: 2)
        /// It is known what people call the gateway.
        static let publicAddress = Guardians(rawValue: 4)
        static let none: Guardians = []
        static let all: Guardians = [.signIn, .transport, .publicAddress]
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
    var description: String {
        "without sign-in (--sign-in), TLS (--tls-certificate-file, or --behind-proxy on) and what people call it "
            + "(--public-url) the gateway listens on loopback only"
    }
}
