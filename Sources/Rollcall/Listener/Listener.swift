import AccessModel
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
    var responder: RouterResponder<ListenerContext>
    var tls: CertificateSource?
    var limits: ListenerLimits
    /// Proxies that say for whom they ask.
    var trustedProxies: [AddressRange] = []
    var reports: LimitReports
    var logger: Logger
    /// Called once, when the listener is bound.
    var bound: @Sendable () async -> Void
    private let ending = FrameworkLogHandler.Ending()

    func run() async throws {
        do {
            try await withTaskCancellationHandler {
                try await application().run()
            } onCancel: {
                ending.begin()
            }
        } catch let error where error is IOError || error is SocketAddressError.UnknownHost {
            switch address {
            case .tcp(let host, let port): throw CommandFailure(error, listeningAt: "\(host):\(port)")
            case .unix(let path):
                throw CommandFailure(.cannotBind(path: path, reason: "\(error)"), option: "--admin-socket")
            }
        }
    }

    private func application() throws -> some ApplicationProtocol {
        let peers = ListenerPeers(
            table: ConnectionTable(limits) { [reports] reason, holder in
                // Whoever fills all places may be anybody: the names of those who gave way would be of no use.
                reports.reached(reason.rawValue, by: reason == .full ? "other" : "\(holder)")
            },
            address: address,
            forwarded: ForwardedAddress(trusted: trustedProxies)
        )
        let logger = logger.forFramework(until: ending)
        return Application(
            responder: ListenerResponder(base: responder),
            server: try server(peers),
            configuration: ApplicationConfiguration(
                address: bindAddress,
                reuseAddress: true,
                // The table keeps to the limit; this is for those that have to give way and are not closed yet.
                availableConnectionsDelegate: .maximum(limits.connections + ListenerLimits.inPassing, logger: logger)
            ),
            onServerRunning: { [self] _ in
                restrictToOwner()
                await bound()
            },
            logger: logger
        )
    }

    private func server(_ peers: ListenerPeers) throws -> HTTPServerBuilder {
        let http = HTTPServerBuilder { [limits, isSecure = tls != nil] responder in
            ListenerChannel(responder, isSecure: isSecure, limits: limits, peers: peers)
        }
        return try tls.map { try .tls(http, tlsConfiguration: $0.tlsConfiguration) } ?? http
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

    private var bindAddress: BindAddress {
        switch address {
        case .tcp(let host, let port): .hostname(host, port: port)
        case .unix(let path): .unixDomainSocket(path: path)
        }
    }
}
