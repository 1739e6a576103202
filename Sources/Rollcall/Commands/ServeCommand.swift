import AccessModel
import ArgumentParser
import Logging

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the sidecar.",
        discussion: """
            Opens the store, applies the policies, builds the index, and only then opens its sockets. SIGTERM drains and \
            exits 0; SIGHUP reads policies, keys and certificates again and keeps the last good ones on a mistake.

              rollcall serve --data /var/lib/rollcall --policies /etc/rollcall/policies --listen 127.0.0.1:8080

            Every option can also stand in the environment (--admin-socket as ROLLCALL_ADMIN_SOCKET) or in the file that \
            --config names (admin_socket: …); the flag wins over the environment, and that over the file.
            """
    )

    @Option(help: "Directory of the store, the keys and the sockets. Default: .rollcall.")
    var data: String?

    @Option(help: "Directory of the policy files. Default: policies.")
    var policies: String?

    @Option(help: "Path of the decision socket. Default: DATA/rollcall.sock.")
    var socket: String?

    @Option(help: "Path of the management socket. Default: DATA/admin.sock.")
    var adminSocket: String?

    @Option(help: "Where SCIM and the management API are served: HOST:PORT. Default: 127.0.0.1:8080.")
    var listen: String?

    @Option(help: "PEM file with the certificate chain for that listener.")
    var tlsCertificate: String?

    @Option(help: "PEM file with the key of the certificate.")
    var tlsKey: String?

    @Flag(help: "Allow a listener beyond loopback without TLS: bearer tokens cross the network in the clear.")
    var insecureListen = false

    @Flag(help: "The data come from a backup or a copy: draw a new epoch, so that no revision names two states.")
    var restored = false

    @Option(help: "trace, debug, info, notice, warning, error or critical. Default: info.")
    var logLevel: String?

    @Option(help: "A YAML configuration file.")
    var config: String?

    func run() async throws {
        let configuration = try await RollcallConfiguration.read(flags: flags, file: config)
        let (logger, log) = Logger.rollcall(level: configuration.logLevel, now: Timestamp.now)
        defer { log.flush(within: .seconds(1)) }
        do {
            try await Sidecar(
                configuration,
                logger: logger,
                now: Timestamp.now,
                monotonicNow: ContinuousClock.monotonicNow
            ).run(restored: restored)
        } catch {
            for line in "\(error)".split(separator: "\n") { logger.critical("\(line)") }
            throw (error as? CommandFailure)?.exitCode ?? .failure
        }
    }

    private var flags: [String: String] {
        let given: [String: String?] = [
            "data": data, "policies": policies, "socket": socket, "admin_socket": adminSocket, "listen": listen,
            "tls_certificate": tlsCertificate, "tls_key": tlsKey, "log_level": logLevel,
            "insecure_listen": insecureListen ? "true" : nil,
        ]
        return given.compactMapValues { $0 }
    }
}
