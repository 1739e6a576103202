import AccessIndex
import AccessModel
import Administration
import DecisionSocket
import DirectoryStorage
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Provisioning
import RequestAdmission
import SCIMProtocol
import ServiceLifecycle
import TokenSigning
import UnixSignals

extension Sidecar {
    /// Keeps the index at the head of the feed, on a thread on which nothing else runs: whatever requests do to the
    /// others, what was committed reaches the index, and its age is known.
    func makeFollower(of store: some DirectoryStore, _ publisher: SnapshotPublisher) -> CancelledService {
        let thread = ThreadExecutor(name: "index")
        let updater = IndexUpdater(
            feed: store,
            publisher: publisher,
            pollInterval: configuration.freshness.pollInterval,
            sleep: { try await thread.sleep(for: $0) },
            now: now,
            report: { [logger] event in logger.log(event) }
        )
        return CancelledService { await withTaskExecutorPreference(thread) { await updater.run() } }
    }

    /// Logins that need a membership commit it here, and are answered once the index has it.
    func makeDecisionServer(
        _ publisher: SnapshotPublisher,
        _ signer: TokenSigner,
        joining store: some DirectoryStore
    ) throws(CommandFailure) -> DecisionServer {
        var socket = try configuration.decisionSocket
        let wanted = socket.limits.connections
        socket.limits.connections = DescriptorLimit.connections(wanted, of: DescriptorLimit.raise())
        if socket.limits.connections < wanted {
            logger.warning(
                "few descriptors",
                metadata: ["decision_connections": .stringConvertible(socket.limits.connections)]
            )
        }
        return DecisionServer(
            configuration: socket,
            publisher: publisher,
            signer: signer,
            join: { [now] member in
                let commit = try await store.commit(by: .login(member.user), at: now()) { try $0.enrol(member) }
                return DecisionServer.Enrolment(revision: commit.revision, isNew: commit.isChange)
            },
            now: now,
            limits: limits,
            logger: logger
        )
    }

    /// What the management API works on, by whichever door its callers come.
    func makeDirectory(
        _ store: some DirectoryStore,
        _ types: ResourceTypeSet,
        _ publisher: SnapshotPublisher,
        _ sealingKey: SealingKey,
        _ journal: ProvisioningJournal
    ) -> ManagementDirectory {
        ManagementDirectory(
            store: store,
            tokenScopes: configuration.scim(serving: types).scopes,
            snapshot: { publisher.current },
            published: { try await publisher.reached($0) },
            seal: sealingKey,
            settings: ManagementSettings(
                tenantName: configuration.tenantName,
                limits: configuration.limits,
                userType: types.userType
            ),
            provisioningLog: { try await journal.events(of: $0) },
            now: now
        )
    }

    func makeManagement(
        _ directory: ManagementDirectory,
        _ reload: Reload,
        _ readiness: Readiness
    ) -> Listener {
        let router = Router(context: ListenerContext.self)
        ManagementRoutes(
            directory,
            reload: { .init(changes: try await reload(), keys: reload.keys.publishedIDs) },
            authenticate: { request in
                guard let user = PeerUserHandler.userID(in: request.headers) else {
                    throw ManagementError(.forbidden, "the kernel does not say who is at the other end of the socket")
                }
                return .peer(uid: user)
            },
            logger: logger
        ).add(to: router)
        return Listener(
            address: .unix(path: configuration.adminSocket),
            responder: router.buildResponder(),
            limits: .management,
            reports: limits,
            logger: logger,
            bound: { readiness.bound(.management) }
        )
    }

    /// SCIM for the providers, the management API for its clients, and the verification keys for whoever gets a token.
    func makeListener(
        _ directory: ManagementDirectory,
        _ types: ResourceTypeSet,
        _ publisher: SnapshotPublisher,
        _ signer: TokenSigner,
        _ sealingKey: SealingKey,
        _ certificates: CertificateSource?,
        _ journal: ProvisioningJournal,
        _ readiness: Readiness
    ) -> Listener {
        let router = Router(context: ListenerContext.self)
        let age = configuration.token.keySetMaximumAge.components.seconds
        router.get("/.well-known/jwks.json") { _, _ in
            let body = ResponseBody(byteBuffer: ByteBuffer(bytes: signer.jwks))
            let headers: HTTPFields = [
                .contentType: "application/jwk-set+json", .cacheControl: "public, max-age=\(age)",
            ]
            return Response(status: .ok, headers: headers, body: body)
        }
        router.get("/healthz") { _, _ in "ok" }
        let bodies = BodyBudget(
            total: configuration.listener.maximumHeldBodyBytes,
            largest: configuration.provisioning.maximumBodySize,
            limits: limits
        )
        addManagement(directory, signer, bodies, to: router)
        ProvisioningRoutes(
            store: directory.store,
            configuration: configuration.scim(serving: types),
            published: { try await publisher.reached($0) },
            journal: journal,
            sealingKey: sealingKey,
            now: now,
            monotonicNow: monotonicNow,
            bodies: bodies,
            limits: limits,
            logger: logger
        ).add(to: router)
        return Listener(
            address: .tcp(host: configuration.listener.host, port: configuration.listener.port),
            responder: router.buildResponder(),
            tls: certificates,
            limits: listenerLimits(),
            trustedProxies: configuration.listener.trustedProxies,
            reports: limits,
            logger: logger,
            bound: { readiness.bound(.provisioning) }
        )
    }

    /// The management API for clients that show a token, and where they get one.
    private func addManagement(
        _ directory: ManagementDirectory,
        _ signer: TokenSigner,
        _ bodies: BodyBudget,
        to router: Router<ListenerContext>
    ) {
        let authority = ClientAuthority(
            store: directory.store,
            signer: signer,
            settings: configuration.access,
            now: now,
            monotonicNow: monotonicNow
        )
        let rates = ClientRates(perSecond: configuration.management.requestsPerSecond, clock: monotonicNow)
        TokenRoutes(authority, rates: rates, logger: logger).add(to: router)
        ManagementRoutes(
            directory,
            reload: nil,
            authenticate: { try await authority.caller(of: $0) },
            rates: rates,
            bodies: bodies,
            limits: limits,
            logger: logger
        ).add(to: router)
    }

    /// Refuses, before anything is bound, where a living server or something else is in a socket's place.
    func prepareSockets() async throws(CommandFailure) {
        let places = [("--socket", configuration.socket), ("--admin-socket", configuration.adminSocket)]
        for (option, path) in places {
            do {
                try await SocketFile(path: path).prepare()
            } catch {
                throw CommandFailure(error, option: option)
            }
        }
    }

    /// Runs all until SIGTERM or SIGINT; they stop in reverse order, each after what it has in flight.
    func runServices(_ services: [any Service]) async throws {
        var group = ServiceGroupConfiguration(
            services: services,
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger.forFramework()
        )
        group.maximumGracefulShutdownDuration = .seconds(10)
        try await ServiceGroup(configuration: group).run()
    }
}

extension RollcallConfiguration {
    /// What SCIM serves: the types of the definition files, where there are any.
    func loadTypes() throws(CommandFailure) -> ResourceTypeSet {
        guard let definitions = provisioning.definitions else { return .standard }
        return try DefinitionSet.load(definitions)
    }

    func scim(serving types: ResourceTypeSet) -> ProvisioningConfiguration {
        var settings = ProvisioningConfiguration(
            externalBaseURL: listener.externalURL,
            types: types,
            maximumBodySize: provisioning.maximumBodySize,
            maximumPageSize: provisioning.maximumPageSize,
            maximumBulkOperations: provisioning.maximumBulkOperations,
            restoresInactiveUsers: provisioning.restoresInactiveUsers,
            requestsPerSecond: provisioning.requestsPerSecond,
            revocationsPerSecond: provisioning.revocationsPerSecond,
            profile: provisioning.profile,
            profiles: provisioning.profiles
        )
        settings.connectionLimits = limits.connection
        return settings
    }

    fileprivate var access: AccessSettings {
        AccessSettings(
            issuer: token.issuer,
            audience: management.audience,
            lifetime: management.tokenLifetime,
            isLoopback: listener.isLoopback,
            requestsPerSecond: management.requestsPerSecond,
            failuresPerMinute: management.failuresPerMinute
        )
    }

    fileprivate var decisionSocket: SocketConfiguration {
        get throws(CommandFailure) {
            SocketConfiguration(
                socketPath: socket,
                peers: try peers.policy,
                tokens: TokenSettings(
                    issuer: token.issuer,
                    defaultAudience: token.audience,
                    lifetime: token.lifetime,
                    longestLifetime: token.maximumLifetime,
                    claims: ClaimsForm(
                        namespace: token.claimsNamespace,
                        includesRoleIDs: token.includesRoleIDs
                    ),
                    largestPayload: token.maximumBytes,
                    warningBytes: token.warningBytes,
                    groups: token.groups,
                    keySetMaximumAge: token.keySetMaximumAge
                ),
                freshness: FreshnessLimits(warn: freshness.warn, limit: freshness.limit),
                limits: SocketLimits(
                    eventLoops: System.coreCount,
                    signingThreads: System.coreCount,
                    connections: peers.maximumConnections,
                    connectionsPerUser: peers.maximumConnectionsPerUser,
                    waitingPerConnection: peers.maximumWaitingPerConnection,
                    waitingPerUser: peers.maximumWaitingPerUser
                )
            )
        }
    }
}

extension RollcallConfiguration.Peers {
    /// Root and the server's own user may do everything; the named ones what they are named for; others check.
    fileprivate var policy: PeerPolicy {
        get throws(CommandFailure) {
            var policy = PeerPolicy.standard(ownUserID: geteuid())
            let lists: [(Abilities, [String])] = [
                (.claims, claims), (.check, check), (.search, search), (.stats, stats), (.manage, manage),
            ]
            for (ability, peers) in lists {
                for peer in peers { try policy.grant(ability, to: peer) }
            }
            return policy
        }
    }
}

extension PeerPolicy {
    fileprivate mutating func grant(_ ability: Abilities, to peer: String) throws(CommandFailure) {
        if let user = try SystemAccounts.userID(peer) {
            users[user, default: []].insert(ability)
        } else if let group = try SystemAccounts.groupID(peer) {
            groups[group, default: []].insert(ability)
        } else {
            throw CommandFailure(
                "`\(peer)` is no peer: write uid:N, gid:N, user:NAME or group:NAME",
                exitCode: .configurationInvalid
            )
        }
    }
}
