import DecisionSocket
import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import ServiceLifecycle

/// An HTTP server on TCP or on a Unix socket, as a service whose refusals say what to do.
struct Listener: Service {
    enum Address: Sendable {
        case tcp(host: String, port: Int)
        /// A socket that the owner alone may connect to.
        case unix(path: String)
    }

    var address: Address
    var responder: RouterResponder<BasicRequestContext>
    var tls: CertificateSource?
    var limits: ListenerLimits
    var logger: Logger
    /// Called once, when the listener is bound.
    var bound: @Sendable () async -> Void

    func run() async throws {
        do {
            try await application().run()
        } catch let error as IOError {
            throw CommandFailure("cannot listen on `\(name)`: \(advice(on: error))")
        }
    }

    private func application() throws -> some ApplicationProtocol {
        Application(
            responder: responder,
            server: try tls.map { try .tls(http, tlsConfiguration: $0.tlsConfiguration) } ?? http,
            configuration: ApplicationConfiguration(
                address: bindAddress,
                reuseAddress: true,
                availableConnectionsDelegate: .maximum(limits.connections, logger: quietLogger)
            ),
            onServerRunning: { [self] _ in
                restrictToOwner()
                await bound()
            },
            logger: quietLogger
        )
    }

    private var http: HTTPServerBuilder {
        .http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [ExchangeDeadlineHandler(limit: limits.exchange)],
                idleTimeout: TimeAmount(limits.idle)
            )
        )
    }

    /// Connecting to a Unix socket takes the right to write to its file.
    private func restrictToOwner() {
        guard case .unix(let path) = address else { return }
        do {
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        } catch {
            logger.error("the socket's mode could not be set", error: error, metadata: ["socket": "\(path)"])
        }
    }

    /// Refuses where a living server listens on the socket: binding would take its place.
    func checkPlace() async throws(CommandFailure) {
        guard case .unix(let path) = address else { return }
        do {
            try await DecisionClient(path: path).close()
        } catch {
            return
        }
        throw CommandFailure("another process listens at `\(path)` already")
    }

    private var bindAddress: BindAddress {
        switch address {
        case .tcp(let host, let port): .hostname(host, port: port)
        case .unix(let path): .unixDomainSocket(path: path)
        }
    }

    private var name: String {
        switch address {
        case .tcp(let host, let port): "\(host):\(port)"
        case .unix(let path): path
        }
    }

    private func advice(on error: IOError) -> String {
        switch error.errnoCode {
        case EADDRINUSE: "another program does; stop it, or choose another address with --listen"
        case EACCES: "this user may not; choose another address or directory"
        default: "\(error)"
        }
    }

    /// The framework's own notes are of use to its developers.
    private var quietLogger: Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }
}
