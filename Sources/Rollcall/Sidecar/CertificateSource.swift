import Foundation
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
        let certificates = try load("certificate", certificatePath) { path in
            try NIOSSLCertificate.fromPEMFile(path)
        }
        let key = try load("key", keyPath) { path in try NIOSSLPrivateKey(file: path, format: .pem) }
        try requireSecrecy(ofKeyAt: keyPath)
        let identity = Identity(chain: certificates.map { .certificate($0) }, key: .privateKey(key))
        do {
            _ = try NIOSSLContext(
                configuration: .makeServerConfiguration(certificateChain: identity.chain, privateKey: identity.key)
            )
        } catch {
            throw CommandFailure(
                "the key `\(keyPath)` does not belong to the certificate `\(certificatePath)`",
                exitCode: .configurationInvalid
            )
        }
        return identity
    }

    /// Refuses a key that others than its owner may read, or besides root the group that root gave it to.
    private static func requireSecrecy(ofKeyAt path: String) throws(CommandFailure) {
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        guard let mode = attributes?[.posixPermissions] as? Int, let owner = attributes?[.ownerAccountID] as? Int else {
            throw CommandFailure("cannot tell who may read the key `\(path)`", exitCode: .configurationInvalid)
        }
        guard mode & (owner == 0 ? 0o037 : 0o077) == 0 else {
            throw CommandFailure(
                "others may read the key `\(path)` (mode 0\(String(mode, radix: 8))): take the right from them with "
                    + "`chmod 600`, or `chmod 640` where it belongs to root and to this user's group",
                exitCode: .configurationInvalid
            )
        }
    }

    private static func load<Value>(
        _ what: String,
        _ path: String,
        _ parse: (String) throws -> Value
    ) throws(CommandFailure) -> Value {
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw CommandFailure(
                "cannot read the \(what) `\(path)`: name a file that this user may read with --tls-\(what)",
                exitCode: .configurationInvalid
            )
        }
        do {
            return try parse(path)
        } catch {
            throw CommandFailure("`\(path)` holds no \(what) in PEM", exitCode: .configurationInvalid)
        }
    }
}
