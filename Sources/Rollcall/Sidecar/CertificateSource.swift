import HummingbirdTLS
import NIOCore
import NIOSSL
import Synchronization

/// The listener's certificate and key, read from their files and replaced while connections come in.
final class CertificateSource: Sendable {
    private let certificatePath: String
    private let keyPath: String
    private let current: Mutex<Identity>

    /// What a server shows of itself.
    private struct Identity {
        var chain: [NIOSSLCertificateSource]
        var key: NIOSSLPrivateKeySource
    }

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
            certificateChain: initial.chain,
            privateKey: initial.key
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.sslContextCallback = { [self] _, promise in
            let identity = current.withLock { $0 }
            var override = NIOSSLContextConfigurationOverride.noChanges
            override.certificateChain = identity.chain
            override.privateKey = identity.key
            promise.succeed(override)
        }
        return configuration
    }

    private static func read(_ certificatePath: String, _ keyPath: String) throws(CommandFailure) -> Identity {
        do {
            let identity = Identity(
                chain: try NIOSSLCertificate.fromPEMFile(certificatePath).map { .certificate($0) },
                key: .privateKey(try NIOSSLPrivateKey(file: keyPath, format: .pem))
            )
            // Fails where the key is not the certificate's.
            _ = try NIOSSLContext(
                configuration: .makeServerConfiguration(certificateChain: identity.chain, privateKey: identity.key)
            )
            return identity
        } catch {
            throw CommandFailure(
                "cannot load the certificate `\(certificatePath)` with the key `\(keyPath)`: \(error)",
                exitCode: .configurationInvalid
            )
        }
    }
}
