package import AccessIndex
package import AccessModel
package import Logging
package import TokenSigning

/// Answers questions on a Unix socket.
///
/// Bound only by ``run(whenListening:)``, so that no socket means deny: whoever makes the server has published a complete
/// snapshot before.
package struct DecisionServer: Sendable {
    /// Commits a membership durably.
    package typealias Join = @Sendable (OrganizationMember) async throws -> Enrolment

    /// What committing a membership came to.
    package struct Enrolment: Hashable, Sendable {
        /// A state that holds the membership, if there may be one.
        package var revision: Revision
        /// Whether this very commit made it. Of logins at the same time one is told so.
        package var isNew: Bool

        package init(revision: Revision, isNew: Bool) {
            self.revision = revision
            self.isNew = isNew
        }
    }

    let configuration: SocketConfiguration
    let publisher: SnapshotPublisher
    let signer: TokenSigner
    let join: Join
    let now: Now
    let limits: LimitReports
    let logger: Logger

    /// `join` may be called again for a membership that exists already. `limits` are shown among the metrics.
    package init(
        configuration: SocketConfiguration,
        publisher: SnapshotPublisher,
        signer: TokenSigner,
        join: @escaping Join,
        now: @escaping Now,
        limits: LimitReports = LimitReports(),
        logger: Logger
    ) {
        self.configuration = configuration
        self.publisher = publisher
        self.signer = signer
        self.join = join
        self.now = now
        self.limits = limits
        self.logger = logger
    }

    /// Binds, serves until the task is cancelled, lets what is in flight finish, removes the socket and returns.
    ///
    /// `whenListening` is called once, when connections are accepted. Throws ``SocketError`` where it cannot bind.
    package func run(whenListening: @Sendable () -> Void = {}) async throws {
        let listener = try await SocketListener.start(self)
        logger.info("decision socket is listening", metadata: ["socket": "\(configuration.socketPath)"])
        whenListening()
        await listener.waitUntilCancelled()
        logger.info("decision socket is draining")
        await listener.drain()
        logger.info("decision socket is closed")
    }
}
