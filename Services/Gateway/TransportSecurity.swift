import Foundation
import NIOSSL
import ServiceHost

/// The certificate and the key with which the gateway itself ends TLS, where no proxy does.
struct TransportSecurity: Sendable {
    let configuration: TLSConfiguration

    static let certificate = Setting(
        "tls-certificate-file", default: "",
        help: "A PEM file with the gateway's certificate and those between it and its root; with it the pages and the "
            + "API are HTTPS. Read at the start.")
    static let key = Setting(
        "tls-key-file", default: "",
        help: "The PEM file of the certificate's key; a file that others can read is refused.")

    /// Nil when neither is set. Throws `SettingError` when one is missing or cannot be used.
    static func read(_ values: SettingValues) throws -> TransportSecurity? {
        let (certificate, key) = (values[certificate], values[key])
        if certificate.isEmpty, key.isEmpty { return nil }
        guard !certificate.isEmpty else { throw problem(Self.certificate, "is needed beside --\(Self.key.key)") }
        guard !key.isEmpty else { throw problem(Self.key, "is needed beside --\(Self.certificate.key)") }
        var status = stat()
        guard stat(key, &status) == 0 else { throw problem(Self.key, "names no file that can be read") }
        guard status.st_mode & 0o077 == 0 else {
            throw problem(Self.key, "names a file that others can read; chmod 600 mends it")
        }
        guard let chain = try? NIOSSLCertificate.fromPEMFile(certificate), !chain.isEmpty else {
            throw problem(Self.certificate, "names no PEM file with a certificate")
        }
        guard let own = try? NIOSSLPrivateKey(file: key, format: .pem) else {
            throw problem(Self.key, "names no PEM file with a key that has no passphrase")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(own))
        configuration.minimumTLSVersion = .tlsv12
        // A key of another certificate is found here, and not by the first person who calls.
        guard (try? NIOSSLContext(configuration: configuration)) != nil else {
            throw problem(Self.key, "is not the key of the certificate")
        }
        return TransportSecurity(configuration: configuration)
    }

    private static func problem(_ setting: Setting, _ words: String) -> SettingError {
        SettingError(key: setting.key, problem: words)
    }
}
