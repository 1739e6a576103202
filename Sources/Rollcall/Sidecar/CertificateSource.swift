import HummingbirdTLS
import NIOSSL
import Synchronization

/// The listener's certificate and key, read from their files and replaced while connections come in.
final class CertificateSource: Sendable {
    private let certificatePath: String
    private let keyPath: String
    private let current: Mutex<NIOSSLContextConfigurationOverride>

    /// Nil where the listener has no TLS.
    init?(_ listener: RollcallConfiguration.Listener) throws(CommandFailure) {
        guard let certificate = listener.certificate, let key = listener.key else { return nil }
        certificatePath = certificate
        keyPath = key
        current = Mutex(try Self.read(certificate, key))
    }

    /// Reads the files again; what does not load leaves the last good certificate in place.
    func load() throws(CommandFailure) {
        let fresh = try Self.read(certificatePath, keyPath)
        current.withLock { $0 = fresh }
    }

    /// For a server whose every handshake takes the certificate of the moment.
    var tlsConfiguration: TLSConfiguration {
        let initial = current.withLock { $0 }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: initial.certificateChain ?? [],
            privateKey: initial.privateKey ?? .file(keyPath)
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.sslContextCallback = { [self] _, promise in
            promise.succeed(current.withLock { $0 })
        }
        return configuration
    }

    private static func read(
        _ certificatePath: String,
        _ keyPath: String
    ) throws(CommandFailure) -> NIOSSLContextConfigurationOverride {
        do {
            var override = NIOSSLContextConfigurationOverride.noChanges
            override.certificateChain = try NIOSSLCertificate.fromPEMFile(certificatePath).map { .certificate($0) }
            override.privateKey = .privateKey(try NIOSSLPrivateKey(file: keyPath, format: .pem))
            return override
        } catch {
            throw CommandFailure(
                "cannot load the certificate `\(certificatePath)` with the key `\(keyPath)`: \(error)",
                exitCode: .configurationInvalid
            )
        }
    }
}
